//! The exit codes.

use blobcopy::{Error, ErrorKind};
use blobcopy_proto::ServiceError;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExitCode {
    /// The command succeeded.
    Done,
    /// The copy ended otherwise, or was not started because another copy is pending.
    NotCopied,
    /// The command or one of its values is invalid.
    Usage,
    /// Not authorized.
    Unauthorized,
    /// Account, container or blob do not exist.
    NotFound,
    /// The network or the service failed, or the result cannot be written.
    Unavailable,
    /// Ctrl-C or SIGTERM.
    Interrupted,
    /// The reader of standard output closed the pipe: what a shell reports of a program that SIGPIPE ended.
    ReaderGone,
}

impl ExitCode {
    /// The number.
    pub(crate) fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::NotCopied => 1,
            Self::Usage => 2,
            Self::Unauthorized => 3,
            Self::NotFound => 4,
            Self::Unavailable => 5,
            Self::Interrupted => 130,
            Self::ReaderGone => 141,
        }
    }

    /// What the client's error means for the caller.
    pub(crate) fn of(error: &Error) -> Self {
        match (error.kind(), error.service_error()) {
            // A copy that takes longer than its deadline is no failure of the network.
            (ErrorKind::Timeout, _) if error.is_past_deadline() => Self::NotCopied,
            (ErrorKind::Source, Some(refusal)) => Self::of_source(refusal),
            (kind, _) => Self::of_kind(kind),
        }
    }

    pub(crate) fn of_kind(kind: ErrorKind) -> Self {
        match kind {
            ErrorKind::Invalid => Self::Usage,
            ErrorKind::Unauthorized => Self::Unauthorized,
            ErrorKind::NotFound => Self::NotFound,
            ErrorKind::Source
            | ErrorKind::Conflict
            | ErrorKind::Precondition
            | ErrorKind::PendingCopy
            | ErrorKind::CopyFailed
            | ErrorKind::CopyAborted
            | ErrorKind::CopySuperseded
            | ErrorKind::CopyGone
            | ErrorKind::CopyUnverified => Self::NotCopied,
            _ => Self::Unavailable,
        }
    }

    /// The status that the source returned to the service decides, if it is known.
    fn of_source(refusal: &ServiceError) -> Self {
        let told = refusal
            .copy_source
            .as_ref()
            .and_then(|source| source.status);
        match told.unwrap_or_else(|| refusal.status.as_u16()) {
            401 | 403 => Self::Unauthorized,
            404 | 410 => Self::NotFound,
            409 => Self::NotCopied,
            _ => Self::Unavailable,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use blobcopy_proto::ErrorCode;
    use http::StatusCode;

    #[test]
    fn every_kind_has_a_documented_code() {
        for kind in ErrorKind::ALL {
            let code = ExitCode::of_kind(*kind).code();
            assert!((1..=5).contains(&code), "{kind}: {code}");
        }
    }

    #[test]
    fn what_the_source_answered_decides() {
        let refusal = |status: u16, told: Option<u16>| {
            let status = StatusCode::from_u16(status).unwrap();
            let mut refusal = ServiceError::new(status, ErrorCode::CannotVerifyCopySource, "no");
            refusal.copy_source = told.map(|told| {
                let mut source = blobcopy_proto::SourceRefusal::default();
                source.status = Some(told);
                source
            });
            ExitCode::of_source(&refusal)
        };
        assert_eq!(refusal(404, None), ExitCode::NotFound);
        assert_eq!(refusal(403, None), ExitCode::Unauthorized);
        assert_eq!(refusal(400, Some(404)), ExitCode::NotFound);
        assert_eq!(refusal(400, Some(503)), ExitCode::Unavailable);
        assert_eq!(refusal(412, None), ExitCode::Unavailable);
        assert_eq!(refusal(409, None), ExitCode::NotCopied);
    }
}
