//! How a copy ended without success, or why its end is not known.

use std::fmt;

use crate::error::Error;
use crate::error_kind::ErrorKind;
use crate::value::{CopyId, CopyState};

/// The error of a copy that did not succeed. It describes the copy, not only the last request.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct CopyError {
    /// The copy's id, if the copy was started and its id is known.
    pub copy_id: Option<CopyId>,
    /// How the copy ended, or why that is not known.
    pub outcome: CopyOutcome,
}

/// How a copy ended without success, or why its end is not known.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum CopyOutcome {
    /// The start was refused, for a reason that an earlier delivery of it cannot have caused or, as the destination
    /// showed, has not caused.
    Refused(Error),
    /// No connection could be made to the service, so that no start was sent.
    Unreached,
    /// A status check found another pending copy at the destination, so no copy of ours was started.
    NotStarted {
        /// The other copy.
        other: CopyState,
        /// The refusal of our start, if one was sent.
        refusal: Option<Error>,
    },
    /// The destination was checked first and does not meet the caller's condition, so no start was sent.
    ConditionNotMet,
    /// The job was cancelled before a start was accepted.
    Cancelled,
    /// The start may have been carried out: neither its reply nor a status check settled that. Check the destination.
    Unsettled(Option<Error>),
    /// The start was not answered, and another copy is now pending at the destination. Ours may have ended before that
    /// copy began, or may still begin after it.
    Overtaken(CopyState),
    /// The copy failed; the state gives the reason. The destination is empty.
    Failed(CopyState),
    /// The copy was aborted, by this job or another client. The destination is empty.
    Aborted,
    /// The copy was pending at the deadline, and was aborted as the policy says. The destination is empty.
    AbortedAtDeadline,
    /// Another copy replaced this one at the destination. How this one ended is not known.
    Superseded(CopyState),
    /// The destination was overwritten, which erased the copy's state.
    Cleared,
    /// The destination was deleted.
    Gone,
    /// The deadline passed, and the copy was left to continue. This is its last known state.
    DeadlinePassed(Option<CopyState>),
    /// The copy was started, but its state can no longer be read. It was left to continue.
    Unwatched(Error),
    /// The copy was started and an abort was requested, but the service did not confirm the abort. The copy may
    /// continue.
    NotAborted(Option<Error>),
    /// The service reports a status that this crate does not know.
    UnknownStatus(CopyState),
}

impl CopyError {
    /// The error of a copy with this id and outcome.
    pub fn new(copy_id: Option<CopyId>, outcome: CopyOutcome) -> Self {
        Self { copy_id, outcome }
    }

    /// The kind of the error, which says what the caller can do about it.
    pub fn kind(&self) -> ErrorKind {
        match &self.outcome {
            CopyOutcome::Refused(error) | CopyOutcome::Unwatched(error) => kind_of(error),
            CopyOutcome::Unreached => ErrorKind::Network,
            CopyOutcome::ConditionNotMet => ErrorKind::Precondition,
            CopyOutcome::NotStarted { .. } | CopyOutcome::Overtaken(_) => ErrorKind::PendingCopy,
            CopyOutcome::Cancelled | CopyOutcome::Aborted => ErrorKind::CopyAborted,
            CopyOutcome::Unsettled(error) | CopyOutcome::NotAborted(error) => {
                error.as_ref().map_or(ErrorKind::Network, kind_of)
            }
            CopyOutcome::Failed(_) => ErrorKind::CopyFailed,
            CopyOutcome::Superseded(_) => ErrorKind::CopySuperseded,
            CopyOutcome::Cleared | CopyOutcome::Gone => ErrorKind::CopyGone,
            CopyOutcome::DeadlinePassed(_) | CopyOutcome::AbortedAtDeadline => ErrorKind::Timeout,
            CopyOutcome::UnknownStatus(_) => ErrorKind::Malformed,
        }
    }

    /// The service's reply that led to it, if one did.
    pub fn refusal(&self) -> Option<&Error> {
        match &self.outcome {
            CopyOutcome::Refused(error) | CopyOutcome::Unwatched(error) => Some(error),
            CopyOutcome::Unsettled(error)
            | CopyOutcome::NotAborted(error)
            | CopyOutcome::NotStarted { refusal: error, .. } => error.as_ref(),
            _ => None,
        }
    }

