//! The order in which the service sorts `x-ms-` header names before it signs them.
//!
//! The documentation says "lexicographically", but the service compares by the rules of a culture, in which `_` comes
//! before the digits and `-` has almost no weight. If the headers are sorted by bytes, a request with the metadata
//! names `i_` and `i0` fails with 403. Sources: the service's replies in Azure/azure-sdk-for-python issue #10277 and
//! pull request #33951, and the failures in Azure/azure-sdk-for-net issue #41328.

use std::cmp::Ordering;

/// Compares two lower-case header names as the service does.
///
/// Compares first without hyphens and apostrophes. Names that are equal without these marks are ordered by their
/// positions, the name without a mark first.
pub(super) fn compare(left: &str, right: &str) -> Ordering {
    let (left, right) = beyond_common(left.as_bytes(), right.as_bytes());
    if let ([left, ..], [right, ..]) = (left, right)
        && left.is_ascii_lowercase()
        && right.is_ascii_lowercase()
    {
        return left.cmp(right);
    }
    weights(left)
        .cmp(weights(right))
        .then_with(|| marks(left).cmp(marks(right)))
        .then_with(|| left.cmp(right))
}

/// The rest of both names after their common beginning, which does not decide the order.
fn beyond_common<'a>(left: &'a [u8], right: &'a [u8]) -> (&'a [u8], &'a [u8]) {
    let pairs = left.iter().zip(right);
    let common = pairs.take_while(|(left, right)| left == right).count();
    (&left[common..], &right[common..])
}

fn weights(name: &[u8]) -> impl Iterator<Item = u8> {
    name.iter()
        .copied()
        .filter(|byte| !is_mark(*byte))
        .map(weight)
}

/// Which bytes are marks, up to the last mark. Later bytes do not count, so that a name that has ended equals one
/// without more marks.
fn marks(name: &[u8]) -> impl Iterator<Item = bool> {
    let after_last = name
        .iter()
        .rposition(|byte| is_mark(*byte))
        .map_or(0, |last| last + 1);
    name[..after_last].iter().map(|byte| is_mark(*byte))
}

fn is_mark(byte: u8) -> bool {
    matches!(byte, b'-' | b'\'')
}

/// The weight of a byte: symbols before digits before letters. Digits and letters keep the order of their bytes.
fn weight(byte: u8) -> u8 {
    const SYMBOLS: &[u8] = b"!#$%&*.^_`|~+";
    if byte.is_ascii_alphanumeric() {
        return byte.to_ascii_lowercase();
    }
    let rank = SYMBOLS.iter().position(|symbol| *symbol == byte);
    rank.map_or(byte, |rank| rank as u8)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn assert_sorted(names: &[&str]) {
        for pair in names.windows(2) {
            assert_eq!(compare(pair[0], pair[1]), Ordering::Less, "{pair:?}");
        }
    }

    #[test]
    fn an_underscore_comes_before_digits_and_letters() {
        assert_sorted(&["i_", "i0", "ia"]);
        assert_sorted(&["foo_bar", "foo2_bar"]);
        assert_sorted(&["a_b", "a1", "aa"]);
    }

    #[test]
    fn a_shorter_name_comes_before_its_extensions() {
        assert_sorted(&["a", "a_", "a0", "aa"]);
    }

    #[test]
    fn hyphens_only_break_ties() {
        assert_sorted(&[
            "test", "test-", "test--", "test_-", "test-_", "test__", "test_a", "test_a-",
            "test-_a", "test_a_", "test_a-_", "test_z", "testa", "test-a", "testb",
        ]);
    }

    proptest! {
        #[test]
        fn it_is_a_total_order(mut names in prop::collection::vec("[a-b0-1_'!-]{0,6}", 0..12)) {
            names.sort_by(|left, right| compare(left, right));
            for (index, left) in names.iter().enumerate() {
                for right in &names[index..] {
                    prop_assert_ne!(compare(left, right), Ordering::Greater);
                    prop_assert_eq!(compare(left, right), compare(right, left).reverse());
                    prop_assert_eq!(compare(left, right) == Ordering::Equal, left == right);
                }
            }
        }
    }
}
