//! One copy, seen through to its end: started, watched, and aborted when the user or the time says so.

use std::time::Instant;

use blobcopy::{
    Aborted, CopyId, CopyOperation, CopyOptions, CopyState, CopyStatus, Error, ErrorKind, SourceUrl,
};

use crate::account::Target;
use crate::exit_code::ExitCode;
use crate::failure::{Failure, chain};
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress::Watcher;
use crate::quantity::{show_bytes, show_duration};
use crate::report::Report;

/// A copy to be carried through.
pub(crate) struct Copying<'a> {
    pub(crate) target: &'a Target,
    pub(crate) source: SourceUrl,
    pub(crate) options: CopyOptions,
    pub(crate) abort_on_timeout: bool,
    pub(crate) interrupts: &'a mut Interrupts,
}

impl Copying<'_> {
    /// Starts the copy and says how it stands, without waiting for its end.
    pub(crate) async fn start(mut self, output: Output) -> Result<Report, Failure> {
        let operation = self.begin(|text| output.remark(text)).await?;
        let report = Report::about(self.target.url()).with_copy_id(operation.copy_id());
        Ok(match operation.last_state().await {
            Some(state) => report.with_state(&state),
            None => report.with_status(&CopyStatus::Pending),
        })
    }

    /// Starts the copy, shows it to `watcher`, and waits until it has succeeded.
    pub(crate) async fn carry_through(mut self, watcher: &mut Watcher) -> Result<Copied, Failure> {
        let started = Instant::now();
        self.options.policy.poll = watcher.poll();
        let operation = self.begin(|text| watcher.remark(text)).await?;
        watcher.remark(&format!("copy id      {}", operation.copy_id()));
        if let Some(state) = operation.last_state().await {
            watcher.show(&state);
        }
        let state = self.wait(&operation, watcher).await?;
        Ok(Copied {
            report: self.report(&state).await,
            state,
            seconds: started.elapsed(),
        })
    }

    /// A start that may have arrived is seen through before it is aborted, or nobody would know of the copy.
    async fn begin(&mut self, remark: impl Fn(&str)) -> Result<CopyOperation, Failure> {
        let begin = self
            .target
            .blob
            .begin_copy_with(self.source.clone(), self.options.clone());
        tokio::pin!(begin);
        let started = tokio::select! {
            started = &mut begin => return started.map_err(|error| Failure::of(&error, self.target)),
            () = self.interrupts.next() => {
                remark("interrupted: waiting for the answer to the start, to abort the copy; once more gives up");
                tokio::select! {
                    started = begin => started,
                    () = self.interrupts.next() => return Err(self.left_alone(None)),
                }
            }
        };
        match started {
            Ok(operation) => Err(self.interrupted(&operation).await),
            Err(error) => Err(Failure {
                exit_code: ExitCode::Interrupted,
                ..Failure::of(&error, self.target)
            }),
        }
    }

    async fn wait(
        &mut self,
        operation: &CopyOperation,
        watcher: &mut Watcher,
    ) -> Result<CopyState, Failure> {
        let ended = tokio::select! {
            ended = operation.wait_with(|state| watcher.show(state)) => ended,
            () = self.interrupts.next() => {
                watcher.remark("interrupted: aborting the copy; once more leaves it to itself");
                return Err(self.interrupted(operation).await);
            }
        };
        match ended {
            Err(error) if self.abort_on_timeout && is_deadline(&error) => {
                Err(self.timed_out(operation.copy_id(), &error).await)
            }
            ended => ended.map_err(|error| Failure::of(&error, self.target)),
        }
    }

    /// Aborts the copy because of a signal, unless another one says not to wait for that.
    async fn interrupted(&mut self, operation: &CopyOperation) -> Failure {
        let id = operation.copy_id();
        let aborted = tokio::select! {
            aborted = operation.abort() => aborted,
            () = self.interrupts.next() => return self.left_alone(Some(id)),
        };
        let url = self.target.url();
        let report = Report::about(url).with_copy_id(id);
        match aborted {
            Ok(Aborted::AlreadyCopied(state)) => self
                .interruption(
                    id,
                    format!("interrupted, but copy {id} to `{url}` had succeeded already"),
                )
                .with_report(report.with_state(&state)),
            Ok(Aborted::AlreadyFailed(state)) => self
                .interruption(
                    id,
                    format!("interrupted, but copy {id} to `{url}` had failed already"),
                )
                .with_report(report.with_state(&state)),
            Ok(_) => self
                .interruption(
                    id,
                    format!("interrupted: copy {id} to `{url}` was aborted; the blob is empty now"),
                )
                .with_report(report.with_status(&CopyStatus::Aborted)),
            Err(error) => {
                let failure = Failure::of(&error, self.target);
                let message = format!(
                    "interrupted, and the abort was not confirmed: {}",
                    failure.message
                );
                Failure {
                    exit_code: ExitCode::Interrupted,
                    message,
                    ..failure
                }
            }
        }
    }

    fn interruption(&self, id: &CopyId, message: String) -> Failure {
        let mut failure = Failure::new(ExitCode::Interrupted, ErrorKind::CopyAborted, message);
        failure.copy_id = Some(id.clone());
        failure
    }

    /// Interrupted while aborting: nobody waits for that any more.
    fn left_alone(&self, id: Option<&CopyId>) -> Failure {
        let url = self.target.url();
        let message = match id {
            Some(id) => format!(
                "interrupted again: copy {id} to `{url}` may go on; end it with `blobcopy abort {url} --copy-id {id}`"
            ),
            None => format!(
                "interrupted again: a copy to `{url}` may have been started; look with `blobcopy status {url}`"
            ),
        };
        let mut failure = Failure::new(ExitCode::Interrupted, ErrorKind::CopyAborted, message);
        failure.copy_id = id.cloned();
        failure.report = Box::new(Report::about(url));
        failure
    }

    /// The timeout passed and the copy is not to outlive it.
    async fn timed_out(&mut self, id: &CopyId, error: &Error) -> Failure {
        let url = self.target.url();
        let failure = Failure::of(error, self.target);
        let aborted = tokio::select! {
            aborted = self.target.blob.abort_copy(id.clone()) => aborted,
            () = self.interrupts.next() => return self.left_alone(Some(id)),
        };
        match aborted {
            Ok(()) => {
                let report = failure.report.clone().with_status(&CopyStatus::Aborted);
                let message = format!(
                    "the timeout passed: copy {id} to `{url}` was aborted; the blob is empty now"
                );
                Failure { message, ..failure }.with_report(report)
            }
            Err(refused) => {
                let message = format!(
                    "the timeout passed, and copy {id} to `{url}` could not be aborted: {}; look with `blobcopy status {url}`",
                    chain(&refused)
                );
                Failure { message, ..failure }
            }
        }
    }

    /// All that can be said of a copy that succeeded. What the blob does not say stays open: the copy is there.
    async fn report(&mut self, state: &CopyState) -> Report {
        let report = Report::about(self.target.url()).with_state(state);
        let asked = tokio::select! {
            asked = self.target.blob.properties() => asked.ok(),
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

fn is_deadline(error: &Error) -> bool {
    matches!(
        error.outcome(),
        Some(blobcopy::CopyOutcome::DeadlinePassed(_))
    )
}

/// Whether the blob still holds what that copy left: another may have written to it since.
fn is_of(copy: &Option<CopyState>, id: &CopyId) -> bool {
    copy.as_ref().is_some_and(|copy| copy.id == *id)
}

/// A copy that succeeded.
pub(crate) struct Copied {
    pub(crate) report: Report,
    pub(crate) state: CopyState,
    pub(crate) seconds: std::time::Duration,
}

impl Copied {
    /// `copied 300.0 MB in 3.2 s to URL (copy ID)`.
    pub(crate) fn sentence(&self) -> String {
        let bytes = self.state.progress.map_or_else(String::new, |progress| {
            format!(" {}", show_bytes(progress.copied))
        });
        let destination = self.report.destination.as_deref().unwrap_or_default();
        format!(
            "copied{bytes} in {} to {destination} (copy {})",
            show_duration(self.seconds),
            self.state.id
        )
    }
}
