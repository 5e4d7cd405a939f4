//! What to do about an error whose cause is not diagnosed: what its outcome, code and kind suggest.

use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{ErrorCode, ErrorKind};

use crate::error::{Error, UnfinishedCopy};

pub(crate) fn remedy_of(error: &Error) -> Option<String> {
    let known = error.code().and_then(of_code);
    known.or_else(|| of_kind(error.kind())).map(str::to_owned)
}

/// Nothing where the code or the kind of the error has the remedy.
pub(crate) fn remedy_of_outcome(copy: &UnfinishedCopy) -> Option<String> {
    let remedy = match &copy.error.outcome {
        CopyOutcome::NotStarted { .. } => {
            "wait for it, abort it, or choose a pending policy that waits for it or attaches to it"
        }
        CopyOutcome::Overtaken(_) => "wait for that copy, and check the destination then",
        CopyOutcome::Unsettled(_) => "check the destination's copy status before you copy again",
        CopyOutcome::ConditionNotMet => {
            "read the destination's ETag again, or leave the condition out"
        }
        CopyOutcome::Cancelled | CopyOutcome::Aborted => "copy again if this was not intended",
        CopyOutcome::AbortedAtDeadline => "allow more time, and copy again",
        CopyOutcome::Failed(_) => "check the source, and copy again",
        CopyOutcome::Superseded(_) | CopyOutcome::Cleared | CopyOutcome::Gone => {
            "find out what else writes to the destination"
        }
        CopyOutcome::DeadlinePassed(_) => "wait for it again, or abort it",
        CopyOutcome::NotAborted(_) => "check the destination's copy status, and abort it again",
        CopyOutcome::UnknownStatus(_) => "check the destination's copy status",
        _ => return None,
    };
    Some(remedy.to_owned())
}

fn of_code(code: &ErrorCode) -> Option<&'static str> {
    Some(match code {
        ErrorCode::InvalidUri | ErrorCode::InvalidResourceName => "correct the URL",
        _ => return None,
    })
}

fn of_kind(kind: ErrorKind) -> Option<&'static str> {
    Some(match kind {
        ErrorKind::Invalid => "correct the value that the message names",
        ErrorKind::Unauthorized => "check the account, the credential and its permissions",
        ErrorKind::NotFound => "correct the names of the account, the container and the blob",
        ErrorKind::Conflict => "check the state of the account, the container and the blob",
        ErrorKind::Source => "check that the service can read the source",
        ErrorKind::Network => "check the host name, the network and any proxy",
        ErrorKind::Timeout => "check the network, and try again",
        ErrorKind::Throttled | ErrorKind::Unavailable => "wait a while, and try again",
        ErrorKind::Malformed => "check that the host is a Blob service, and check for a proxy",
        ErrorKind::Precondition => "read the properties of the blob again, and check its lease",
        ErrorKind::PendingCopy => "wait for the pending copy, or abort it",
        ErrorKind::CopyUnverified => {
            "copy again while nothing else writes to the source or the destination"
        }
        _ => return None,
    })
}
