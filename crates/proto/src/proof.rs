//! What a refusal or an unreadable reply proves about its request.
//!
//! In HTTP, `PUT` is idempotent, so a proxy may deliver one request twice, and may answer instead of the service. A
//! reply therefore proves something about one delivery. This table lists what it proves about the others:
//!
//! | the reply | proves | the caller |
//! |---|---|---|
//! | the service's refusal, which an earlier delivery of the request cannot cause | [`NotDone`](Proof::NotDone) | reports the refusal |
//! | a redirect, or a proxy that asks for a password: neither has forwarded the request | [`NotDone`](Proof::NotDone) | reports it |
//! | the service's refusal, which an earlier delivery of the request also causes (`PendingCopyOperation`, `BlobAlreadyExists`, an unmet condition, `LeaseAlreadyPresent`, `NoPendingCopyOperation`, `404` to a `DELETE`, …) | [`PerhapsDone`](Proof::PerhapsDone) | reads the current state |
//! | a failure of the service (`5xx` other than `ServerBusy`) | [`Nothing`](Proof::Nothing) | reads the current state |
//! | a reply without the service's marks, or one that cannot be read | [`Nothing`](Proof::Nothing) | reads the current state |
//!
//! The marks are `x-ms-request-id`, `x-ms-version` and the error code. Every reply of the service has the first.
//! Sources: *Status and error codes*, *Blob service error codes*, REST reference; RFC 9110, section 9.2.2.

use bytes::Bytes;
use http::{Method, Response, StatusCode};

use crate::error::Error;
use crate::error_code::ErrorCode;
use crate::error_kind::ErrorKind;
use crate::invalid::Malformed;
use crate::service_error::ServiceError;
use crate::wire::header;

/// What a refusal proves about its request: the table of this [module](self).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(clippy::exhaustive_enums, reason = "a caller must handle every case")]
pub enum Proof {
    /// This delivery had no effect, and its refusal proves nothing about an earlier one.
    NotDone,
    /// This delivery was refused, perhaps because an earlier one had an effect.
    PerhapsDone,
    /// The request may have had an effect.
    Nothing,
}

/// Returns the reply if it bears the marks of the Blob service. A page from a proxy may have any status, and could be
/// mistaken for a blob without properties or for a successful abort.
///
/// # Errors
/// If it does not bear them.
pub fn of_service(reply: &Response<Bytes>) -> Result<&Response<Bytes>, Malformed> {
    let headers = reply.headers();
    match headers.contains_key(&header::REQUEST_ID) || headers.contains_key(&header::VERSION) {
        true => Ok(reply),
        false => Err(Malformed::missing(header::REQUEST_ID.as_str())),
    }
}

impl Error {
    /// What this reply proves about its request, which had this method.
    pub fn proof(&self, method: &Method) -> Proof {
        match self {
            Self::Malformed(_) => Proof::Nothing,
            Self::Service(refusal) => refusal.proof(method),
        }
    }
}

impl ServiceError {
    /// Whether the reply lacks the marks of the Blob service, and so comes from a proxy or another intermediary.
    pub fn is_foreign(&self) -> bool {
        self.code.is_none() && self.request_id.is_none()
    }

    /// Whether the reply is a redirect, which the Blob service never sends.
    pub fn is_redirect(&self) -> bool {
        // A 304 may report that a condition is not met.
        self.status.is_redirection() && self.status != StatusCode::NOT_MODIFIED
    }

    fn proof(&self, method: &Method) -> Proof {
        if self.is_foreign() {
            let was_not_passed_on =
                self.is_redirect() || self.status == StatusCode::PROXY_AUTHENTICATION_REQUIRED;
            return match was_not_passed_on {
                true => Proof::NotDone,
                false => Proof::Nothing,
            };
        }
        // The service reads the source before it changes anything, whatever status it reports the source's reply with.
        if self.kind() == ErrorKind::Source {
            return Proof::NotDone;
        }
        if self.code == Some(ErrorCode::ServerBusy) || self.status == StatusCode::TOO_MANY_REQUESTS
        {
            return Proof::NotDone;
        }
        if self.status.is_server_error() || self.status == StatusCode::REQUEST_TIMEOUT {
            return Proof::Nothing;
        }
        match self.is_caused_by_an_earlier_delivery(method) {
            true => Proof::PerhapsDone,
            false => Proof::NotDone,
        }
    }

