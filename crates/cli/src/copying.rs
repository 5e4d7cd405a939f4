//! One copy: started, past another one if need be, and seen through to its end.

use std::time::Instant;

use blobcopy::{
    CopyOperation, CopyOptions, CopyOutcome, CopySource, CopyStatus, CopyTicket, Error,
};

use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::outlasting::outlast;
use crate::output::Output;
use crate::progress::Watcher;
use crate::report::Report;
use crate::ticket_file::TicketFile;
use crate::waiting::{Copied, OnInterrupt, Waiting};

/// A copy to be carried through.
pub(crate) struct Copying<'a> {
    pub(crate) source: CopySource,
    pub(crate) options: CopyOptions,
    /// Whether another copy that holds the destination is waited for.
    pub(crate) outlasts_others: bool,
    /// Where the copy is noted as soon as it is started.
    pub(crate) ticket: Option<TicketFile>,
    pub(crate) waiting: Waiting<'a>,
}

impl Copying<'_> {
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
    pub(crate) async fn carry_through(mut self, watcher: &mut Watcher) -> Result<Copied, Failure> {
        self.options.policy.poll = watcher.poll();
        let operation = self.begin(&|text| watcher.remark(text)).await?;
        self.waiting.watch(&operation, watcher).await
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
                Some(CopyOutcome::NotStarted(other)) if self.outlasts_others => other,
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

    /// A start that may have arrived is seen through before it is aborted or left, or nobody would know of the copy.
    async fn try_to_begin(
        &mut self,
        remark: &dyn Fn(&str),
    ) -> Result<Result<CopyOperation, Error>, Failure> {
        let blob = &self.waiting.target.blob;
        let begin = blob.begin_copy_with(self.source.clone(), self.options.clone());
        tokio::pin!(begin);
        let started = tokio::select! {
            started = &mut begin => {
                if let Ok(operation) = &started {
                    self.note(operation)?;
                }
                return Ok(started);
            }
            () = self.waiting.interrupts.next() => {
                remark(announcement(self.waiting.on_interrupt));
                tokio::select! {
                    started = begin => started,
                    () = self.waiting.interrupts.next() => return Err(self.waiting.left_alone(None)),
                }
            }
        };
        match started {
            Ok(operation) => {
                self.note(&operation)?;
                Err(self.waiting.interrupted(&operation).await)
            }
            Err(error) => Err(Failure {
                exit_code: ExitCode::Interrupted,
                ..Failure::of(&error, self.waiting.target)
            }),
        }
    }

    fn note(&mut self, operation: &CopyOperation) -> Result<(), Failure> {
        match &mut self.ticket {
            Some(file) => file.write(operation.ticket()),
            None => Ok(()),
        }
    }
}

fn announcement(on_interrupt: OnInterrupt) -> &'static str {
    match on_interrupt {
        OnInterrupt::Abort => {
            "interrupted: waiting for the answer to the start, to abort the copy; once more gives up"
        }
        OnInterrupt::Leave => {
            "interrupted: waiting for the answer to the start, to name the copy; once more gives up"
        }
    }
}
