//! Parts of secrets, to search for in large texts.

use std::collections::HashSet;
use std::fmt;

/// The parts that identify a secret.
pub(super) struct Needles {
    /// Parts of secrets.
    of_secrets: HashSet<Box<[u8]>>,
    /// Parts of secrets as they were spelled.
    of_spelt: HashSet<Box<[u8]>>,
    /// Whether a part begins with four bytes that have this hash, which rules out most of a text.
    begins: Vec<bool>,
}

/// Number of bytes of a secret that must not be printed.
const OF_SECRET: usize = 12;

/// Number of bytes of a secret's spelling that must not be printed. The text that a spelling adds is shorter.
const OF_SPELT: usize = 16;

const HASH_BITS: u32 = 22;

impl Default for Needles {
    fn default() -> Self {
        Self {
            of_secrets: HashSet::new(),
            of_spelt: HashSet::new(),
            begins: vec![false; 1 << HASH_BITS],
        }
    }
}

impl Needles {
    /// Adds a secret and its spelling.
    pub(super) fn add(&mut self, secret: &str, spelt: &str) {
        for part in secret.as_bytes().windows(OF_SECRET) {
            self.begins[hash(part)] = true;
            self.of_secrets.insert(part.into());
        }
        for part in spelt.as_bytes().windows(OF_SPELT) {
            self.begins[hash(part)] = true;
            self.of_spelt.insert(part.into());
        }
    }

    /// The first part of a secret in a text, with the text before it.
    pub(super) fn found_in(&self, text: &str) -> Option<String> {
        let bytes = text.as_bytes();
        let at = bytes
            .windows(OF_SECRET)
            .enumerate()
            .find_map(|(at, part)| {
                let is_found = self.begins[hash(part)] && self.is_at(&bytes[at..]);
                is_found.then_some(at)
            })?;
        let found = &bytes[at.saturating_sub(200)..at + OF_SECRET];
        Some(String::from_utf8_lossy(found).into_owned())
    }

    fn is_at(&self, bytes: &[u8]) -> bool {
        let is_spelt = |spelt: &[u8]| self.of_spelt.contains(spelt);
        self.of_secrets.contains(&bytes[..OF_SECRET]) || bytes.get(..OF_SPELT).is_some_and(is_spelt)
    }
}

impl fmt::Debug for Needles {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Needles({})", self.of_secrets.len())
    }
}

fn hash(part: &[u8]) -> usize {
    let first = u32::from_le_bytes([part[0], part[1], part[2], part[3]]);
    (first.wrapping_mul(0x9E37_79B1) >> (u32::BITS - HASH_BITS)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn twelve_letters_of_a_secret_are_found_and_fewer_are_not() {
        let secret = crate::repeating::SECRET;
        let mut needles = Needles::default();
        needles.add(secret, &format!("sig={secret}&se=2026-01-02"));
        for found in [secret, &secret[..12], &secret[20..32], &secret[32..]] {
            let text = format!("ä: {found}.");
            assert!(needles.found_in(&text).unwrap().ends_with(&found[..12]));
        }
        for passed in [
            "",
            "sig=",
            &secret[..11],
            "sig=…&se=2026-01-02",
            "ääääääääää",
        ] {
            assert_eq!(needles.found_in(passed), None, "{passed}");
        }
    }

    #[test]
    fn every_spelling_is_found() {
        let secret = crate::repeating::SECRET;
        for spelling in crate::repeating::SPELLINGS {
            let (mut needles, spelt) = (Needles::default(), spelling(secret));
            needles.add(secret, &spelt);
            assert!(needles.found_in(&spelt).is_some(), "{spelt}");
        }
    }
}
