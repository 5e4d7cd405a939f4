//! `blobcopy copy`.

use std::time::Instant;

use blobcopy::{CopyOptions, OnPending};

use super::variable;
use crate::account::Account;
use crate::args::{CopyArguments, PendingChoice};
use crate::care::check_unattended;
use crate::copy_run::CopyRun;
use crate::embedded;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{Format, IfUnwritten, Output};
use crate::progress_display::ProgressDisplay;
use crate::report::Report;
use crate::ticket_file::{STANDARD, TicketFile};
use crate::waiting::{OnInterrupt, Waiting};
use crate::within_call::{self, WithinCall};

pub(crate) async fn run(arguments: &CopyArguments, output: Output) -> Result<ExitCode, Failure> {
    let within_call = WithinCall::of(arguments)?;
    let options = options(arguments, output.format())?;
    if arguments.embedded {
        return embedded::run(arguments, options, output).await;
    }
    let account = Account::new(&arguments.credentials, &variable);
    let destination = arguments
        .destination
        .as_deref()
        .expect("required without --embedded");
    let source = arguments
        .source_credentials
        .source(&arguments.source, &account, &variable)?;
    let target = account.target(destination)?;
    if let Some(call) = within_call {
        let source = within_call::to_be_opened(source, arguments.care.source_access, &target)?;
        return within_call::run(call, source, &target, output).await;
    }
    let mut interrupts = Interrupts::listen()?;
    let run = CopyRun {
        source,
        options,
        ticket: ticket_file(arguments)?,
        waiting: Waiting {
            target: &target,
            interrupts: &mut interrupts,
            on_interrupt: match arguments.detach_on_interrupt {
                true => OnInterrupt::Leave,
                false => OnInterrupt::Abort,
            },
        },
    };
    if arguments.no_wait {
        return start(run, arguments, output).await;
    }
    let mut display = ProgressDisplay::new(output, Report::about(target.url()));
    let began = Instant::now();
    let copied = run.until_success(&mut display).await?;
    drop(display);
    copied.answer(Some(began.elapsed()), output)
}

async fn start(
    run: CopyRun<'_>,
    arguments: &CopyArguments,
    output: Output,
) -> Result<ExitCode, Failure> {
    let (mut report, ticket) = run.start(output).await?;
    let table = report.table();
    let started = format!(
        "copy {} to {} was started and continues on the server",
        ticket.copy_id, ticket.destination
    );
    let if_unwritten = IfUnwritten::Copied(&started, &ticket);
    if arguments.ticket.as_deref() != Some(STANDARD) {
        return output.answer(&table, &report, if_unwritten);
    }
    // A script that reads the ticket from standard output needs it alone there.
    table.iter().for_each(|line| output.remark(line));
    report.ticket = Some(ticket.to_string());
    output.answer(&[ticket.to_string()], &report, if_unwritten)
}

fn ticket_file(arguments: &CopyArguments) -> Result<Option<TicketFile>, Failure> {
    match arguments.ticket.as_deref() {
        Some(STANDARD) if arguments.no_wait => Ok(None),
        Some(STANDARD) => Err(Failure::usage(
            "--ticket - is for --no-wait: add that, or name a file",
        )),
        Some(path) => TicketFile::open(path).map(Some),
        None => Ok(None),
    }
}

fn options(arguments: &CopyArguments, output: Format) -> Result<CopyOptions, Failure> {
    let mut options = CopyOptions::default();
    options.policy = arguments.watching.policy(output);
    let policy = &mut options.policy;
    policy.look_first = arguments.look_first;
    policy.on_pending = match arguments.on_pending {
        PendingChoice::Fail => OnPending::Fail,
        PendingChoice::Wait => OnPending::Wait,
        PendingChoice::Adopt => OnPending::Adopt,
        PendingChoice::Abort => OnPending::Abort,
    };
    options.request = arguments.request.options()?;
    options.care = arguments.care.care();
    if arguments.no_wait {
        check_unattended(&options)?;
    }
    Ok(options)
}
