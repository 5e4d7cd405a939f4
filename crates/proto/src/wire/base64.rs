//! The recognition of base64. Nothing in this crate needs the decoded bytes.

/// The number of bytes that `text` encodes, or `None` if it is not base64 with padding.
pub(crate) fn decoded_length(text: &str) -> Option<usize> {
    let digits = text.trim_end_matches('=');
    let padding = text.len() - digits.len();
    let well_formed = digits
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'));
    (text.len().is_multiple_of(4) && padding <= 2 && well_formed)
        .then(|| text.len() / 4 * 3 - padding)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_length_behind_base64_is_told() {
        for (text, length) in [("", 0), ("AA==", 1), ("AAA=", 2), ("+/09", 3)] {
            assert_eq!(decoded_length(text), Some(length), "{text}");
        }
    }

    #[test]
    fn what_is_not_base64_has_no_length() {
        for text in ["A", "AA", "A===", "====", "AA=A", "A A=", "A-_="] {
            assert_eq!(decoded_length(text), None, "{text}");
        }
    }
}
