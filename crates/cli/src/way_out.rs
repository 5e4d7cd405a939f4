//! What the caller can do about an error: one table.

use blobcopy::{CopyId, CopyOutcome, Error, ErrorKind};
use blobcopy_proto::ErrorCode;

use crate::account::{Door, Target};
use crate::exit_code::ExitCode;

/// The way out of `error`, if there is one to name.
pub(crate) fn of(error: &Error, target: &Target) -> Option<String> {
    of_outcome(error, target).or_else(|| of_refusal(error, target))
}

fn of_refusal(error: &Error, target: &Target) -> Option<String> {
    of_code(error, target).or_else(|| of_kind(error, target.door()).map(str::to_owned))
}

fn of_outcome(error: &Error, target: &Target) -> Option<String> {
    let url = target.url();
    Some(match error.outcome()? {
        CopyOutcome::NotStarted(other) => format!(
            "wait for it with `blobcopy wait {url}`, end it with `blobcopy abort {url} --copy-id {}`, or say with --on-pending what is to become of it",
            other.id
        ),
        CopyOutcome::Overtaken(_) => {
            format!(
                "look with `blobcopy status {url}`, wait for that copy with `blobcopy wait {url}`"
            )
        }
        CopyOutcome::Unwatched(_) => {
            let then = of_pending(target, error.copy_id()?);
            match of_refusal(error, target) {
                Some(first) => format!("{first}; then {then}"),
                None => then,
            }
        }
        CopyOutcome::DeadlinePassed(_) | CopyOutcome::NotAborted(_) => {
            of_pending(target, error.copy_id()?)
        }
        CopyOutcome::Unsettled(_) => format!("look with `blobcopy status {url}`"),
        CopyOutcome::Failed(_) => "see to the source, then copy again".to_owned(),
        CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline => {
            "copy again if that was not meant".to_owned()
        }
        CopyOutcome::Superseded(_) | CopyOutcome::Cleared | CopyOutcome::Gone => {
            "find out who else writes to the destination".to_owned()
        }
        _ => return None,
    })
}

/// What can be done about a copy that goes on.
pub(crate) fn of_pending(target: &Target, id: &CopyId) -> String {
    let url = target.url();
    format!(
        "wait for it with `blobcopy wait {url}`, look with `blobcopy status {url}`, end it with `blobcopy abort {url} --copy-id {id}`"
    )
}

/// The way out of a listing's error.
pub(crate) fn of_listing(error: &Error, door: Door) -> Option<String> {
    let sentence = match error.code() {
        Some(ErrorCode::ContainerNotFound) => Some("correct the container's name"),
        Some(ErrorCode::AuthorizationPermissionMismatch) if door == Door::Sas => Some(
            "pending copies are listed with a SAS of the container or account that allows list (l), and ended with write (w)",
        ),
        Some(code) => of_credential(code, door),
        None => None,
    };
    sentence.or_else(|| of_kind(error, door)).map(str::to_owned)
}

fn of_code(error: &Error, target: &Target) -> Option<String> {
    let url = target.url();
    Some(match error.code()? {
        ErrorCode::ContainerNotFound => format!(
            "create container `{}` first, or correct its name",
            url.container().name()
        ),
        ErrorCode::BlobNotFound if was_refused(error) => {
            "that is the source: correct its name".to_owned()
        }
        ErrorCode::BlobNotFound => {
            "correct the blob's name: no copy was ever started into it".to_owned()
        }
        ErrorCode::CopyIdMismatch => {
            format!("`blobcopy status {url}` shows the copy that is pending")
        }
        ErrorCode::AuthorizationPermissionMismatch if target.door() == Door::Sas => {
            "a copy needs a SAS that allows write (w), and read (r) to watch it".to_owned()
        }
        ErrorCode::CannotVerifyCopySource => of_source(error).to_owned(),
        code => of_credential(code, target.door())?.to_owned(),
    })
}

/// What has to do with the account and its credential alone.
fn of_credential(code: &ErrorCode, door: Door) -> Option<&'static str> {
    Some(match code {
        ErrorCode::AuthenticationFailed if door == Door::Sas => {
            "check that the SAS is complete, has not expired, and was made for this account"
        }
        ErrorCode::AuthenticationFailed => {
            "check the account's name and key, and that this machine's clock is right"
        }
        ErrorCode::AuthorizationFailure => {
            "check the account's firewall, and what the credential allows"
        }
        ErrorCode::InvalidUri | ErrorCode::InvalidResourceName => "correct the URL",
        _ => return None,
    })
}

/// The service refused the start, so that what it says may be about the source.
fn was_refused(error: &Error) -> bool {
    matches!(error.outcome(), Some(CopyOutcome::Refused(_)))
}

fn of_source(error: &Error) -> &'static str {
    match ExitCode::of(error) {
        ExitCode::NotFound => {
            "correct the source's URL; a private blob of another account needs a SAS too"
        }
        ExitCode::Unauthorized => {
            "the service may not read the source: a private blob of another account needs a SAS with read (r) that has not expired"
        }
        ExitCode::Trouble => {
            "the service could not read the source: check its URL, and that it can be reached from the service"
        }
        _ => "look at the source: it is not in a state to be copied",
    }
}

fn of_kind(error: &Error, door: Door) -> Option<&'static str> {
    Some(match error.kind() {
        ErrorKind::Unauthorized | ErrorKind::NotFound if door == Door::None => {
            "no credential was given: set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or add a SAS to the URL"
        }
        ErrorKind::Unauthorized => "check account, key or SAS, and what they allow",
        ErrorKind::NotFound => "correct the names of account, container and blob",
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
