//! `blobcopy wait`.

use std::time::{Duration, Instant};

use blobcopy::{CopyTicket, ErrorKind};
use tokio::time::timeout;

use super::variable;
use crate::account::Account;
use crate::args::WaitArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::Output;
use crate::progress_display::ProgressDisplay;
use crate::report::Report;
use crate::target::Target;
use crate::ticket_file::target_of;
use crate::waiting::{OnInterrupt, Waiting};

pub(crate) async fn run(arguments: &WaitArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let (destination, ticket) = (
        arguments.destination.as_deref(),
        arguments.ticket.as_deref(),
    );
    let (target, ticket) = target_of(&account, destination, ticket)?;
    let mut interrupts = Interrupts::listen()?;
    let began = Instant::now();
    let allowed = arguments.watching.timeout;
    let ticket = match ticket {
        Some(ticket) => ticket,
        None => interrupts.or(within(allowed, &target)).await?,
    };
    let mut display = ProgressDisplay::new(output, Report::about(target.url()));
    let left = allowed.map(|allowed| allowed.saturating_sub(began.elapsed()));
    let policy = arguments.watching.policy(output.format());
    let policy = policy.with_deadline(left);
    let operation = target.service.resume_with(&ticket, policy);
    let operation = operation.map_err(|error| Failure::of(&error, &target))?;
    let mut waiting = Waiting {
        target: &target,
        interrupts: &mut interrupts,
        on_interrupt: OnInterrupt::Leave,
    };
    let copied = waiting.watch(&operation, &mut display).await?;
    drop(display);
    copied.answer(None, output)
}

/// The last copy into the blob, if the service names it in the time that is allowed.
async fn within(allowed: Option<Duration>, target: &Target) -> Result<CopyTicket, Failure> {
    let Some(allowed) = allowed else {
        return last_copy(target).await;
    };
    timeout(allowed, last_copy(target)).await.unwrap_or_else(|_| {
        let url = target.url();
        let message = format!(
            "the service did not report the last copy into {url} in time; try again with a longer --timeout"
        );
        let failure = Failure::new(ExitCode::NotCopied, ErrorKind::Timeout, message);
        Err(failure.with_report(Report::about(url)))
    })
}

/// The last copy into the blob, pending or not: how it stands is the wait's to find out.
async fn last_copy(target: &Target) -> Result<CopyTicket, Failure> {
    let url = target.url();
    let state = target.blob.copy_state().await;
    match state.map_err(|error| Failure::of(&error, target))? {
        Some(state) => Ok(CopyTicket::new(url.clone(), state.id)),
        None => {
            let message = format!(
                "{url} reports no copy, because it was written after the last one or never copied to; start a copy with `blobcopy copy`"
            );
            let failure = Failure::new(ExitCode::NotCopied, ErrorKind::CopyGone, message);
            Err(failure.with_report(Report::about(url)))
        }
    }
}
