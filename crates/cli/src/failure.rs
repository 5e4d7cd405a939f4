//! Why a command did not succeed, as text and as fields.

use std::error::Error as StdError;

use blobcopy::{
    CopyId, CopyOutcome, CopyStatus, Diagnosis, Error, ErrorKind, ErrorReport, Protection, chain,
};
use blobcopy_proto::care::CredentialKind;
use blobcopy_proto::{Endpoint, Invalid};

use crate::exit_code::ExitCode;
use crate::hint;
use crate::report::{ErrorFields, Finding, Report};
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
    /// What people read, with the ids.
    pub(crate) text: Box<ErrorReport>,
    /// What is known nevertheless.
    pub(crate) report: Box<Report>,
}

impl Failure {
    /// A failure whose sentence has the form `SUMMARY; REMEDY`.
    pub(crate) fn new(exit_code: ExitCode, kind: ErrorKind, sentence: impl AsRef<str>) -> Self {
        Self::of_report(exit_code, kind, ErrorReport::of_sentence(sentence.as_ref()))
    }

    fn of_report(exit_code: ExitCode, kind: ErrorKind, text: ErrorReport) -> Self {
        Self {
            exit_code,
            kind,
            code: None,
            diagnosis: None,
            text: Box::new(text),
            report: Box::default(),
        }
    }

    /// The arguments of the command cannot be used.
    pub(crate) fn usage(sentence: impl AsRef<str>) -> Self {
        Self::new(ExitCode::Usage, ErrorKind::Invalid, sentence)
    }

    /// A value that cannot be sent, by its name.
    pub(crate) fn invalid(what: &str, invalid: &Invalid) -> Self {
        let mut failure = Self::usage(format!("{what} cannot be used"));
        failure.text.cause = Some(invalid.broken_rule());
        failure.text.remedy = Some(invalid.remedy());
        failure
    }

    /// The copy was not made, or differs from its source.
    pub(crate) fn not_copied(sentence: impl AsRef<str>) -> Self {
        Self::new(ExitCode::NotCopied, ErrorKind::CopyFailed, sentence)
    }

    /// The operating system refused something.
    pub(crate) fn of_system(what: &str, error: &(dyn StdError + 'static)) -> Self {
        let mut failure = Self::new(ExitCode::Unavailable, ErrorKind::Unavailable, what);
        failure.text.cause = Some(chain(error));
        failure
    }

    /// The client's error, in the client's words.
    pub(crate) fn of_client(error: &Error) -> Self {
        Self {
            code: error.code().map(ToString::to_string),
            diagnosis: error.diagnosis().cloned().map(Box::new),
            ..Self::of_report(ExitCode::of(error), error.kind(), error.report())
        }
    }

    /// The client's error about `target`, with a hint in terms of the command line.
    pub(crate) fn of(error: &Error, target: &Target) -> Self {
        let failure = Self::of_client(error).with_hint(hint::of(error, target));
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
        let failure = failure.with_report(report);
        match target.is_short() {
            true => failure.with_short_names(target.url().endpoint()),
            false => failure,
        }
    }

    /// The client's error about an account or a container, with a hint in terms of the command line.
    pub(crate) fn of_account(error: &Error, credential_kind: CredentialKind) -> Self {
        Self::of_client(error).with_hint(hint::of_account(error, credential_kind))
    }

    /// With this remedy in place of the client's, if there is one.
    pub(crate) fn with_hint(mut self, hint: Option<String>) -> Self {
        self.text.remedy = hint.or(self.text.remedy);
        self
    }

    /// With `container/blob` in place of the URLs of blobs in this account.
    fn with_short_names(mut self, endpoint: &Endpoint) -> Self {
        let prefix = format!("{}/", endpoint.to_string().trim_end_matches('/'));
        let text = &mut self.text;
        let parts = [
            Some(&mut text.summary),
            text.cause.as_mut(),
            text.remedy.as_mut(),
        ];
        for part in parts.into_iter().flatten() {
            *part = part.replace(&prefix, "");
        }
        self
    }

    pub(crate) fn with_report(mut self, report: Report) -> Self {
        self.report = Box::new(report);
        self
    }

    /// The failure in fields.
    pub(crate) fn error_fields(&self) -> ErrorFields {
        let id = |id: &Option<CopyId>| id.as_ref().map(ToString::to_string);
        ErrorFields {
            kind: self.kind.code(),
            code: self.code.clone(),
            message: self.text.to_string(),
            request_id: self.text.request_id.clone(),
            copy_id: id(&self.text.copy_id),
            pending_copy_id: id(&self.text.other_copy_id),
            diagnosis: self.diagnosis.as_deref().map(Finding::of),
        }
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
