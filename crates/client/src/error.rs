//! Errors of this crate, and the outcome of the copy in them.

use std::fmt;
use std::sync::Arc;

use blobcopy_auth::Error as AuthError;
use blobcopy_diagnosis::Diagnosis;
use blobcopy_proto::care::{Mismatch, UnsupportedOption};
use blobcopy_proto::job::{CopyError, CopyOutcome};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::{CopyId, CopyState, ErrorCode, ErrorKind, Invalid, ServiceError};
use http::StatusCode;

use crate::care::Protection;
use crate::client_credential::CredentialError;
use crate::last_failure::LastFailure;
use crate::network::transport_error::{Lost, TransportError};

/// An error of this crate: what failed, for which resource, and why. Its size is one pointer.
///
/// `Display` prints what failed and for which resource. The cause is the [`source`](std::error::Error::source). Neither
/// contains a secret.
pub struct Error(Box<Inner>);

#[derive(Debug)]
struct Inner {
    kind: ErrorKind,
    doing: String,
    cause: Cause,
    diagnosis: Option<Diagnosis>,
    last_state: Option<CopyState>,
    /// Whether the call may have had its effect although it failed.
    is_in_doubt: bool,
    /// Whether the deadline of the copy passed before its end was known.
    is_past_deadline: bool,
}

#[derive(Debug)]
enum Cause {
    Invalid(Invalid),
    Credential(CredentialError),
    Reply(blobcopy_proto::Error),
    Transport(TransportError),
    Copy(UnfinishedCopy),
    Unverified(UnverifiedCopy),
    UnsupportedOption(UnsupportedOption),
    /// A copy could not be tracked to its end, because a request about it could not be authorized.
    Unattended(CredentialError, Option<CopyId>),
    /// An error that is returned to every caller that waited for the same result.
    Shared(Arc<Error>),
    /// The error's own message already contains the cause.
    Said,
}

/// A copy that ended without success, with the last failure of a request about it.
#[derive(Debug)]
struct UnfinishedCopy {
    error: CopyError,
    last_failure: Option<LastFailure>,
    protection: Option<Protection>,
}

/// A copy that succeeded, but differs from its source.
#[derive(Debug)]
struct UnverifiedCopy {
    copy_id: CopyId,
    mismatch: Mismatch,
    protection: Option<Protection>,
}

impl fmt::Display for UnfinishedCopy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error.fmt(f)
    }
}

impl std::error::Error for UnfinishedCopy {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match (self.error.source(), &self.last_failure) {
            (Some(refusal), _) => Some(refusal),
            (None, Some(last_failure)) => Some(last_failure.cause()),
            (None, None) => None,
        }
    }
}

impl Error {
    /// The kind of the error, which determines what the caller can do.
    pub fn kind(&self) -> ErrorKind {
        self.0.kind
    }

    /// The service's error code, if the service refused a request.
    pub fn code(&self) -> Option<&ErrorCode> {
        match self.outcome() {
            // The code follows from the other copy that was found, not from a reply that may still be stored.
            Some(CopyOutcome::NotStarted { .. } | CopyOutcome::Overtaken(_)) => {
                Some(&ErrorCode::PendingCopyOperation)
            }
            _ => self.service_error()?.code.as_ref(),
        }
    }

    /// The HTTP status, if the service refused a request.
    pub fn status(&self) -> Option<StatusCode> {
        match self.outcome() {
            // As with the code: the service answers a start with this status if another copy is pending.
            Some(CopyOutcome::NotStarted { .. } | CopyOutcome::Overtaken(_)) => {
                Some(StatusCode::CONFLICT)
            }
            _ => Some(self.service_error()?.status),
        }
    }

    /// The service's id of the request that it refused.
    pub fn request_id(&self) -> Option<&str> {
        self.service_error()?.request_id.as_deref()
    }

    /// The complete refusal of the service.
    pub fn service_error(&self) -> Option<&ServiceError> {
        let reply = match &self.0.cause {
            Cause::Reply(error) => error,
            Cause::Copy(copy) => copy.error.refusal()?,
            Cause::Shared(error) => return error.service_error(),
            _ => return None,
        };
        match reply {
            blobcopy_proto::Error::Service(refusal) => Some(refusal),
            _ => None,
        }
    }

    /// The id of the copy, if it was started.
    pub fn copy_id(&self) -> Option<&CopyId> {
        match &self.0.cause {
            Cause::Copy(copy) => copy.error.copy_id.as_ref(),
            Cause::Unverified(copy) => Some(&copy.copy_id),
            Cause::Unattended(_, copy_id) => copy_id.as_ref(),
            _ => None,
        }
    }

