//! An error and its causes in one sentence.

use std::error::Error as StdError;
use std::fmt::Display;

use blobcopy_proto::legible;

use crate::error::Error;

/// An error and its causes in one line, from the outside in, without repetitions. An [`Error`] states its causes itself.
///
/// Characters that a terminal would obey or not show are escaped, see [`legible`].
pub fn chain(error: &(dyn StdError + 'static)) -> String {
    let mut text = error.to_string();
    let mut last = error;
    while let Some(cause) = last.source().filter(|_| !last.is::<Error>()) {
        push_new(&mut text, cause);
        last = cause;
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
    fn an_error_of_the_client_states_its_causes_itself() {
        let cause: Invalid = BlobUrl::parse("nowhere").unwrap_err();
        let text = chain(&Error::from(cause.clone()));
        assert_eq!(text, cause.to_string());
    }

    #[test]
    fn nothing_that_a_terminal_obeys_is_in_the_sentence() {
        let error = std::io::Error::other("failed\r\u{1b}[2Kcopied \u{202e}all");
        let expected = "failed\\u{d}\\u{1b}[2Kcopied \\u{202e}all";
        assert_eq!(chain(&error), expected);
    }
}
