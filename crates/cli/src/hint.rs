//! What the caller can do about an error, in words of the command line. What has to do with Azure the client says.

use blobcopy::{Cause, CopyId, CopyOutcome, Diagnosis, Error, ErrorKind};
use blobcopy_proto::ErrorCode;
use blobcopy_proto::care::CredentialKind;

use crate::target::Target;

/// The way out of `error`, if there is one to name.
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
        CopyOutcome::Failed(_) => match error.remedy() {
            Some(remedy) => remedy.to_owned(),
            None => "see to the source, then copy again".to_owned(),
        },
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

fn of_code(error: &Error, target: &Target) -> Option<String> {
    let url = target.url();
    Some(match error.code()? {
        ErrorCode::BlobNotFound if error.diagnosis().is_none() => {
            "correct the blob's name: no copy was ever started into it".to_owned()
        }
        ErrorCode::ContainerNotFound if !is_of_either_container(error) => format!(
            "create container `{}` first, or correct its name",
            url.container().name()
        ),
        ErrorCode::CopyIdMismatch => {
            format!("`blobcopy status {url}` shows the copy that is pending")
        }
        ErrorCode::CannotVerifyCopySource => format!(
            "{}; `blobcopy explain` with the source's URL asks the source itself",
            error.remedy()?
        ),
        _ => return None,
    })
}

/// The container of the source may be meant, which is another.
fn is_of_either_container(error: &Error) -> bool {
    error.diagnosis().map(Diagnosis::as_cause) == Some(Cause::EitherContainerMissing)
}

/// The way out where only the account and what opens it matter.
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
    "log in by `az login`, or give a key or a SAS; for what everybody may read, --login=none";
