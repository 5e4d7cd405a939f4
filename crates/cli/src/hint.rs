//! The remedies for an error that are commands or flags. The client provides the others.

use blobcopy::{Cause, CopyId, CopyOutcome, Diagnosis, Error, ErrorKind};
use blobcopy_proto::ErrorCode;
use blobcopy_proto::care::CredentialKind;

use crate::target::Target;

/// The remedy of `error`, where the command line has a better one than the client.
pub(crate) fn of(error: &Error, target: &Target) -> Option<String> {
    of_outcome(error, target).or_else(|| of_refusal(error, target))
}

fn of_refusal(error: &Error, target: &Target) -> Option<String> {
    of_code(error, target).or_else(|| of_account(error, target.credential_kind()))
}

fn of_outcome(error: &Error, target: &Target) -> Option<String> {
    let blob = target.operand();
    Some(match error.outcome()? {
        CopyOutcome::NotStarted { .. } => PENDING.to_owned(),
        CopyOutcome::Overtaken(_) => {
            format!(
                "check with `blobcopy status {blob}`, or wait for that copy with `blobcopy wait {blob}`"
            )
        }
        CopyOutcome::Unwatched(_) => {
            let then = of_pending(target, error.copy_id()?);
            match of_refusal(error, target).or_else(|| error.report().remedy) {
                Some(first) => format!("{first}; then {then}"),
                None => then,
            }
        }
        CopyOutcome::DeadlinePassed(_) | CopyOutcome::NotAborted(_) => {
            of_pending(target, error.copy_id()?)
        }
        CopyOutcome::Unsettled(_) => format!("check with `blobcopy status {blob}`"),
        _ => return None,
    })
}

const PENDING: &str = "wait for it (--on-pending wait), abort it (--on-pending abort), or attach to it (--on-pending adopt)";

/// What can be done about a copy that continues.
pub(crate) fn of_pending(target: &Target, id: &CopyId) -> String {
    let blob = target.operand();
    format!(
        "wait for it with `blobcopy wait {blob}`, or abort it with `blobcopy abort {blob} --copy-id {id}`"
    )
}

fn of_code(error: &Error, target: &Target) -> Option<String> {
    Some(match error.code()? {
        ErrorCode::ContainerNotFound if !is_of_either_container(error) => {
            let container = target.url().container().name();
            format!("create it with `blobcopy mk {container}`, or correct the name `{container}`")
        }
        ErrorCode::CopyIdMismatch => {
            format!(
                "see the pending copy with `blobcopy status {}`",
                target.operand()
            )
        }
        ErrorCode::CannotVerifyCopySource => format!(
            "{}; to check the source, run `blobcopy explain` with its URL",
            error.report().remedy?
        ),
        _ => return None,
    })
}

/// The container of the source may be meant, which is another.
fn is_of_either_container(error: &Error) -> bool {
    error.diagnosis().map(Diagnosis::as_cause) == Some(Cause::EitherContainerMissing)
}

/// The remedy of an error that concerns only the account and its credential.
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
        _ => return None,
    };
    Some(remedy.to_owned())
}

const NO_CREDENTIAL: &str = "set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT and AZURE_STORAGE_KEY, add a SAS to the URL, or log in (--login)";

const NO_LOGIN: &str =
    "run `az login`, or provide a key or a SAS; to read public blobs, use --login=none";