    fn is_caused_by_an_earlier_delivery(&self, method: &Method) -> bool {
        let Some(code) = &self.code else {
            // The body may be cut off, and the code with it. The status remains.
            let status = self.status;
            return matches!(
                status,
                StatusCode::CONFLICT | StatusCode::PRECONDITION_FAILED
            ) || status == StatusCode::NOT_FOUND && method == Method::DELETE;
        };
        match code {
            ErrorCode::BlobNotFound
            | ErrorCode::ContainerNotFound
            | ErrorCode::ContainerBeingDeleted => method == Method::DELETE,
            _ => follows_its_own_effect(code),
        }
    }
}

/// Whether a request that succeeded is refused with this code when it is delivered again.
fn follows_its_own_effect(code: &ErrorCode) -> bool {
    matches!(
        code,
        // A copy, and other requests that depend on a state which they change.
        ErrorCode::PendingCopyOperation
            | ErrorCode::BlobAlreadyExists
            | ErrorCode::ConditionNotMet
            | ErrorCode::TargetConditionNotMet
            | ErrorCode::ContainerAlreadyExists
            | ErrorCode::AppendPositionConditionNotMet
            | ErrorCode::MaxBlobSizeConditionNotMet
            | ErrorCode::SequenceNumberConditionNotMet
            // A copy into or out of the archive tier, with a retention policy, or with a SAS that may only create
            // blobs.
            | ErrorCode::BlobArchived
            | ErrorCode::BlobBeingRehydrated
            | ErrorCode::BlobImmutableDueToPolicy
            | ErrorCode::UnauthorizedBlobOverwrite
            // An abort.
            | ErrorCode::NoPendingCopyOperation
            // A lease.
            | ErrorCode::LeaseAlreadyBroken
            | ErrorCode::LeaseAlreadyPresent
            | ErrorCode::LeaseIdMismatchWithLeaseOperation
            | ErrorCode::LeaseIsBreakingAndCannotBeAcquired
            | ErrorCode::LeaseIsBreakingAndCannotBeChanged
            | ErrorCode::LeaseIsBrokenAndCannotBeRenewed
            | ErrorCode::LeaseNotPresentWithLeaseOperation
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(status: u16, headers: &[(&'static str, &'static str)]) -> Error {
        let mut reply = Response::builder().status(status);
        for (name, value) in headers {
            reply = reply.header(*name, *value);
        }
        let reply = reply.body(Bytes::new()).unwrap();
        Box::new(ServiceError::decode(&reply)).into()
    }

    fn refused_by_service(status: u16, code: &'static str) -> Error {
        refused(
            status,
            &[("x-ms-request-id", "r"), ("x-ms-error-code", code)],
        )
    }

    #[test]
    fn a_refusal_that_its_own_effect_causes_leaves_open_whether_it_was_done() {
        for (status, code) in [
            (409, "PendingCopyOperation"),
            (409, "BlobAlreadyExists"),
            (412, "ConditionNotMet"),
            (409, "LeaseAlreadyPresent"),
            (409, "NoPendingCopyOperation"),
            (403, "UnauthorizedBlobOverwrite"),
            (409, "BlobArchived"),
        ] {
            assert_eq!(
                refused_by_service(status, code).proof(&Method::PUT),
                Proof::PerhapsDone,
                "{code}"
            );
        }
        let missing = refused_by_service(404, "BlobNotFound");
        assert_eq!(missing.proof(&Method::DELETE), Proof::PerhapsDone);
        assert_eq!(missing.proof(&Method::PUT), Proof::NotDone);
        for cut in [409, 412] {
            let cut = refused(cut, &[("x-ms-request-id", "r")]);
            assert_eq!(cut.proof(&Method::PUT), Proof::PerhapsDone);
        }
    }

    #[test]
    fn any_other_refusal_of_the_service_speaks_for_its_delivery_alone() {
        for (status, code) in [
            (400, "InvalidHeaderValue"),
            (403, "AuthenticationFailed"),
            (404, "CannotVerifyCopySource"),
            (412, "LeaseIdMissing"),
            (503, "ServerBusy"),
        ] {
            assert_eq!(
                refused_by_service(status, code).proof(&Method::PUT),
                Proof::NotDone,
                "{code}"
            );
        }
        assert_eq!(
            refused_by_service(500, "InternalError").proof(&Method::PUT),
            Proof::Nothing
        );
    }

    #[test]
    fn a_reply_without_the_marks_of_the_service_proves_nothing_unless_it_was_not_passed_on() {
        for status in [200, 400, 403, 404, 409, 412, 429, 500, 503] {
            assert_eq!(
                refused(status, &[]).proof(&Method::PUT),
                Proof::Nothing,
                "{status}"
            );
        }
        for status in [301, 302, 307, 308, 407] {
            assert_eq!(
                refused(status, &[]).proof(&Method::PUT),
                Proof::NotDone,
                "{status}"
            );
        }
    }
}
