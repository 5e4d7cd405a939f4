//! The wait for a copy under way, which an interrupt ends by aborting or leaving the copy.

use std::time::Duration;

use blobcopy::proto::care::Md5Check;
use blobcopy::proto::job::GRACE;
use blobcopy::{
    Aborted, CopyId, CopyOperation, CopyOutcome, CopyState, CopyStatus, CopyTicket, Error,
    ErrorKind, Findings, Protection,
};
use tokio::time::timeout;

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::hint;
use crate::interrupt::Interrupts;
use crate::output::{IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::quantity::{show_bytes, show_duration};
use crate::report::Report;
use crate::target::Target;

/// The wait for a copy: where it is, and what an interrupt does.
pub(crate) struct Waiting<'a> {
    pub(crate) target: &'a Target,
    pub(crate) interrupts: &'a mut Interrupts,
    pub(crate) on_interrupt: OnInterrupt,
}

/// What an interrupt does with the copy.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum OnInterrupt {
    Abort,
    Leave,
}

/// A copy that succeeded.
pub(crate) struct Copied {
    pub(crate) report: Report,
    state: CopyState,
    ticket: CopyTicket,
    /// The results of its safeguards.
    findings: Findings,
}

impl Waiting<'_> {
    /// Shows the copy's progress in `display`, and waits until it has succeeded.
    pub(crate) async fn watch(
        &mut self,
        operation: &CopyOperation,
        display: &mut ProgressDisplay,
    ) -> Result<Copied, Failure> {
        display.remark(&format!("copy id      {}", operation.copy_id()));
        if let Some(state) = operation.last_state().await {
            display.show(&state);
        }
        let state = self.end_of(operation, display).await?;
        let findings = operation.findings().await.unwrap_or_default();
        Ok(Copied {
            report: self.report(&state).await.with_findings(&findings),
            state,
            ticket: operation.ticket().clone(),
            findings,
        })
    }

    async fn end_of(
        &mut self,
        operation: &CopyOperation,
        display: &mut ProgressDisplay,
    ) -> Result<CopyState, Failure> {
        let ended = tokio::select! {
            ended = operation.wait_with(|state| display.show(state)) => ended,
            () = self.interrupts.next() => {
                if self.on_interrupt == OnInterrupt::Abort {
                    display.remark(&format!(
                        "Interrupted. Aborting the copy for up to {} s… (press Ctrl-C again to leave it running)",
                        GRACE.as_secs()
                    ));
                }
                return Err(self.interrupted(operation).await);
            }
        };
        ended.map_err(|error| Failure::of(&error, self.target))
    }

    /// Aborts or leaves the copy because of an interrupt.
    pub(crate) async fn interrupted(&mut self, operation: &CopyOperation) -> Failure {
        match self.on_interrupt {
            OnInterrupt::Abort => self.aborted(operation).await,
            OnInterrupt::Leave => self.left(operation).await,
        }
    }

    /// Aborts the copy, and waits for that until another interrupt.
    async fn aborted(&mut self, operation: &CopyOperation) -> Failure {
        let id = operation.copy_id();
        let aborted = tokio::select! {
            aborted = operation.abort() => aborted,
            () = self.interrupts.next() => return self.left_alone(Some(id)),
        };
        let findings = operation.findings().await.unwrap_or_default();
        let report = Report::about(self.target.url()).with_findings(&findings);
        self.after_abort(aborted.as_ref(), id, findings.protection.as_ref(), report)
    }

    /// The failure of a copy whose start was interrupted, and ended with `error`.
    pub(crate) fn interrupted_in_start(&self, error: &Error) -> Failure {
        let report = Report::about(self.target.url());
        match (error.outcome(), error.copy_id()) {
            (Some(CopyOutcome::Aborted), Some(id)) => {
                self.after_abort(Ok(&Aborted::Aborted), id, error.protection(), report)
            }
            (Some(CopyOutcome::NotAborted(_)), Some(id)) => {
                self.after_abort(Err(error), id, error.protection(), report)
            }
            _ => interrupted(Failure::of(error, self.target)),
        }
    }

    /// The failure of an interrupted copy, by the result of its abort.
    fn after_abort(
        &self,
        aborted: Result<&Aborted, &Error>,
        id: &CopyId,
        protection: Option<&Protection>,
        report: Report,
    ) -> Failure {
        let url = self.target.url();
        let report = report.with_copy_id(id);
        let destination = || match protection {
            Some(protection) => protection.to_string(),
            None => "the destination is empty".to_owned(),
        };
        let mut note = None;
        let (message, report) = match aborted {
            Ok(Aborted::AlreadyCopied(state)) => (
                format!("interrupted, but the copy to {url} had already succeeded"),
                report.with_state(state),
            ),
            Ok(Aborted::AlreadyFailed(state)) => (
                format!("interrupted, but the copy to {url} had already failed"),
                report.with_state(state),
            ),
            Ok(_) => {
                note = Some(destination());
                (
                    format!("interrupted: the copy to {url} was aborted"),
                    report.with_status(&CopyStatus::Aborted),
                )
            }
            Err(error) => {
                return interrupted(Failure::of(error, self.target));
            }
        };
        let mut failure = interruption(ErrorKind::CopyAborted, Some(id), message);
        failure.text.note = note;
        failure.with_report(report)
    }

    /// Leaves the copy running after an interrupt.
    async fn left(&self, operation: &CopyOperation) -> Failure {
        let (id, url) = (operation.copy_id(), self.target.url());
        let report = Report::about(url).with_copy_id(id);
        let report = match operation.last_state().await {
            Some(state) => report.with_state(&state),
            None => report,
        };
        let hint = hint::of_pending(self.target, id);
        let message = format!("interrupted: the copy to {url} continues on the server; {hint}");
        interruption(ErrorKind::Timeout, Some(id), message).with_report(report)
    }

    /// The failure after a second interrupt, which ends the wait for an abort or a start.
    pub(crate) fn left_alone(&self, id: Option<&CopyId>) -> Failure {
        let url = self.target.url();
        let message = match id {
            Some(id) => format!(
                "interrupted again: the copy to {url} may continue; {}",
                hint::of_pending(self.target, id)
            ),
            None => format!(
                "interrupted: a copy to {url} may have been started; check with `blobcopy status {}`",
                self.target.operand()
            ),
        };
        interruption(ErrorKind::Timeout, id, message).with_report(Report::about(url))
    }

    /// The report of a copy that succeeded, with the blob's properties if they can be read.
    async fn report(&mut self, state: &CopyState) -> Report {
        let report = Report::about(self.target.url()).with_state(state);
        // The copy has succeeded, so neither an error nor an interrupt here may turn it into a failure.
        let asked = tokio::select! {
            asked = timeout(GRACE, self.target.blob.properties()) => asked.ok().and_then(Result::ok),
            () = self.interrupts.next() => None,
        };
        match asked {
            Some(properties) if is_of(&properties.copy, &state.id) => {
                report.with_properties(&properties)
            }
            _ => report,
        }
    }
}