    /// The outcome of the copy, if the error concerns a copy.
    pub fn outcome(&self) -> Option<&CopyOutcome> {
        match &self.0.cause {
            Cause::Copy(copy) => Some(&copy.error.outcome),
            _ => None,
        }
    }

    /// What happened to the destination's former content, if it was protected by a snapshot.
    pub fn protection(&self) -> Option<&Protection> {
        match &self.0.cause {
            Cause::Copy(copy) => copy.protection.as_ref(),
            Cause::Unverified(copy) => copy.protection.as_ref(),
            _ => None,
        }
    }

    /// The other copy into the destination, if that is the cause.
    pub fn other_copy(&self) -> Option<&CopyState> {
        match &self.0.cause {
            Cause::Copy(copy) => copy.error.other_copy(),
            _ => None,
        }
    }

    /// The last known state of the copy, if the error concerns a copy that was started: its final state if that was
    /// read, otherwise its last progress.
    pub fn last_state(&self) -> Option<&CopyState> {
        self.0.last_state.as_ref()
    }

    pub(crate) fn with_last_state(mut self, state: Option<&CopyState>) -> Self {
        self.0.last_state = state.cloned();
        self
    }

    /// The cause and the remedy, if the error concerns the source of a copy or the credential.
    ///
    /// It is derived from the error alone: the service's response, the clocks, the URL and the credential. For a
    /// source, [`explain_refusal`](crate::BlobServiceClient::explain_refusal) can find out more.
    pub fn diagnosis(&self) -> Option<&Diagnosis> {
        match &self.0.cause {
            Cause::Shared(error) => error.diagnosis(),
            _ => self.0.diagnosis.as_ref(),
        }
    }

    pub(crate) fn explained(mut self, diagnosis: Option<Diagnosis>) -> Self {
        self.0.diagnosis = diagnosis;
        self
    }

    /// Whether the request may have had its effect although it failed: an attempt got no response, or an inconclusive
    /// one, and no later attempt settled it.
    pub fn is_in_doubt(&self) -> bool {
        matches!(
            self.outcome(),
            Some(CopyOutcome::Unsettled(_) | CopyOutcome::Overtaken(_))
        ) || self.0.is_in_doubt
    }

    /// Whether the copy's deadline passed before its end was known: the copy was left pending, was aborted, or neither
    /// was confirmed. The [kind](Self::kind) is then [`Timeout`](ErrorKind::Timeout).
    pub fn is_past_deadline(&self) -> bool {
        matches!(
            self.outcome(),
            Some(CopyOutcome::DeadlinePassed(_) | CopyOutcome::AbortedAtDeadline)
        ) || self.0.is_past_deadline
    }

    /// Records that the deadline decided how a copy ended, if `is_late`, unless the service gave a lasting cause.
    pub(crate) fn late(mut self, is_late: bool) -> Self {
        let is_open = match self.outcome() {
            Some(CopyOutcome::Unreached) => true,
            Some(
                CopyOutcome::Refused(_) | CopyOutcome::Unsettled(_) | CopyOutcome::NotAborted(_),
            ) => self.service_error().is_none_or(ServiceError::is_transient),
            _ => false,
        };
        if is_late && is_open {
            self.0.kind = ErrorKind::Timeout;
            self.0.is_past_deadline = true;
            self.0.doing.push_str("; its deadline passed");
        }
        self
    }

    fn new(kind: ErrorKind, doing: impl Into<String>, cause: Cause) -> Self {
        Self(Box::new(Inner {
            kind,
            doing: doing.into(),
            cause,
            diagnosis: None,
            last_state: None,
            is_in_doubt: false,
            is_past_deadline: false,
        }))
    }

    pub(crate) fn of_call(
        operation: OperationKind,
        target: &dyn fmt::Display,
        cause: CallError,
        is_in_doubt: bool,
    ) -> Self {
        let doing = match is_in_doubt {
            false => format!("{operation} of `{target}` did not succeed"),
            true => format!(
                "{operation} of `{target}` did not succeed, but may have been done by a try whose answer was lost"
            ),
        };
        let error = match cause {
            CallError::Credential(error) => {
                Self::new(ErrorKind::Unauthorized, doing, Cause::Credential(error))
            }
            CallError::Lost(lost) => {
                let kind = lost.cause.kind();
                Self::new(kind, doing, Cause::Transport(lost.cause))
            }
            CallError::Reply(error) => {
                let kind = match &error {
                    blobcopy_proto::Error::Service(refusal) => refusal.kind(),
                    _ => ErrorKind::Malformed,
                };
                Self::new(kind, doing, Cause::Reply(error))
            }
        };
        Self(Box::new(Inner {
            is_in_doubt,
            ..*error.0
        }))
    }

