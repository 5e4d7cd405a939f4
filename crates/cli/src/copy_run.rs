//! One copy: started, past another one if need be, and seen through to its end.

use std::pin::pin;
use std::time::Instant;

use blobcopy::proto::job::GRACE;
use blobcopy::{
    CopyOperation, CopyOptions, CopyOutcome, CopySource, CopyStatus, CopyTicket, Error,
};
use tokio::sync::Notify;
use tokio::time::timeout;

use crate::failure::Failure;
use crate::outlasting::outlast;
use crate::output::Output;
use crate::progress_display::ProgressDisplay;
use crate::report::Report;
use crate::ticket_file::TicketFile;
use crate::waiting::{Copied, OnInterrupt, Waiting};

/// A copy to be carried through.
pub(crate) struct CopyRun<'a> {
    pub(crate) source: CopySource,
    pub(crate) options: CopyOptions,
    /// Whether another copy that holds the destination is waited for.
    pub(crate) waits_for_others: bool,
    /// Where the copy is noted as soon as it is started.
    pub(crate) ticket: Option<TicketFile>,
    pub(crate) waiting: Waiting<'a>,
}

impl CopyRun<'_> {
    /// Starts the copy and says how it stands, without waiting for its end.
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

    /// Starts the copy, shows it to `watcher`, and waits until it has succeeded.
    pub(crate) async fn until_success(
        mut self,
        display: &mut ProgressDisplay,
    ) -> Result<Copied, Failure> {
        let operation = self.begin(&|text| display.remark(text)).await?;
        self.waiting.watch(&operation, display).await
    }

    async fn begin(&mut self, remark: &dyn Fn(&str)) -> Result<CopyOperation, Failure> {
        let began = Instant::now();
        let allowed = self.options.policy.deadline;
        loop {
            let error = match self.try_to_begin(remark).await? {
                Ok(operation) => return Ok(operation),
                Err(error) => error,
            };
            let other = match error.outcome() {
                Some(CopyOutcome::NotStarted { other, .. }) if self.waits_for_others => other,
                _ => return Err(Failure::of(&error, self.waiting.target)),
            };
            remark(&format!(
                "copy {} is pending there: waiting for its end",
                other.id
            ));
            let rest = || allowed.map(|allowed| allowed.saturating_sub(began.elapsed()));
            self.options.policy.deadline = rest();
            outlast(&mut self.waiting, other, &error, &self.options.policy).await?;
            self.options.policy.deadline = rest();
        }
    }

    /// A start that may have arrived is awaited for the grace before the copy is aborted or left, or its id would be lost.
    async fn try_to_begin(
        &mut self,
        remark: &dyn Fn(&str),
    ) -> Result<Result<CopyOperation, Error>, Failure> {
        let blob = &self.waiting.target.blob;
        let call_off = Notify::new();
        let (source, options) = (self.source.clone(), self.options.clone());
        let mut begin = pin!(blob.begin_copy_unless(source, options, call_off.notified()));
        let interrupts = &mut *self.waiting.interrupts;
        let started = tokio::select! {
            started = &mut begin => {
                self.note_start(&started)?;
                return Ok(started);
            }
            () = interrupts.next() => {
                remark(&announcement(self.waiting.on_interrupt));
                let started = async {
                    match self.waiting.on_interrupt {
                        // It ends by itself within the grace.
                        OnInterrupt::Abort => {
                            call_off.notify_one();
                            Some(begin.await)
                        }
                        OnInterrupt::Leave => timeout(GRACE, begin).await.ok(),
                    }
                };
                tokio::select! {
                    started = started => started,
                    () = interrupts.next() => None,
                }
            }
        };
        let Some(started) = started else {
            return Err(self.waiting.left_alone(None));
        };
        self.note_start(&started)?;
        Err(match started {
            Ok(operation) => self.waiting.interrupted(&operation).await,
            Err(error) => self.waiting.interrupted_in_start(&error),
        })
    }

    /// Notes the copy wherever its id is known, whatever became of it.
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

fn announcement(on_interrupt: OnInterrupt) -> String {
    let then = match on_interrupt {
        OnInterrupt::Abort => "abort the copy",
        OnInterrupt::Leave => "report the copy id",
    };
    let seconds = GRACE.as_secs();
    format!(
        "interrupted: waiting up to {seconds} s for the answer to the start, to {then}; press Ctrl-C again to exit now"
    )
}
