//! What a refusal means for a copy.

use std::time::Duration;

use http::Method;

use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::error_kind::ErrorKind;
use crate::proof::Proof;
use crate::service_error::ServiceError;

/// What the refusal of a start means.
pub(crate) enum StartRefusal {
    /// The destination has a pending copy, which an earlier delivery may have started.
    Pending,
    /// A condition is not met, perhaps because of an earlier delivery.
    Unmet,
    /// The destination is in a state that no copy can replace, perhaps because of an earlier delivery.
    Taken,
    /// The start had no effect. The same start may be accepted later.
    Busy,
    /// The start had no effect, and would be refused again.
    Final,
    /// The start may have had its effect.
    Unclear,
}

pub(crate) fn start_refusal(error: &Error) -> StartRefusal {
    let Some(refusal) = service_error(error) else {
        return StartRefusal::Unclear;
    };
    match (error.proof(&Method::PUT), refusal.kind()) {
        (Proof::Nothing, _) => StartRefusal::Unclear,
        (Proof::PerhapsDone, ErrorKind::PendingCopy) => StartRefusal::Pending,
        (Proof::PerhapsDone, ErrorKind::Precondition) => StartRefusal::Unmet,
        (Proof::PerhapsDone, _) => StartRefusal::Taken,
        (Proof::NotDone, _) if refusal.is_transient() => StartRefusal::Busy,
        (Proof::NotDone, _) => StartRefusal::Final,
    }
}

/// The wait that the service asks for (`Retry-After`).
pub(crate) fn retry_after(error: &Error) -> Option<Duration> {
    service_error(error)?.retry_after
}

/// Whether the blob does not exist although its container does.
pub(crate) fn is_no_blob(error: &Error) -> bool {
    let code = service_error(error).and_then(|refusal| refusal.code.as_ref());
    code == Some(&ErrorCode::BlobNotFound)
}

/// Whether the service reports that the blob, or what contains it, does not exist.
pub(crate) fn is_gone(error: &Error) -> bool {
    service_error(error)
        .is_some_and(|refusal| refusal.kind() == ErrorKind::NotFound && !refusal.is_foreign())
}

/// Whether an abort was refused because there is nothing left to abort.
pub(crate) fn had_ended(error: &Error) -> bool {
    let code = service_error(error).and_then(|refusal| refusal.code.as_ref());
    matches!(
        code,
        Some(ErrorCode::NoPendingCopyOperation | ErrorCode::CopyIdMismatch)
    )
}

/// Whether the same request may succeed later. A reply that no Blob service sends, or that cannot be read, may come
/// from a proxy.
pub(crate) fn is_passing(error: &Error) -> bool {
    service_error(error).is_none_or(|refusal| refusal.is_transient() || refusal.is_foreign())
}

fn service_error(error: &Error) -> Option<&ServiceError> {
    match error {
        Error::Service(refusal) => Some(refusal),
        Error::Malformed(_) => None,
    }
}
