//! The parser's complaints repeat what was typed, and what was typed may be a secret.

use std::ffi::OsString;

/// Flags whose value may be repeated.
const HARMLESS: [&str; 18] = [
    "--output",
    "--timeout",
    "--poll-ceiling",
    "--on-pending",
    "--ticket",
    "--metadata",
    "--copy-id",
    "--port",
    "--rate",
    "--container",
    "--permissions",
    "--expires",
    "--start",
    "--ip",
    "--policy",
    "--sv",
    "--login",
    "--source-login",
];

/// `text` with the secret parts of `words` hidden: queries of URLs, and the values of flags that may be secret,
/// misspelt ones included.
pub(crate) fn without_secrets(text: &str, words: &[OsString]) -> String {
    let words: Vec<_> = words.iter().map(|word| word.to_string_lossy()).collect();
    let mut secrets: Vec<&str> = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let before = at.checked_sub(1).map_or("", |before| &*words[before]);
        secrets.extend(secret_of(word, before));
    }
    // The longest first, so that no part of one is left standing beside the mark of another.
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
        .iter()
        .filter(|secret| !secret.is_empty())
        .fold(text.to_owned(), |text, secret| text.replace(secret, "…"))
}

/// What of a word is to be hidden, given the word before it.
fn secret_of<'a>(word: &'a str, before: &str) -> Option<&'a str> {
    if let Some((_, query)) = word.split_once('?') {
        return Some(query);
    }
    if word.starts_with("--") {
        let (flag, value) = word.split_once('=')?;
        return (!HARMLESS.contains(&flag)).then_some(value);
    }
    let follows_flag = before.starts_with("--") && !before.contains('=');
    let looks_secret = ["sig=", "AccountKey=", "SharedAccessSignature="]
        .iter()
        .any(|mark| word.contains(mark));
    let may_be_value = follows_flag && !HARMLESS.contains(&before) && !word.contains("://");
    // Short words are names; to hide them would hide them everywhere.
    ((may_be_value && word.len() >= 8) || looks_secret).then_some(word)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hidden(text: &str, words: &[&str]) -> String {
        let words: Vec<OsString> = words.iter().map(OsString::from).collect();
        without_secrets(text, &words)
    }

    #[test]
    fn the_query_of_a_url_and_the_value_of_a_flag_are_hidden() {
        assert_eq!(
            hidden(
                "unexpected 'https://h/c/b?sig=x%2B'",
                &["https://h/c/b?sig=x%2B"]
            ),
            "unexpected 'https://h/c/b?…'"
        );
        assert_eq!(
            hidden(
                "unexpected 'c2VjcmV0MQ=='",
                &["--acount-key", "c2VjcmV0MQ=="]
            ),
            "unexpected '…'"
        );
        assert_eq!(hidden("'--key=c2Vj'", &["--key=c2Vj"]), "'--key=…'");
        assert_eq!(
            hidden("'a;AccountKey=x' found", &["copy", "a;AccountKey=x"]),
            "'…' found"
        );
    }

    #[test]
    fn what_is_no_secret_is_left() {
        let words = [
            "--timeout",
            "tomorrow morning",
            "--embedded",
            "https://h/c/b",
        ];
        let text = "invalid 'tomorrow morning' for 'https://h/c/b'";
        assert_eq!(hidden(text, &words), text);
    }
}
