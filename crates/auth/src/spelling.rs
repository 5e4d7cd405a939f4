//! Finds a secret in a text in any spelling: percent-encoded, escaped for JSON or XML, or broken over lines.

/// The shortest secret that is removed, in characters. Shorter ones occur in ordinary words.
const SHORTEST: usize = 8;

/// The shortest beginning of a truncated secret that is removed. Shorter ones are of no use to an attacker.
const SHORTEST_PIECE: usize = 12;

/// Maximum number of nested encodings of one character, such as a `+` that was percent-encoded twice.
const LAYERS: usize = 4;

/// Maximum number of consecutive blanks within a secret.
const LONGEST_GAP: usize = 32;

/// The end of the secret that begins at `start` in `text`. Unless it `is_whole`, the secret may be truncated.
pub(crate) fn end_of(secret: &[u8], text: &[u8], start: usize, is_whole: bool) -> Option<usize> {
    let (mut known, mut at, mut end) = (0, start, start);
    let (mut found, mut gap) = (0, 0);
    while known < secret.len() && at < text.len() {
        let (wanted, next_known) = character(secret, known);
        let (read, next) = character(text, at);
        if folded(read) == folded(wanted) {
            (known, at, end) = (next_known, next, next);
            (found, gap) = (found + 1, 0);
        } else if found > 0 && is_blank(read) && gap < LONGEST_GAP {
            (at, gap) = (next, gap + 1);
        } else {
            break;
        }
    }
    let is_complete = known == secret.len() && found >= SHORTEST;
    (is_complete || (!is_whole && found >= SHORTEST_PIECE)).then_some(end)
}

/// The secret without a leading `+`, because one that was read as a space may have been trimmed.
pub(crate) fn without_leading_plus(mut secret: &[u8]) -> &[u8] {
    while !secret.is_empty() {
        let (first, next) = character(secret, 0);
        if folded(first) != b'+' {
            break;
        }
        secret = &secret[next..];
    }
    secret
}

/// The bytes with which a secret can begin in a text.
pub(crate) struct Beginnings([bool; 256]);

impl Beginnings {
    pub(crate) const NONE: Self = Self([false; 256]);

    pub(crate) fn add(&mut self, secret: &[u8]) {
        let first = folded(character(secret, 0).0);
        for byte in [first, unfolded(first), b'%', b'\\', b'&'] {
            self.0[usize::from(byte)] = true;
        }
    }

    /// The next position at or after `from` where a secret may begin.
    pub(crate) fn next(&self, text: &[u8], from: usize) -> Option<usize> {
        let rest = text.get(from..)?;
        let found = rest.iter().position(|byte| self.0[usize::from(*byte)]);
        found.map(|found| from + found)
    }
}

/// Maps both base64 alphabets to one, and a space (a `+` that was read as in a form) to its character.
fn folded(byte: u8) -> u8 {
    match byte {
        b'-' | b' ' => b'+',
        b'_' => b'/',
        byte => byte,
    }
}

/// The other character that [`folded`] maps to the same.
fn unfolded(byte: u8) -> u8 {
    match byte {
        b'+' => b'-',
        b'/' => b'_',
        byte => byte,
    }
}

fn is_blank(byte: u8) -> bool {
    byte.is_ascii_whitespace() || byte.is_ascii_control()
}

/// The decoded character at `at` in `text`, where there must be one, and the position after it.
fn character(text: &[u8], at: usize) -> (u8, usize) {
    let (mut byte, mut next) = (text[at], at + 1);
    for _layer in 0..LAYERS {
        let rest = &text[next..];
        let read = match byte {
            b'%' => number(rest, 2).map(|byte| (byte, 2)),
            b'\\' => escaped(rest),
            b'&' => entity(rest),
            _ => None,
        };
        let Some((inner, length)) = read else {
            break;
        };
        (byte, next) = (inner, next + length);
    }
    (byte, next)
}

