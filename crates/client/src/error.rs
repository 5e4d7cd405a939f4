//! Errors of this crate, and the outcome of the copy in them.

use std::error::Error as _;
use std::fmt;
use std::sync::Arc;

use blobcopy_auth::Error as AuthError;
use blobcopy_diagnosis::Diagnosis;
use blobcopy_proto::care::{Mismatch, UnsupportedOption};
use blobcopy_proto::job::{CopyError, CopyJob, CopyOutcome};
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::{CopyId, CopyState, ErrorCode, ErrorKind, Invalid, ServiceError, legible};
use http::StatusCode;

use crate::care::Protection;
use crate::client_credential::CredentialError;
use crate::error_report::ErrorReport;
use crate::last_failure::LastFailure;
use crate::network::transport_error::{Lost, TransportError};

/// An error of this crate. One pointer wide.
///
/// `Display` is one complete line: what failed, the cause, the remedy, and the ids. `Debug` adds the chain of
/// [sources](std::error::Error::source), so that an error which `main` returns is printed in full.
/// [`report`](Self::report) has the parts of the line. None of them contains a secret.
///
/// ```
/// use blobcopy::{BlobUrl, Error};
///
/// let error = Error::from(BlobUrl::parse("https://acct.blob.core.windows.net/live/").unwrap_err());
/// let report = error.report();
/// assert_eq!(error.to_string(), format!("{}; {}", report.summary, report.remedy.unwrap()));
/// ```
pub struct Error(Box<Inner>);

struct Inner {
    kind: ErrorKind,
    /// What failed, or the whole sentence if there is no more to say.
    summary: String,
    cause: Cause,
    diagnosis: Option<Diagnosis>,
    last_state: Option<CopyState>,
    /// Whether the call may have had its effect although it failed.
    is_in_doubt: bool,
    /// Whether the deadline of the copy passed before its end was known.
    is_past_deadline: bool,
}

pub(crate) enum Cause {
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
    /// The summary states it.
    Said,
}

/// The outcome of a copy, with the last request that got no response.
#[derive(Debug)]
pub(crate) struct UnfinishedCopy {
    pub(crate) error: CopyError,
    pub(crate) last_failure: Option<LastFailure>,
    protection: Option<Protection>,
}

/// A copy that succeeded, but differs from its source.
pub(crate) struct UnverifiedCopy {
    copy_id: CopyId,
    pub(crate) mismatch: Mismatch,
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
    /// The parts of the message, for programs that format it themselves.
    pub fn report(&self) -> ErrorReport {
        ErrorReport::of(self)
    }

    /// The kind of the error, which says what the caller can do about it.
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

