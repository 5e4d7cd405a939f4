//! Text made safe to print: without the query of a URL, without signatures, and of limited length.

use std::fmt;

use crate::legible::is_legible;

/// Maximum length of text from elsewhere that an error repeats, in characters.
const SHOWN: usize = 200;

/// Query parameters whose values are secrets.
const SECRETS: [&str; 3] = ["sig=", "signature=", "token="];

/// A URL that prints without its query and user information.
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

/// A caller's text, made safe for an error. A URL is shown without its query, a name as it is; anything else as `…`. A
/// secret that was passed by mistake has neither form: a connection string, a SAS, a key or a token.
pub fn argument(text: &str) -> String {
    const HIDDEN: &str = "…";
    let Some((scheme, rest)) = text.split_once("://") else {
        return match is_name(text) {
            true => shown(text),
            false => HIDDEN.to_owned(),
        };
    };
    let named = rest.split(['?', '#']).next().unwrap_or_default();
    let (authority, path) = named.split_at(named.find('/').unwrap_or(named.len()));
    let host = authority.rsplit('@').next().unwrap_or_default();
    if !is_of(scheme, "+-.") || !is_of(host, "-._:[]") || may_be_secret(host) {
        return HIDDEN.to_owned();
    }
    match is_name(path) {
        true => shown(text),
        false => format!("{scheme}://{host}/…"),
    }
}

/// Whether a text consists of letters, digits and `others`.
fn is_of(text: &str, others: &str) -> bool {
    text.chars()
        .all(|c| c.is_alphanumeric() || others.contains(c))
}

/// Whether a text could be a name: it has no separators of a query or a connection string, and nothing that may be a
/// secret.
fn is_name(text: &str) -> bool {
    let lower = text.to_ascii_lowercase();
    let is_marked = MARKS.iter().any(|mark| lower.contains(mark));
    !is_marked && message(text) == text && !may_be_secret(text)
}

/// Text that occurs in connection strings, in queries and before signatures, and rarely in names.
const MARKS: [&str; 9] = [
    "?",
    "&",
    ";",
    "accountkey",
    "sharedaccess",
    "sig=",
    "sig%3d",
    "bearer ",
    "password=",
];

/// Whether part of a text looks like a key, a signature or a token: long, with mixed letters and digits in random
/// order, or base64 with its padding.
fn may_be_secret(text: &str) -> bool {
    const SEPARATORS: &str = "/.-_ ~,:'\"@()%";
    let is_random = |piece: &str| {
        let kinds: Vec<u8> = piece.bytes().map(kind_of).collect();
        let changes = kinds.windows(2).filter(|pair| pair[0] != pair[1]).count();
        let is_mixed = [b'a', b'A', b'0'].iter().all(|kind| kinds.contains(kind));
        piece.len() >= 16 && is_mixed && changes * 3 >= piece.len()
    };
    let is_padded = |piece: &str| piece.len() >= 8 && piece.ends_with('=');
    let whole: String = text.chars().filter(|c| !"/+-_".contains(*c)).collect();
    let pieces = text.split(|c| SEPARATORS.contains(c));
    is_random(&whole)
        || pieces
            .into_iter()
            .any(|piece| is_random(piece) || is_padded(piece))
}

/// The class of a character: lower case, upper case, digit or other.
fn kind_of(byte: u8) -> u8 {
    match byte {
        b'a'..=b'z' => b'a',
        b'A'..=b'Z' => b'A',
        b'0'..=b'9' => b'0',
        _ => b'+',
    }
}

/// Text from a server that is safe to print: one line of at most 200 characters, with URLs without their queries and
/// signatures hidden.
pub fn shown(text: &str) -> String {
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

/// A message from the service, in which it may quote signatures.
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

/// The range of the next secret in `text`.
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

/// The range of 43 base64 digits and a `=`: an HMAC-SHA256, which is how a signature looks.
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
    fn an_argument_is_repeated_if_it_has_the_shape_of_a_url_or_of_a_name() {
        for name in [
            "big.iso",
            "kept_snapshot",
            "backups/2026/db-7 (copy).vhd",
            "Backups/2026/Db1/QuarterlyReport2026.parquet",
            "year=2024/month=01/part-0001.parquet",
            "1f812371-a41d-49e6-b123-f4b542e851c5",
            "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
            "2026-11-23T08:00:00Z",
            "https://acct.blob.core.windows.net/backups/year=2026/db.vhd",
        ] {
            assert_eq!(argument(name), name);
        }
        let url = "https://u:p@acct.blob.core.windows.net/c/b?sv=1&sig=x";
        assert_eq!(argument(url), "https://acct.blob.core.windows.net/c/b?…");
        let key = "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";
        let token = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.eyJhdWQiOiJodHRwcyJ9.c2lnbmF0dXJl";
        for secret in [
            key,
            token,
            &key[..32],
            "c2VjcmV0MQ==",
            "sv=2021-12-02&sp=r&sig=abc",
            "sig=abc",
            "?sv=1&sig=abc",
            &format!("AccountName=a;AccountKey={key}"),
            &format!("DefaultEndpointsProtocol=https;AccountKey={key};BlobEndpoint=https://a.net"),
            &format!("Bearer {token}"),
        ] {
            assert_eq!(argument(secret), "…", "{secret}");
        }
        let in_path = format!("https://a.net/c/{key}");
        assert_eq!(argument(&in_path), "https://a.net/…");
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