    pub(crate) fn of_copy(
        target: &dyn fmt::Display,
        error: CopyError,
        last_failure: Option<LastFailure>,
        protection: Option<Protection>,
    ) -> Self {
        let doing = match &protection {
            Some(protection) => {
                format!("the copy to `{target}` did not succeed; {protection}")
            }
            None if error.outcome.left_it_empty() => {
                format!("the copy to `{target}` did not succeed, and left it empty")
            }
            None => format!("the copy to `{target}` did not succeed"),
        };
        let kind = match (&error.outcome, &last_failure) {
            // Without a failure in this call, an earlier call had it: there was no response.
            (CopyOutcome::Unsettled(None) | CopyOutcome::NotAborted(None), last_failure) => {
                last_failure
                    .as_ref()
                    .map_or(ErrorKind::Timeout, LastFailure::kind)
            }
            _ => error.kind(),
        };
        // A failure that passed has nothing to do with how the copy ended.
        let last_failure = last_failure.filter(|_| {
            matches!(
                error.outcome,
                CopyOutcome::Unreached
                    | CopyOutcome::DeadlinePassed(None)
                    | CopyOutcome::Unsettled(None)
                    | CopyOutcome::NotAborted(None)
            )
        });
        let copy = UnfinishedCopy {
            error,
            last_failure,
            protection,
        };
        Self::new(kind, doing, Cause::Copy(copy))
    }

    /// The error of a copy that succeeded, but differs from its source.
    pub(crate) fn unverified(
        target: &dyn fmt::Display,
        copy_id: &CopyId,
        mismatch: Mismatch,
        protection: Option<Protection>,
    ) -> Self {
        let doing = match &protection {
            Some(protection) => format!(
                "copy {copy_id} to `{target}` succeeded, and is not what its source was; {protection}"
            ),
            None => {
                format!("copy {copy_id} to `{target}` succeeded, and is not what its source was")
            }
        };
        let copy = UnverifiedCopy {
            copy_id: copy_id.clone(),
            mismatch,
            protection,
        };
        Self::new(ErrorKind::CopyUnverified, doing, Cause::Unverified(copy))
    }

    /// The error of a copy that succeeded, but could not be compared with its source in time.
    pub(crate) fn not_verified(target: &dyn fmt::Display, copy_id: &CopyId) -> Self {
        let doing = format!(
            "copy {copy_id} to `{target}` succeeded, but was not compared with its source in time"
        );
        Self::new(ErrorKind::Timeout, doing, Cause::Said)
    }

    /// The error of a copy whose next request could not be authorized. The copy can be waited for again.
    pub(crate) fn of_unattended_copy(
        target: &dyn fmt::Display,
        copy_id: Option<CopyId>,
        error: CredentialError,
    ) -> Self {
        let doing = match &copy_id {
            Some(id) => {
                format!("copy {id} to `{target}` was started, and could not be asked about")
            }
            None => format!("the start of the copy to `{target}` could not be seen through"),
        };
        Self::new(
            ErrorKind::Unauthorized,
            doing,
            Cause::Unattended(error, copy_id),
        )
    }

    pub(crate) fn of_credential(error: impl Into<CredentialError>) -> Self {
        Self::new(
            ErrorKind::Unauthorized,
            "the request could not be authorized",
            Cause::Credential(error.into()),
        )
    }

    /// A refusal that the properties of source or destination let expect. No request was sent that could be refused.
    pub(crate) fn expected(target: &dyn fmt::Display, refusal: ServiceError) -> Self {
        let doing = format!("the copy to `{target}` would be refused");
        let kind = refusal.kind();
        Self::new(kind, doing, Cause::Reply(Box::new(refusal).into()))
    }

    /// A source that could not be read from this machine, and for this reason not by the service either.
    pub(crate) fn unreadable_source(target: &dyn fmt::Display, diagnosis: Diagnosis) -> Self {
        let doing = format!("the source of the copy to `{target}` cannot be read");
        Self::new(diagnosis.kind(), doing, Cause::Said).explained(Some(diagnosis))
    }

