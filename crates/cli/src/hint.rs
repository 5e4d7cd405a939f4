//! The remedies for an error that are commands or flags. The client provides the others.

use blobcopy::{Cause, CopyId, CopyOutcome, Diagnosis, Error, ErrorKind};
use blobcopy_proto::ErrorCode;
use blobcopy_proto::care::CredentialKind;

use crate::target::Target;

/// The remedy for `error`, if there is one.
pub(crate) fn of(error: &Error, target: &Target) -> Option<String> {
    of_outcome(error, target).or_else(|| of_refusal(error, target))
}

fn of_refusal(error: &Error, target: &Target) -> Option<String> {
    of_code(error, target).or_else(|| of_account(error, target.credential_kind()))
}

fn of_outcome(error: &Error, target: &Target) -> Option<String> {
    let url = target.url();
    Some(match error.outcome()? {
        CopyOutcome::NotStarted { other, .. } => format!(
            "wait for it with `blobcopy wait {url}`, abort it with `blobcopy abort {url} --copy-id {}`, or choose with --on-pending wait, abort or adopt",
            other.id
        ),
        CopyOutcome::Overtaken(_) => {
            format!(
                "check with `blobcopy status {url}`, or wait for that copy with `blobcopy wait {url}`"
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
        CopyOutcome::Unsettled(_) => format!("check with `blobcopy status {url}`"),
        CopyOutcome::Failed(_) => match error.remedy() {
            Some(remedy) => remedy.to_owned(),
            None => "check the source, then copy again".to_owned(),
        },
        CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline => {
            "copy again if you did not intend this".to_owned()
        }
        CopyOutcome::Superseded(_) | CopyOutcome::Cleared | CopyOutcome::Gone => {
            "find out what else writes to the destination".to_owned()
        }
        _ => return None,
    })
}

/// What to do about a copy that continues on the server.
pub(crate) fn of_pending(target: &Target, id: &CopyId) -> String {
    let url = target.url();
    format!(
        "wait for it with `blobcopy wait {url}`, check it with `blobcopy status {url}`, or abort it with `blobcopy abort {url} --copy-id {id}`"
    )
}

fn of_code(error: &Error, target: &Target) -> Option<String> {
    let url = target.url();
    Some(match error.code()? {
        ErrorCode::BlobNotFound if error.diagnosis().is_none() => {
            "correct the name of the blob: no copy into it was ever started".to_owned()
        }
        ErrorCode::ContainerNotFound if !is_of_either_container(error) => format!(
            "create container `{}` first, or correct its name",
            url.container().name()
        ),
        ErrorCode::CopyIdMismatch => {
            format!("`blobcopy status {url}` shows the copy that is pending")
        }
        ErrorCode::CannotVerifyCopySource => format!(
            "{}; to check the source, run `blobcopy explain` with its URL",
            error.remedy()?
        ),
        _ => return None,
    })
}

/// The container of the source may be meant, which is another.
fn is_of_either_container(error: &Error) -> bool {
    error.diagnosis().map(Diagnosis::as_cause) == Some(Cause::EitherContainerMissing)
}

/// The remedy if only the account and its credential matter.
pub(crate) fn of_account(error: &Error, credential_kind: CredentialKind) -> Option<String> {
    let cause = error.diagnosis().map(Diagnosis::as_cause);
    let remedy = match (cause, error.kind(), credential_kind) {
        (Some(Cause::NoCredential | Cause::MissingOrPrivate), _, CredentialKind::Open) => {
            NO_CREDENTIAL
        }
        (None, ErrorKind::Unauthorized | ErrorKind::NotFound, CredentialKind::Open) => {
            NO_CREDENTIAL
        }
        (None, ErrorKind::Unauthorized, CredentialKind::Token)
            if error.service_error().is_none() =>
        {
            NO_LOGIN
        }
        _ => error.remedy()?,
    };
    Some(remedy.to_owned())
}

const NO_CREDENTIAL: &str = "set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, or add a SAS to the URL, or log in (--login)";

const NO_LOGIN: &str =
    "run `az login`, or provide a key or a SAS; to read public blobs, use --login=none";