    /// The cause of a refusal and its remedy, if they are known.
    ///
    /// They are found in the error alone: the response of the service, the clocks, the URL and the credential.
    /// [`BlobServiceClient::explain`](crate::BlobServiceClient::explain) can find more, because it also reads the source.
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
        }
        self
    }

    /// Whether the deadline passed although the outcome does not state it.
    pub(crate) fn is_late(&self) -> bool {
        self.0.is_past_deadline
    }

    pub(crate) fn summary(&self) -> &str {
        &self.0.summary
    }

    pub(crate) fn cause(&self) -> &Cause {
        &self.0.cause
    }

    fn new(kind: ErrorKind, summary: impl Into<String>, cause: Cause) -> Self {
        Self(Box::new(Inner {
            kind,
            summary: summary.into(),
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
        let summary = format!("{} of {target} failed", spaced(operation.name()));
        let error = match cause {
            CallError::Credential(error) => {
                Self::new(ErrorKind::Unauthorized, summary, Cause::Credential(error))
            }
            CallError::Lost(lost) => {
                let kind = lost.cause.kind();
                Self::new(kind, summary, Cause::Transport(lost.cause))
            }
            CallError::Reply(error) => {
                let kind = match &error {
                    blobcopy_proto::Error::Service(refusal) => refusal.kind(),
                    _ => ErrorKind::Malformed,
                };
                Self::new(kind, summary, Cause::Reply(error))
            }
        };
        Self(Box::new(Inner {
            is_in_doubt,
            ..*error.0
        }))
    }

    pub(crate) fn of_copy(
        copied: &Copied<'_>,
        error: CopyError,
        last_failure: Option<LastFailure>,
        protection: Option<Protection>,
    ) -> Self {
        let summary = format!("copying {copied} {}", error.outcome.verdict());
        let kind = match (&error.outcome, &last_failure) {
            // Without a failure of this drive, an earlier call lost the response.
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
        Self::new(kind, summary, Cause::Copy(copy))
    }

    /// The error of a copy that succeeded, but differs from its source.
    pub(crate) fn unverified(
        target: &dyn fmt::Display,
        copy_id: &CopyId,
        mismatch: Mismatch,
        protection: Option<Protection>,
    ) -> Self {
        let summary =
            format!("copying to {target} succeeded, but the result differs from the source");
        let copy = UnverifiedCopy {
            copy_id: copy_id.clone(),
            mismatch,
            protection,
        };
        Self::new(ErrorKind::CopyUnverified, summary, Cause::Unverified(copy))
    }

    /// The error of a copy that succeeded, but could not be compared with its source before the deadline.
    pub(crate) fn not_verified(target: &dyn fmt::Display, copy_id: &CopyId) -> Self {
        let summary = format!(
            "copying to {target} succeeded, but copy {copy_id} was not compared with its source before the deadline; allow more time for the comparison"
        );
        Self::new(ErrorKind::Timeout, summary, Cause::Said)
    }

    /// The error of a copy whose next request could not be authorized. It can be waited for again.
    pub(crate) fn of_unattended_copy(
        copied: &Copied<'_>,
        copy_id: Option<CopyId>,
        error: CredentialError,
    ) -> Self {
        let summary = match &copy_id {
            Some(_) => format!("copying {copied} was started, but its status could not be read"),
            None => format!("copying {copied} failed"),
        };
        Self::new(
            ErrorKind::Unauthorized,
            summary,
            Cause::Unattended(error, copy_id),
        )
    }

    pub(crate) fn of_credential(error: impl Into<CredentialError>) -> Self {
        Self::new(
            ErrorKind::Unauthorized,
            "authorizing the request failed",
            Cause::Credential(error.into()),
        )
    }

    /// A refusal that the properties of source or destination let expect. No request was sent that could be refused.
    pub(crate) fn expected(target: &dyn fmt::Display, refusal: ServiceError) -> Self {
        let summary = format!("copying to {target} would fail");
        let kind = refusal.kind();
        Self::new(kind, summary, Cause::Reply(Box::new(refusal).into()))
    }

    /// A source that could not be read from this machine, and for this reason not by the service either.
    pub(crate) fn unreadable_source(target: &dyn fmt::Display, diagnosis: Diagnosis) -> Self {
        let summary = format!("copying to {target} would fail");
        Self::new(diagnosis.kind(), summary, Cause::Said).explained(Some(diagnosis))
    }

    /// The account cannot be read from `place`: a connection string, or the environment.
    pub(crate) fn unusable_account(place: &str, error: AuthError) -> Self {
        let summary = format!("reading {place} failed");
        Self::new(ErrorKind::Invalid, summary, Cause::Credential(error.into()))
    }

    /// An error whose sentence states cause and remedy: `CAUSE; REMEDY`.
    pub(crate) fn said(kind: ErrorKind, sentence: impl Into<String>) -> Self {
        Self::new(kind, sentence, Cause::Said)
    }

    pub(crate) fn no_key(error: Arc<Self>) -> Self {
        let summary = "requesting a user delegation key failed";
        Self::new(error.kind(), summary, Cause::Shared(error))
    }
}

/// A copy, by its source, if that is known, and its destination.
pub(crate) struct Copied<'a> {
    pub(crate) source: Option<&'a dyn fmt::Display>,
    pub(crate) destination: &'a dyn fmt::Display,
}

impl<'a> Copied<'a> {
    pub(crate) fn by(job: &'a CopyJob) -> Self {
        Self {
            source: job.source().map(|source| source as &dyn fmt::Display),
            destination: job.destination(),
        }
    }
}

impl fmt::Display for Copied<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.source {
            Some(source) => write!(f, "{source} to {}", self.destination),
            None => write!(f, "to {}", self.destination),
        }
    }
}

