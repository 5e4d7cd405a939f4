//! Remedies of errors: from the diagnosis if there is one, otherwise from the error's code or kind.

use blobcopy_proto::{ErrorCode, ErrorKind, legible};

use crate::chain;
use crate::error::Error;

impl Error {
    /// What to do about the error, in lower case without a full stop. `None` if the message already contains it, or it
    /// depends on what the caller wants.
    pub fn remedy(&self) -> Option<&'static str> {
        match self.diagnosis() {
            Some(diagnosis) => Some(diagnosis.remedy()),
            None => self
                .code()
                .and_then(of_code)
                .or_else(|| of_kind(self.kind())),
        }
    }

    /// The error in one line, as [`chain()`] prints it, with cause and remedy if they are known.
    pub fn in_full(&self) -> String {
        match self.diagnosis() {
            Some(diagnosis) => legible(&format!("{}: {diagnosis}", chain(self))).into_owned(),
            None => chain(self),
        }
    }
}

fn of_code(code: &ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::InvalidUri | ErrorCode::InvalidResourceName => "correct the URL",
        _ => return None,
    })
}

fn of_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Unauthorized => "check account, key or SAS, and what they allow",
        ErrorKind::NotFound => "correct the names of account, container and blob",
        ErrorKind::Source => "see that the service can read the source",
        ErrorKind::Network => "check the host's name, the network and any proxy",
        ErrorKind::Timeout => "check the network, and try again",
        ErrorKind::Throttled | ErrorKind::Unavailable => "wait a little and try again",
        ErrorKind::Malformed => {
            "check that the host is a Blob service, and look for a proxy in between"
        }
        ErrorKind::Precondition => "look at the destination again, and at its lease",
        _ => return None,
    })
}