/// The failure of a command that was interrupted meanwhile.
fn interrupted(mut failure: Failure) -> Failure {
    failure.exit_code = ExitCode::Interrupted;
    failure.text.summary.insert_str(0, "interrupted: ");
    failure
}

fn interruption(kind: ErrorKind, id: Option<&CopyId>, message: String) -> Failure {
    let mut failure = Failure::new(ExitCode::Interrupted, kind, message);
    failure.text.copy_id = id.cloned();
    failure
}

/// Whether the blob still holds the copy with this id. Others may have written to it since.
fn is_of(copy: &Option<CopyState>, id: &CopyId) -> bool {
    copy.as_ref().is_some_and(|copy| copy.id == *id)
}

impl Copied {
    /// Writes the result of a command that waited, with the duration if the whole copy was watched.
    pub(crate) fn answer(
        &self,
        took: Option<Duration>,
        output: Output,
    ) -> Result<ExitCode, Failure> {
        let sentence = self.sentence(took);
        let if_unwritten = IfUnwritten::Copied(&sentence, &self.ticket);
        output.answer(&[&sentence], &self.report, if_unwritten)
    }

    /// `copied 300.0 MB in 3.2 s to URL (copy ID)`, with the duration if the whole copy was watched.
    fn sentence(&self, took: Option<Duration>) -> String {
        let bytes = self.state.progress.map_or_else(String::new, |progress| {
            format!(" {}", show_bytes(progress.copied))
        });
        let took = took.map_or_else(String::new, |took| format!(" in {}", show_duration(took)));
        let destination = self.report.destination.as_deref().unwrap_or_default();
        let verified = match self.findings.verified.map(|verified| verified.md5) {
            Some(Md5Check::Same) => ", verified by length and MD5",
            Some(_) => ", verified by length",
            None => "",
        };
        let kept = self
            .findings
            .protection
            .as_ref()
            .and_then(Protection::snapshot);
        let kept = kept.map_or_else(String::new, |snapshot| {
            format!("; the previous content is in snapshot {snapshot}")
        });
        let remark = self.state.remark();
        let remark = remark.map_or_else(String::new, |remark| format!("; but {remark}"));
        format!(
            "copied{bytes}{took} to {destination} (copy {}){verified}{kept}{remark}",
            self.state.id
        )
    }
}
