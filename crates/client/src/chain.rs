//! An error and its causes in one sentence.

use std::error::Error as StdError;
use std::fmt::Display;

use blobcopy_proto::legible;

/// Formats an error and its causes in one line, outermost first, without repetitions.
///
/// Each error of this crate describes one layer. Use this where only one line is shown: a log, a terminal, an exception
/// in another language. Control characters and invisible characters are escaped, see [`legible`].
pub fn chain(error: &dyn StdError) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        push_new(&mut text, error);
        cause = error.source();
    }
    legible(&text).into_owned()
}

fn push_new(text: &mut String, cause: &dyn Display) {
    let cause = cause.to_string();
    if !text.ends_with(&cause) {
        text.push_str(": ");
        text.push_str(cause.trim_end_matches('.'));
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blobcopy_proto::{BlobUrl, Invalid};

    #[test]
    fn causes_are_told_from_the_outside_in() {
        let cause: Invalid = BlobUrl::parse("nowhere").unwrap_err();
        let text = chain(&crate::Error::from(cause.clone()));
        assert_eq!(text, format!("the request was not sent: {cause}"));
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_in_the_sentence() {
        let error = std::io::Error::other("failed\r\u{1b}[2Kcopied \u{202e}all");
        let expected = "failed\\u{d}\\u{1b}[2Kcopied \\u{202e}all";
        assert_eq!(chain(&error), expected);
    }
}
