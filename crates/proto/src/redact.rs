//! Text made fit to print: no query of a URL, no signature, no flood.

use std::fmt;

use crate::legible::is_legible;

/// Longest piece of foreign text that an error repeats, in characters.
const SHOWN: usize = 200;

/// Query parameters whose value is a secret.
const SECRETS: [&str; 3] = ["sig=", "signature=", "token="];

/// A URL shown as far as it names something: what follows `?`, and what precedes `@`, stays hidden.
pub(crate) struct Url<'a>(pub(crate) &'a str);

impl fmt::Display for Url<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (named, hidden) = match self.0.split_once(['?', '#']) {
            Some((named, _)) => (named, "?…"),
            None => (self.0, ""),
        };
        let (scheme, rest) = match named.split_once("://") {
            Some((scheme, rest)) => (scheme, rest),
            None => ("", named),
        };
        let authority_ends = rest.find('/').unwrap_or(rest.len());
        let rest = match rest[..authority_ends].rfind('@') {
            Some(at) => &rest[at + 1..],
            None => rest,
        };
        if !scheme.is_empty() {
            write!(f, "{scheme}://")?;
        }
        write!(f, "{rest}{hidden}")
    }
}

/// Foreign text as an error may repeat it: one line, bounded, URLs without their queries.
pub(crate) fn shown(text: &str) -> String {
    let hidden = if text.contains("://") {
        Url(text).to_string()
    } else {
        message(text)
    };
    let mut shown: String = hidden
        .chars()
        .take(SHOWN)
        .map(|c| if is_legible(c) { c } else { ' ' })
        .collect();
    if hidden.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}

/// Prose from the service, in which it may quote signatures back at us.
pub(crate) fn message(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((start, end)) = next_secret(rest) {
        out.push_str(&rest[..start]);
        out.push('…');
        rest = &rest[end..];
    }
    out.push_str(rest);
    out
}

/// Where the next secret in `text` begins and ends.
fn next_secret(text: &str) -> Option<(usize, usize)> {
    let named = SECRETS
        .iter()
        .filter_map(|name| find_ignoring_case(text, name).map(|at| at + name.len()))
        .min();
    let named = named.map(|start| (start, start + secret_length(&text[start..])));
    match (named.filter(|(start, end)| end > start), next_mac(text)) {
        (Some(a), Some(b)) => Some(if a.0 <= b.0 { a } else { b }),
        (a, b) => a.or(b),
    }
}

fn find_ignoring_case(text: &str, name: &str) -> Option<usize> {
    text.as_bytes()
        .windows(name.len())
        .position(|window| window.eq_ignore_ascii_case(name.as_bytes()))
}

fn secret_length(text: &str) -> usize {
    text.find(|c: char| c == '&' || c == '…' || c.is_whitespace() || c.is_control())
        .unwrap_or(text.len())
}

/// A run of 43 base64 digits and a `=`: an HMAC-SHA256, which is what a signature is.
fn next_mac(text: &str) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut run = 0;
    for (at, byte) in bytes.iter().enumerate() {
        if byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/') {
            run += 1;
        } else if *byte == b'=' && run >= 43 {
            return Some((at - 43, at + 1));
        } else {
            run = 0;
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_url_is_shown_without_query_fragment_and_user() {
        assert_eq!(
            Url("https://u:p@a.net/c/b?sv=1&sig=x").to_string(),
            "https://a.net/c/b?…"
        );
        assert_eq!(
            Url("https://a.net/c/b#sig").to_string(),
            "https://a.net/c/b?…"
        );
        assert_eq!(Url("https://a.net/c/b").to_string(), "https://a.net/c/b");
        assert_eq!(
            Url("https://a.net/c/user@b").to_string(),
            "https://a.net/c/user@b"
        );
    }

    #[test]
    fn a_signature_in_prose_is_hidden() {
        let mac = "80oiS0i61Y5TWXDQC0Pne+nHzGwr592j7ki0VKEd0oA=";
        let text = format!("The MAC signature found in the HTTP request '{mac}' is not the same");
        assert_eq!(
            message(&text),
            "The MAC signature found in the HTTP request '…' is not the same"
        );
        assert_eq!(message("sv=1&sig=abc%3D&se=2"), "sv=1&sig=…&se=2");
        assert_eq!(message("SIG=abc"), "SIG=…");
        assert_eq!(message("nothing to hide"), "nothing to hide");
    }

    #[test]
    fn long_and_broken_text_is_shortened_to_one_line() {
        let shown = shown(&"ä\n".repeat(500));
        assert_eq!(shown.chars().count(), SHOWN + 1);
        assert!(!shown.contains('\n'));
    }

    #[test]
    fn what_a_terminal_obeys_or_does_not_show_is_a_space() {
        assert_eq!(
            shown("a\u{1b}b\u{9b}c\u{202e}d\u{200b}e\u{2028}f"),
            "a b c d e f"
        );
    }
}
