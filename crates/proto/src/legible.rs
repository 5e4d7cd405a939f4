//! Text from a server, made safe for a terminal.

use std::borrow::Cow;

/// Replaces each character that is not [`is_legible`] by `\u{…}`.
///
/// Names, messages and headers from a server can hold characters that move the cursor, break the line, reverse the
/// reading direction or are invisible. Escape such text before you print it, so that it cannot forge a line or hide a
/// part of one.
pub fn legible(text: &str) -> Cow<'_, str> {
    if text.chars().all(is_legible) {
        return Cow::Borrowed(text);
    }
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        if is_legible(c) {
            escaped.push(c);
        } else {
            escaped.extend(c.escape_unicode());
        }
    }
    Cow::Owned(escaped)
}

/// Whether a terminal shows the character as itself: it is no control character, line separator, direction mark or
/// character without width.
///
/// Source: the Unicode Character Database, `Cc`, `Zl`, `Zp`, `Bidi_Control` and `Default_Ignorable_Code_Point`.
pub fn is_legible(c: char) -> bool {
    match c {
        ' '..='~' => true,
        _ if c.is_control() => false,
        '\u{ad}'
        | '\u{34f}'
        | '\u{61c}'
        | '\u{115f}'..='\u{1160}'
        | '\u{17b4}'..='\u{17b5}'
        | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}'
        | '\u{2028}'..='\u{202e}'
        | '\u{2060}'..='\u{206f}'
        | '\u{3164}'
        | '\u{fe00}'..='\u{fe0f}'
        | '\u{feff}'
        | '\u{ffa0}'
        | '\u{fff0}'..='\u{fffb}'
        | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}' => false,
        _ => true,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_in_any_script_stay_as_they_are() {
        for name in ["2026/a b.vhd", "Übergrößen", "バックアップ", "نسخة", "📦"] {
            assert!(matches!(legible(name), Cow::Borrowed(same) if same == name));
        }
    }

    #[test]
    fn what_a_terminal_obeys_or_does_not_show_is_escaped() {
        for c in [
            '\0',
            '\u{7}',
            '\u{8}',
            '\t',
            '\n',
            '\r',
            '\u{1b}',
            '\u{7f}',
            '\u{85}',
            '\u{9b}',
            '\u{ad}',
            '\u{61c}',
            '\u{200b}',
            '\u{200d}',
            '\u{200f}',
            '\u{2028}',
            '\u{2029}',
            '\u{202e}',
            '\u{2066}',
            '\u{feff}',
            '\u{fff9}',
            '\u{e0041}',
        ] {
            let expected = format!("a\\u{{{:x}}}b", u32::from(c));
            assert_eq!(legible(&format!("a{c}b")), expected);
        }
    }
}
