//! What a refusal means for a copy.

use std::time::Duration;

use http::StatusCode;

use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::error_kind::ErrorKind;
use crate::service_error::ServiceError;

/// What the refusal of a start means.
pub(crate) enum OfStart {
    /// The destination has a pending copy.
    Pending,
    /// A condition is not met.
    Unmet,
    /// It had no effect, and may have one later.
    Busy,
    /// It had no effect, and will have none.
    Final,
    /// It may have had its effect.
    Unclear,
}

pub(crate) fn of_start(error: &Error) -> OfStart {
    let Some(refusal) = service_error(error) else {
        return OfStart::Unclear;
    };
    match refusal.kind() {
        ErrorKind::PendingCopy => OfStart::Pending,
        ErrorKind::Precondition if is_of_destination(refusal.code.as_ref()) => OfStart::Unmet,
        ErrorKind::Source if refusal.is_transient() => OfStart::Busy,
        // A 503 without the service's own code may come from something in between, after the start went through.
        _ if refusal.code == Some(ErrorCode::ServerBusy) => OfStart::Busy,
        _ if refusal.status.as_u16() == 429 => OfStart::Busy,
        // A condition on the source that is not met may be told by a 304.
        _ if refusal.status == StatusCode::NOT_MODIFIED => OfStart::Final,
        _ if refusal.status.is_client_error() && !refusal.is_transient() => OfStart::Final,
        _ => OfStart::Unclear,
    }
}

/// Whether an unmet condition is one on the state of the destination, rather than on its lease or on the source.
fn is_of_destination(code: Option<&ErrorCode>) -> bool {
    matches!(
        code,
        None | Some(
            ErrorCode::ConditionNotMet
                | ErrorCode::TargetConditionNotMet
                | ErrorCode::BlobAlreadyExists
        )
    )
}

/// How long the service asks to stay away.
pub(crate) fn retry_after(error: &Error) -> Option<Duration> {
    service_error(error)?.retry_after
}

/// Whether there is no blob of that name; its container is there.
pub(crate) fn is_no_blob(error: &Error) -> bool {
    let code = service_error(error).and_then(|refusal| refusal.code.as_ref());
    code == Some(&ErrorCode::BlobNotFound)
}

/// Whether the service says that the blob, or all that it was in, is not there.
pub(crate) fn is_gone(error: &Error) -> bool {
    service_error(error)
        .is_some_and(|refusal| refusal.kind() == ErrorKind::NotFound && !is_foreign(refusal))
}

/// Whether an abort was refused because there is nothing left to abort.
pub(crate) fn had_ended(error: &Error) -> bool {
    let code = service_error(error).and_then(|refusal| refusal.code.as_ref());
    matches!(
        code,
        Some(ErrorCode::NoPendingCopyOperation | ErrorCode::CopyIdMismatch)
    )
}

/// Whether the same question may be answered later. What no Blob service sends comes from something in between.
pub(crate) fn is_passing(error: &Error) -> bool {
    service_error(error).is_none_or(|refusal| refusal.is_transient() || is_foreign(refusal))
}

/// Whether a refusal is likely not the service's own.
fn is_foreign(refusal: &ServiceError) -> bool {
    refusal.code.is_none() && refusal.request_id.is_none()
}

fn service_error(error: &Error) -> Option<&ServiceError> {
    match error {
        Error::Service(refusal) => Some(refusal),
        Error::Malformed(_) => None,
    }
}