    pub(crate) fn unreadable_certificates() -> Self {
        let doing = "the certificates to trust must be PEM, with at least one certificate";
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn foreign_ticket(destination: &dyn fmt::Display) -> Self {
        let doing =
            format!("the ticket is for `{destination}`, which is not at this client's endpoint");
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn endless_listing(container: &dyn fmt::Display, reason: &str) -> Self {
        let doing = format!("the listing of `{container}` does not end: it {reason}");
        Self::new(ErrorKind::Malformed, doing, Cause::Said)
    }

    pub(crate) fn too_many_pending(container: &dyn fmt::Display, limit: usize) -> Self {
        let doing =
            format!("more than {limit} copies are pending in `{container}`; use a longer prefix");
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn odd_lease(blob: &dyn fmt::Display) -> Self {
        let doing = format!("the lease of `{blob}` was granted without an id");
        Self::new(ErrorKind::Malformed, doing, Cause::Said)
    }

    /// The connection string, or the variables in its place, cannot be used.
    pub(crate) fn unusable_connection_string(error: AuthError) -> Self {
        let cause = Cause::Credential(error.into());
        Self::new(ErrorKind::Invalid, "reading the account", cause)
    }

    pub(crate) fn no_account_in_environment() -> Self {
        let doing = "the environment names no account; set AZURE_STORAGE_CONNECTION_STRING, or AZURE_STORAGE_ACCOUNT with AZURE_STORAGE_KEY or AZURE_STORAGE_SAS_TOKEN";
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn unknown_proxy() -> Self {
        let doing = "the proxy must be given as http://host:port, with user:password@ before the host if it wants them";
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn no_certificates() -> Self {
        let doing = "the system has no certificates to trust, which https needs; install its ca-certificates or give a PEM file";
        Self::new(ErrorKind::Network, doing, Cause::Said)
    }

    /// The error of `SSL_CERT_FILE` or `SSL_CERT_DIR` naming something that cannot be used.
    pub(crate) fn unreadable_trust(variables: String, reason: &str) -> Self {
        let doing = format!(
            "the certificates to trust ({variables}) could not be read: {reason}; correct the variable or unset it"
        );
        Self::new(ErrorKind::Invalid, doing, Cause::Said)
    }

    pub(crate) fn no_key(error: Arc<Self>) -> Self {
        let doing = "there is no user delegation key to sign with";
        Self::new(error.kind(), doing, Cause::Shared(error))
    }

    pub(crate) fn abandoned_key() -> Self {
        let doing = "the runtime ended in which the user delegation key was asked for";
        Self::new(ErrorKind::Network, doing, Cause::Said)
    }
}

/// Why a call failed, before the error names the call's target.
pub(crate) enum CallError {
    Credential(CredentialError),
    Lost(Lost),
    Reply(blobcopy_proto::Error),
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::new(
            ErrorKind::Invalid,
            "the request was not sent",
            Cause::Invalid(invalid),
        )
    }
}

impl From<UnsupportedOption> for Error {
    fn from(unfit: UnsupportedOption) -> Self {
        Self::new(
            unfit.kind,
            "the copy was not requested",
            Cause::UnsupportedOption(unfit),
        )
    }
}

impl From<std::convert::Infallible> for Error {
    fn from(never: std::convert::Infallible) -> Self {
        match never {}
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0.doing)
    }
}

impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&self.0, f)
    }
}

impl std::error::Error for Error {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match &self.0.cause {
            Cause::Invalid(cause) => Some(cause),
            Cause::Credential(cause) | Cause::Unattended(cause, _) => Some(match cause {
                CredentialError::Unusable(cause) => cause,
                CredentialError::NoToken(cause) => cause,
            }),
            Cause::Reply(cause) => Some(cause),
            Cause::Transport(cause) => Some(cause),
            Cause::Copy(cause) => Some(cause),
            Cause::Unverified(cause) => Some(&cause.mismatch),
            Cause::UnsupportedOption(cause) => Some(cause),
            Cause::Shared(cause) => Some(cause),
            Cause::Said => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_copy_that_could_not_be_asked_about_keeps_its_name() {
        let id = CopyId::parse("1").unwrap();
        let refused = || blobcopy_auth::Error::InsecureTransport.into();
        let error = Error::of_unattended_copy(&"http://a/into/b", Some(id.clone()), refused());
        assert_eq!(
            (error.kind(), error.copy_id()),
            (ErrorKind::Unauthorized, Some(&id))
        );
        assert!(
            error
                .to_string()
                .starts_with("copy 1 to `http://a/into/b` was started")
        );
        assert!(std::error::Error::source(&error).is_some());

        let error = Error::of_unattended_copy(&"http://a/into/b", None, refused());
        assert_eq!(error.copy_id(), None);
    }
}