/// The character that a backslash escapes, in JSON and in the strings of programming languages.
fn escaped(rest: &[u8]) -> Option<(u8, usize)> {
    match rest.first()? {
        b'u' => number(&rest[1..], 4).map(|byte| (byte, 5)),
        b'x' => number(&rest[1..], 2).map(|byte| (byte, 3)),
        b'n' | b'r' | b't' => Some((b'\n', 1)),
        byte @ (b'/' | b'\\' | b'"' | b'\'') => Some((*byte, 1)),
        _ => None,
    }
}

/// The character of an XML or HTML reference, as far as it can occur in a secret.
fn entity(rest: &[u8]) -> Option<(u8, usize)> {
    const NAMED: [(&[u8], u8); 8] = [
        (b"amp;", b'&'),
        (b"plus;", b'+'),
        (b"sol;", b'/'),
        (b"equals;", b'='),
        (b"lowbar;", b'_'),
        (b"percnt;", b'%'),
        (b"bsol;", b'\\'),
        (b"period;", b'.'),
    ];
    if let Some((name, byte)) = NAMED.iter().find(|(name, _)| rest.starts_with(name)) {
        return Some((*byte, name.len()));
    }
    let digits = rest.strip_prefix(b"#")?;
    let length = digits.iter().take(8).position(|byte| *byte == b';')?;
    let digits = str::from_utf8(&digits[..length]).ok()?;
    let number = match digits.strip_prefix(['x', 'X']) {
        Some(digits) => u8::from_str_radix(digits, 16),
        None => digits.parse(),
    };
    Some((number.ok()?, length + 2))
}

/// The byte that so many hexadecimal digits represent.
fn number(rest: &[u8], digits: usize) -> Option<u8> {
    let mut value = 0_u32;
    for digit in rest.get(..digits)? {
        value = value * 16 + char::from(*digit).to_digit(16)?;
    }
    u8::try_from(value).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECRET: &[u8] = b"ab+cd/ef-gh_ij=";

    fn found(text: &str) -> Option<&str> {
        let mut beginnings = Beginnings::NONE;
        beginnings.add(SECRET);
        let mut from = 0;
        while let Some(start) = beginnings.next(text.as_bytes(), from) {
            if let Some(end) = end_of(SECRET, text.as_bytes(), start, false) {
                return Some(&text[start..end]);
            }
            from = start + 1;
        }
        None
    }

    #[test]
    fn a_secret_is_found_in_every_spelling() {
        for spelling in [
            "ab+cd/ef-gh_ij=",
            "ab%2Bcd%2fef-gh_ij%3D",
            "ab%252Bcd%25252fef-gh_ij%253D",
            "%61%62+cd/ef-gh_ij=",
            r"ab\u002bcd\/ef-gh_ij\u003d",
            r"ab\\u002bcd\\/ef-gh_ij=",
            "ab&#43;cd&#x2F;ef-gh_ij&equals;",
            "ab&amp;#43;cd/ef-gh_ij=",
            "ab-cd_ef-gh_ij",
            "ab cd/ef-gh_ij=",
            "ab+cd/\r\n  ef-gh_ij=",
            r"ab+cd/\n ef-gh_ij=",
            "a\0b\0+\0c\0d\0/\0e\0f\0-\0g\0h\0_\0i\0j\0=",
            "ab+cd/ef-gh_",
        ] {
            assert_eq!(found(&format!("ab %{spelling}.")), Some(spelling));
        }
        for other in ["", "ab+cd/ef-g", "ab+cd.ef-gh_ij=", "%", "&#999;", "\\u00"] {
            assert_eq!(found(other), None, "{other}");
        }
    }

    #[test]
    fn a_secret_that_must_be_whole_is_not_found_by_its_beginning() {
        assert_eq!(end_of(SECRET, SECRET, 0, true), Some(SECRET.len()));
        assert_eq!(end_of(SECRET, &SECRET[..14], 0, true), None);
    }
}
