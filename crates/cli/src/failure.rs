//! Why a command did not succeed, in one sentence and in fields.

use std::error::Error as StdError;

use blobcopy::{CopyId, CopyOutcome, CopyStatus, Diagnosis, Error, ErrorKind, Protection, chain};
use blobcopy_proto::Invalid;
use blobcopy_proto::care::CredentialKind;

use crate::exit_code::ExitCode;
use crate::hint;
use crate::report::{ErrorReport, Finding, Report};
use crate::target::Target;

/// Why a command did not succeed.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit_code: ExitCode,
    pub(crate) kind: ErrorKind,
    /// The service's code, if it refused something.
    pub(crate) code: Option<String>,
    /// Why, and what to do, if that could be found out.
    pub(crate) diagnosis: Option<Box<Diagnosis>>,
    /// What, why, and the way out. One line, no secrets.
    pub(crate) message: String,
    /// The id under which the service remembers the request that it refused.
    pub(crate) request_id: Option<Box<str>>,
    /// The copy that this is about.
    pub(crate) copy_id: Option<CopyId>,
    /// The other copy, which holds the destination.
    pub(crate) pending_copy_id: Option<CopyId>,
    /// What is known nevertheless.
    pub(crate) report: Box<Report>,
}

impl Failure {
    pub(crate) fn new(exit_code: ExitCode, kind: ErrorKind, message: impl Into<String>) -> Self {
        Self {
            exit_code,
            kind,
            code: None,
            diagnosis: None,
            message: message.into(),
            request_id: None,
            copy_id: None,
            pending_copy_id: None,
            report: Box::default(),
        }
    }

    /// The words of the command, or the values in them, cannot be used.
    pub(crate) fn usage(message: impl Into<String>) -> Self {
        Self::new(ExitCode::Usage, ErrorKind::Invalid, message)
    }

    /// A value that cannot be sent, and which one it is.
    pub(crate) fn invalid(what: &str, invalid: &Invalid) -> Self {
        Self::usage(format!("{what} cannot be used: {invalid}"))
    }

    /// The copy did not come about, or what it made is not what it should be.
    pub(crate) fn not_copied(message: impl Into<String>) -> Self {
        Self::new(ExitCode::NotCopied, ErrorKind::CopyFailed, message)
    }

    /// The operating system refused something.
    pub(crate) fn of_system(what: &str, error: &dyn StdError) -> Self {
        Self::new(
            ExitCode::Unavailable,
            ErrorKind::Unavailable,
            format!("{what}: {}", chain(error)),
        )
    }

    /// The client's error about `target`, with the way out.
    pub(crate) fn of(error: &Error, target: &Target) -> Self {
        let mut message = match error.outcome() {
            Some(CopyOutcome::DeadlinePassed(state)) => {
                deadline_passed(error, state.is_some(), target)
            }
            _ => explained(error),
        };
        if let Some(hint) = hint::of(error, target) {
            message = format!("{message}; {hint}");
        }
        let mut report = Report::about(target.url());
        if let Some(state) = error.last_state() {
            report = report.with_state(state);
        }
        if let Some(id) = error.copy_id() {
            report = report.with_copy_id(id);
        }
        report.status = status(error).map(ToString::to_string);
        let kept = error.protection().and_then(Protection::snapshot);
        report = report.with_snapshot(kept);
        Self {
            code: error.code().map(ToString::to_string),
            diagnosis: error.diagnosis().cloned().map(Box::new),
            request_id: error.request_id().map(Box::from),
            copy_id: error.copy_id().cloned(),
            pending_copy_id: error.other_copy().map(|other| other.id.clone()),
            ..Self::new(ExitCode::of(error), error.kind(), message)
        }
        .with_report(report)
    }

    /// The client's error about an account or a container as a whole, with the way out.
    pub(crate) fn of_account(error: &Error, credential_kind: CredentialKind) -> Self {
        let message = match hint::of_account(error, credential_kind) {
            Some(hint) => format!("{}; {hint}", explained(error)),
            None => explained(error),
        };
        Self {
            code: error.code().map(ToString::to_string),
            diagnosis: error.diagnosis().cloned().map(Box::new),
            request_id: error.request_id().map(Box::from),
            ..Self::new(ExitCode::of(error), error.kind(), message)
        }
    }

    pub(crate) fn with_report(mut self, report: Report) -> Self {
        self.report = Box::new(report);
        self
    }

    /// The failure in fields.
    pub(crate) fn error_report(&self) -> ErrorReport {
        ErrorReport {
            kind: self.kind.code(),
            code: self.code.clone(),
            message: self.message.clone(),
            request_id: self.request_id.as_deref().map(str::to_owned),
            copy_id: self.copy_id.as_ref().map(ToString::to_string),
            pending_copy_id: self.pending_copy_id.as_ref().map(ToString::to_string),
            diagnosis: self.diagnosis.as_deref().map(Finding::of),
        }
    }
}

/// What happened, and why as far as that could be found out.
fn explained(error: &Error) -> String {
    match error.diagnosis() {
        Some(diagnosis) => format!("{}: {}", chain(error), diagnosis.cause()),
        None => chain(error),
    }
}

/// How our copy stands, if that is known: what was read last may be out of date.
fn status(error: &Error) -> Option<&CopyStatus> {
    if error.kind() == ErrorKind::CopyUnverified {
        return error.last_state().map(|state| &state.status);
    }
    match error.outcome()? {
        CopyOutcome::Failed(state)
        | CopyOutcome::UnknownStatus(state)
        | CopyOutcome::DeadlinePassed(Some(state)) => Some(&state.status),
        CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline => Some(&CopyStatus::Aborted),
        _ => None,
    }
}

fn deadline_passed(error: &Error, was_read: bool, target: &Target) -> String {
    match error.copy_id() {
        Some(id) if was_read => format!(
            "the timeout passed: copy {id} to `{}` was pending when its state was last read, and continues on the server",
            target.url()
        ),
        Some(id) => {
            let why = std::error::Error::source(error).and_then(|ended| ended.source());
            let why = why.map_or_else(String::new, |why| format!(" ({})", chain(why)));
            format!(
                "the timeout passed, and the state of copy {id} to `{}` could not be read{why}: the copy may be pending or may have ended",
                target.url()
            )
        }
        None => format!(
            "the timeout passed before the service said whether a copy to `{}` was started",
            target.url()
        ),
    }
}
