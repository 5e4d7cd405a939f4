//! One copy of the command: started, after a wait for a foreign copy if necessary, and tracked to completion.

use std::pin::pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use blobcopy::proto::job::GRACE;
use blobcopy::{
    CopyId, CopyOperation, CopyOptions, CopyOutcome, CopySource, CopyState, CopyStatus, CopyTicket,
    Error, OnPending,
};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::output::Output;
use crate::progress_display::ProgressDisplay;
use crate::report::Report;
use crate::ticket_file::TicketFile;
use crate::waiting::{Copied, OnInterrupt, Waiting};

/// Prints a remark for the user.
type Remark<'a> = &'a (dyn Fn(&str) + Sync);

/// A copy that the command starts.
pub(crate) struct CopyRun<'a> {
    pub(crate) source: CopySource,
    pub(crate) options: CopyOptions,
    /// The file to which the ticket is written as soon as the copy is started.
    pub(crate) ticket: Option<TicketFile>,
    pub(crate) waiting: Waiting<'a>,
}

impl CopyRun<'_> {
    /// Starts the copy and reports its state, without waiting for its end.
    pub(crate) async fn start(mut self, output: Output) -> Result<(Report, CopyTicket), Failure> {
        let operation = self.begin(&|text| output.remark(text)).await?;
        let report = Report::about(operation.destination()).with_copy_id(operation.copy_id());
        let report = match operation.last_state().await {
            Some(state) => report.with_state(&state),
            None => report.with_status(&CopyStatus::Pending),
        };
        let report = match operation.accepted() {
            Some(accepted) => report.with_accepted(&accepted.output),
            None => report,
        };
        let ticket = operation.detach();
        Ok((report.with_source_of(&ticket), ticket))
    }

    /// Starts the copy, shows its progress in `display`, and waits until it has succeeded.
    pub(crate) async fn until_success(
        mut self,
        display: &mut ProgressDisplay,
    ) -> Result<Copied, Failure> {
        let operation = self.begin(&|text| display.remark(text)).await?;
        self.waiting.watch(&operation, display).await
    }

    /// Starts the copy. After an interrupt a start that may have arrived is awaited for up to [`GRACE`], because the
    /// copy's id would be lost otherwise. Then the copy is aborted or left.
    async fn begin(&mut self, remark: Remark<'_>) -> Result<CopyOperation, Failure> {
        let blob = &self.waiting.target.blob;
        let call_off = Notify::new();
        let foreign = WaitedFor::default();
        let on_foreign = |copy: Option<&CopyState>| foreign.note(copy, &call_off, remark);
        let (source, options) = (self.source.clone(), self.options.clone());
        let called_off = call_off.notified();
        let mut begin = pin!(blob.begin_copy_observed(source, options, called_off, on_foreign));
        let interrupts = &mut *self.waiting.interrupts;
        tokio::select! {
            started = &mut begin => {
                self.note_start(&started)?;
                return started.map_err(|error| self.not_started(&error));
            }
            () = interrupts.next() => {}
        }
        let on_interrupt = match foreign.interrupt() {
            // Nothing of ours is under way, and nothing is left.
            true => OnInterrupt::Abort,
            false => {
                remark(&announcement(self.waiting.on_interrupt));
                self.waiting.on_interrupt
            }
        };
        let started = async {
            match on_interrupt {
                // Needs no timeout, because a cancelled start ends within the grace.
                OnInterrupt::Abort => {
                    call_off.notify_one();
                    Some(begin.await)
                }
                OnInterrupt::Leave => timeout(GRACE, begin).await.ok(),
            }
        };
        let started = tokio::select! {
            started = started => started,
            () = interrupts.next() => None,
        };
        let Some(started) = started else {
            return Err(self.waiting.left_alone(None));
        };
        self.note_start(&started)?;
        Err(match started {
            Ok(operation) => self.waiting.interrupted(&operation).await,
            Err(error) => {
                let mut failure = self.waiting.interrupted_in_start(&error);
                let found = failure.text.other_copy_id.take();
                failure.text.other_copy_id = foreign.id().or(found);
                failure
            }
        })
    }

    fn not_started(&self, error: &Error) -> Failure {
        let mut failure = Failure::of(error, self.waiting.target);
        // A wait for a foreign copy ends without a start only at the deadline.
        if matches!(error.outcome(), Some(CopyOutcome::NotStarted { .. }))
            && self.options.policy.on_pending == OnPending::Wait
        {
            failure.text.note = Some("the timeout passed".to_owned());
        }
        failure
    }

    /// Writes the ticket if the copy's id is known, even if the copy failed.
    fn note_start(&mut self, started: &Result<CopyOperation, Error>) -> Result<(), Failure> {
        let Some(file) = &mut self.ticket else {
            return Ok(());
        };
        match started {
            Ok(operation) => file.write(operation.ticket()),
            Err(error) => match error.copy_id() {
                Some(id) => {
                    let url = self.waiting.target.url().clone();
                    file.write(&CopyTicket::new(url, id.clone()))
                }
                None => Ok(()),
            },
        }
    }
}

/// The foreign copy that is waited for before ours is started.
#[derive(Default)]
struct WaitedFor {
    last: Mutex<Option<CopyId>>,
    is_interrupted: AtomicBool,
}

impl WaitedFor {
    /// A wait that begins after the interrupt is called off, because nothing of ours is under way.
    fn note(&self, copy: Option<&CopyState>, call_off: &Notify, remark: Remark<'_>) {
        match copy {
            Some(_) if self.is_interrupted.load(Ordering::Relaxed) => call_off.notify_one(),
            Some(copy) => remark(&format!(
                "copy {} is pending at the destination; waiting until it has ended",
                copy.id
            )),
            None => {}
        }
        *self.lock() = copy.map(|copy| copy.id.clone());
    }

    /// Notes an interrupt, and returns whether a foreign copy is waited for.
    fn interrupt(&self) -> bool {
        self.is_interrupted.store(true, Ordering::Relaxed);
        self.lock().is_some()
    }

    fn id(&self) -> Option<CopyId> {
        self.lock().clone()
    }

    fn lock(&self) -> MutexGuard<'_, Option<CopyId>> {
        self.last.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn announcement(on_interrupt: OnInterrupt) -> String {
    let then = match on_interrupt {
        OnInterrupt::Abort => "to abort the copy",
        OnInterrupt::Leave => "to report the copy id",
    };
    let seconds = GRACE.as_secs();
    format!(
        "Interrupted. Waiting up to {seconds} s for the response to the start, {then}… (press Ctrl-C again to exit now)"
    )
}
