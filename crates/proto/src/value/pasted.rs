//! Stray characters in values that were copied and pasted.

/// Describes what a pasted text has around it or in it that cannot belong to a URL, key, token or connection string,
/// and the remedy. The result completes a sentence that begins with the name of the value; it does not repeat the text.
///
/// ```
/// use blobcopy_proto::stray_characters;
///
/// assert!(stray_characters("\"sv=2020-12-06&sig=c2ln\"").is_some());
/// assert!(stray_characters("sv=2020-12-06&sig=c2ln").is_none());
/// ```
pub fn stray_characters(text: &str) -> Option<&'static str> {
    surroundings(text).or_else(|| text.chars().find_map(rule_of_character))
}

/// Describes stray characters around a pasted text. Those inside are ignored, because a name in a URL may contain any
/// character.
pub(crate) fn surroundings(text: &str) -> Option<&'static str> {
    let (first, last) = (text.chars().next()?, text.chars().next_back()?);
    if first == '\u{feff}' {
        return Some("begins with a byte order mark (BOM): save the file as UTF-8 without one");
    }
    if is_quote(first) || is_quote(last) {
        return Some("is in quotes, which are not part of it; remove them");
    }
    if has_name(text) {
        return Some("begins with the name of a variable and `=`: give what follows the `=`");
    }
    if matches!(last, '\n' | '\r') {
        return Some("ends with a line break: remove it");
    }
    if first.is_whitespace() || last.is_whitespace() {
        return Some("has a space before or after it; remove the space");
    }
    rule_of_character(first).or_else(|| rule_of_character(last))
}

fn is_quote(c: char) -> bool {
    matches!(c, '"' | '\'' | '`' | '\u{201c}'..='\u{201f}' | '\u{2018}'..='\u{201b}' | '«' | '»')
}

/// Whether the text begins with the name of an environment variable, as in an env file: `NAME=` or `export NAME=`.
fn has_name(text: &str) -> bool {
    let line = text.strip_prefix("export ").unwrap_or(text);
    let Some((name, _)) = line.split_once('=') else {
        return false;
    };
    let is_of_name = |byte: u8| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_';
    name.contains('_') && name.bytes().all(is_of_name)
}

/// Describes characters that word processors and chat programs use instead of a plain space, or insert invisibly.
fn rule_of_character(c: char) -> Option<&'static str> {
    match c {
        '\u{a0}' | '\u{2000}'..='\u{200a}' | '\u{202f}' | '\u{205f}' | '\u{3000}' => Some(
            "contains a space that is not the plain one, such as a full-width space: remove it",
        ),
        '\u{200b}'..='\u{200f}' | '\u{2060}' | '\u{feff}' => {
            Some("contains an invisible character, such as a zero-width space: remove it")
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const URL: &str = "https://acct.blob.core.windows.net/c/b?sv=1&sig=c2ln";

    #[test]
    fn what_surrounds_a_value_is_named() {
        for (text, expected) in [
            (format!("\"{URL}\""), "quotes"),
            (format!("'{URL}'"), "quotes"),
            (format!("\u{201c}{URL}\u{201d}"), "quotes"),
            (format!("{URL}\""), "quotes"),
            (format!("\u{feff}{URL}"), "byte order mark"),
            (format!("AZURE_STORAGE_SAS_TOKEN={URL}"), "variable"),
            (format!("export MY_URL={URL}"), "variable"),
            (format!("{URL}\n"), "line break"),
            (format!("{URL}\r\n"), "line break"),
            (format!(" {URL}"), "space before"),
            (format!("\u{3000}{URL}"), "space before"),
            (format!("{URL}&a\u{3000}b"), "full-width"),
            (format!("{URL}\u{200b}"), "invisible"),
        ] {
            let rule =
                stray_characters(&text).unwrap_or_else(|| panic!("{text:?} is taken as it is"));
            assert!(rule.contains(expected), "{text:?}: {rule}");
        }
    }

    #[test]
    fn a_value_that_stands_alone_is_left_alone() {
        for text in [
            URL,
            "",
            "AccountName=acct;AccountKey=c2ln==",
            "sv=1&sig=c2ln",
            "c2ln==",
        ] {
            assert_eq!(stray_characters(text), None, "{text:?}");
        }
    }
}