    /// The other copy that holds the destination, if there is one.
    pub fn other_copy(&self) -> Option<&CopyState> {
        match &self.outcome {
            CopyOutcome::NotStarted { other, .. }
            | CopyOutcome::Overtaken(other)
            | CopyOutcome::Superseded(other) => Some(other),
            _ => None,
        }
    }
}

fn kind_of(error: &Error) -> ErrorKind {
    match error {
        Error::Service(refusal) => refusal.kind(),
        Error::Malformed(_) => ErrorKind::Malformed,
    }
}

impl fmt::Display for CopyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.copy_id {
            Some(id) => write!(f, "copy {id} {}: {}", self.outcome.verdict(), self.outcome),
            None => write!(f, "the copy {}: {}", self.outcome.verdict(), self.outcome),
        }
    }
}

impl CopyOutcome {
    /// The outcome in a few words, which complete a sentence that begins with the name of the copy: `failed`.
    pub const fn verdict(&self) -> &'static str {
        match self {
            Self::Refused(_)
            | Self::Unreached
            | Self::NotStarted { .. }
            | Self::ConditionNotMet
            | Self::Failed(_) => "failed",
            Self::Cancelled => "was cancelled",
            Self::Aborted | Self::AbortedAtDeadline => "was aborted",
            Self::DeadlinePassed(_) => "did not finish in time",
            Self::NotAborted(_) => "may not have been aborted",
            Self::Unsettled(_)
            | Self::Overtaken(_)
            | Self::Superseded(_)
            | Self::Cleared
            | Self::Gone
            | Self::Unwatched(_)
            | Self::UnknownStatus(_) => "has an unknown result",
        }
    }

    /// Whether the copy was accepted and then ended without success, so that it left an empty destination.
    pub fn left_it_empty(&self) -> bool {
        matches!(
            self,
            Self::Failed(_) | Self::Aborted | Self::AbortedAtDeadline
        )
    }
}

impl fmt::Display for CopyOutcome {
    /// The cause of the outcome: lower case, no full stop.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Refused(_) => "the service refused the start",
            Self::Unreached => "no connection to the service could be made, so the start was not sent",
            Self::NotStarted { other, .. } => {
                f.write_str("another copy into this blob is pending")?;
                return match &other.source {
                    Some(source) => write!(f, ", from {source}"),
                    None => Ok(()),
                };
            }
            Self::ConditionNotMet => "the destination does not meet the condition",
            Self::Cancelled => "it was cancelled before the service accepted it",
            Self::Unsettled(_) => "the response to the start was lost, so the copy may have been started",
            Self::Overtaken(_) => {
                "the response to the start was lost, so the copy may have been started, and another one is pending now"
            }
            Self::Failed(state) => match &state.status_description {
                Some(description) => return description.fmt(f),
                None => "the service reports no reason",
            },
            Self::Aborted => "this client or another one aborted it",
            Self::AbortedAtDeadline => "the deadline passed while it was pending",
            Self::Superseded(other) => {
                return write!(
                    f,
                    "another copy, whose status is {}, replaced it at the destination",
                    other.status
                );
            }
            Self::Cleared => "the destination was overwritten, which erased the status of the copy",
            Self::Gone => "the destination was deleted",
            Self::DeadlinePassed(Some(_)) => {
                "it was pending at the last status check, and continues on the server"
            }
            Self::DeadlinePassed(None) => {
                "the deadline passed before its status could be read, so it may be pending or finished"
            }
            Self::Unwatched(_) => "it was started, but its status can no longer be read",
            Self::NotAborted(_) => "the service did not confirm the abort, so the copy may continue",
            Self::UnknownStatus(state) => {
                return write!(f, "the service reports the unknown status `{}`", state.status);
            }
        })
    }
}

impl std::error::Error for CopyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.refusal()
            .map(|error| error as &(dyn std::error::Error + 'static))
    }
}
