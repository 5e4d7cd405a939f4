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
            Some(id) => write!(f, "copy {id} {}", self.outcome),
            None => write!(f, "the copy {}", self.outcome),
        }
    }
}

impl CopyOutcome {
    /// Whether the copy was accepted and then ended without success, so that it left an empty destination.
    pub fn left_it_empty(&self) -> bool {
        matches!(
            self,
            Self::Failed(_) | Self::Aborted | Self::AbortedAtDeadline
        )
    }
}

impl fmt::Display for CopyOutcome {
    /// Completes a sentence that begins with "copy ID".
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(_) => f.write_str("was refused"),
            Self::Unreached => f.write_str("was not requested: the service could not be reached"),
            Self::NotStarted { other, .. } => {
                write!(
                    f,
                    "was not started: copy {} is pending there already",
                    other.id
                )?;
                match &other.source {
                    Some(source) => write!(f, ", from {source}"),
                    None => Ok(()),
                }
            }
            Self::ConditionNotMet => {
                f.write_str("was not started: the destination does not meet the condition")
            }
            Self::Cancelled => f.write_str("was cancelled before the service accepted it"),
            Self::Unsettled(_) => f.write_str(
                "may have been started: no reply settles it; look at the destination's copy state",
            ),
            Self::Overtaken(other) => {
                write!(
                    f,
                    "may have been started: no reply settles it, and copy {} is pending there now",
                    other.id
                )
            }
            Self::Failed(state) => match &state.status_description {
                Some(description) => write!(f, "failed: {description}"),
                None => f.write_str("failed, and the service gives no reason"),
            },
            Self::Aborted => f.write_str("was aborted"),
            Self::AbortedAtDeadline => f.write_str("was aborted: the deadline passed"),
            Self::Superseded(other) => write!(
                f,
                "was superseded by copy {}, which is {}",
                other.id, other.status
            ),
            Self::Cleared => f.write_str("is unknown: the destination has been written over since"),
            Self::Gone => f.write_str("is unknown: the destination has been deleted"),
            Self::DeadlinePassed(Some(_)) => f.write_str(
                "was pending when its state was last read: the deadline passed, and it was left to go on",
            ),
            Self::DeadlinePassed(None) => {
                f.write_str("is unknown: the deadline passed before an answer came")
            }
            Self::Unwatched(_) => f.write_str("was left to go on: its state cannot be read"),
            Self::NotAborted(_) => f.write_str("may go on: its abort was not confirmed"),
            Self::UnknownStatus(state) => {
                write!(f, "has a status that is not known here: {}", state.status)
            }
        }
    }
}

impl std::error::Error for CopyError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.refusal()
            .map(|error| error as &(dyn std::error::Error + 'static))
    }
}