/// The name of an operation as the REST reference spells it: `Put Blob From URL`.
fn spaced(name: &str) -> String {
    let mut spaced = String::with_capacity(name.len() + 4);
    for letter in name.chars() {
        if letter.is_uppercase() && !spaced.is_empty() {
            spaced.push(' ');
        }
        spaced.push(letter);
    }
    spaced.replace("Url", "URL")
}

/// The cause of a failed call, before the call is named.
pub(crate) enum CallError {
    Credential(CredentialError),
    Lost(Lost),
    Reply(blobcopy_proto::Error),
}

impl From<Invalid> for Error {
    fn from(invalid: Invalid) -> Self {
        Self::new(
            ErrorKind::Invalid,
            invalid.to_string(),
            Cause::Invalid(invalid),
        )
    }
}

impl From<UnsupportedOption> for Error {
    fn from(unfit: UnsupportedOption) -> Self {
        Self::new(
            unfit.kind,
            "the copy was not started",
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
        self.report().fmt(f)
    }
}

/// The line of `Display`, and below it those causes that it does not contain.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let line = self.to_string();
        f.write_str(&line)?;
        let (mut next, mut index) = (self.source(), 0);
        while let Some(cause) = next {
            let text = cause.to_string();
            if !line.contains(&text) {
                if index == 0 {
                    f.write_str("\n\nCaused by:")?;
                }
                write!(f, "\n    {index}: {}", legible(&text))?;
                index += 1;
            }
            next = cause.source();
        }
        Ok(())
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

    fn copied() -> Copied<'static> {
        Copied {
            source: Some(&"https://acct.blob.core.windows.net/live/db.vhd"),
            destination: &"https://acct.blob.core.windows.net/backups/db.vhd",
        }
    }

    fn refused(status: u16, code: &str) -> Error {
        let status = StatusCode::from_u16(status).unwrap();
        let mut refusal = ServiceError::new(status, ErrorCode::from(code), "The blob is\ngone.");
        refusal.request_id = Some("7".to_owned());
        let outcome = CopyOutcome::Refused(blobcopy_proto::Error::Service(Box::new(refusal)));
        Error::of_copy(&copied(), CopyError::new(None, outcome), None, None)
    }

    #[test]
    fn the_line_has_what_failed_the_cause_the_remedy_and_the_ids() {
        assert_eq!(
            refused(404, "BlobNotFound").to_string(),
            "copying https://acct.blob.core.windows.net/live/db.vhd to \
             https://acct.blob.core.windows.net/backups/db.vhd failed: the blob is\\u{a}gone (404 BlobNotFound); \
             correct the names of the account, the container and the blob [request id 7]"
        );
    }

    #[test]
    fn debug_prints_the_line_and_the_chain_of_causes() {
        let error = refused(404, "BlobNotFound");
        assert_eq!(
            format!("{error:?}"),
            format!(
                "{error}\n\nCaused by:\n    0: the copy failed: the service refused the start\n    \
                 1: 404 BlobNotFound: The blob is\\u{{a}}gone [request 7]"
            )
        );
    }

    #[test]
    fn every_kind_that_has_no_outcome_of_its_own_has_a_remedy() {
        for kind in ErrorKind::ALL {
            let is_of_outcome = matches!(
                kind,
                ErrorKind::CopyFailed
                    | ErrorKind::CopyAborted
                    | ErrorKind::CopySuperseded
                    | ErrorKind::CopyGone
            );
            let remedy = Error::said(*kind, "it failed").report().remedy;
            assert_eq!(remedy.is_none(), is_of_outcome, "{kind}");
        }
    }

    #[test]
    fn a_copy_whose_next_request_was_not_authorized_keeps_its_id() {
        let id = CopyId::parse("1").unwrap();
        let refused = || blobcopy_auth::Error::InsecureTransport.into();
        let error = Error::of_unattended_copy(&copied(), Some(id.clone()), refused());
        assert_eq!(
            (error.kind(), error.copy_id()),
            (ErrorKind::Unauthorized, Some(&id))
        );
        let text = error.to_string();
        assert!(text.contains("was started, but"), "{text}");
        assert!(text.ends_with(" [copy id 1]"), "{text}");
        assert!(error.source().is_some());

        let error = Error::of_unattended_copy(&copied(), None, refused());
        assert_eq!(error.copy_id(), None);
    }
}
