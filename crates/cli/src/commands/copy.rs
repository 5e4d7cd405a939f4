//! `blobcopy copy`.

use std::borrow::Cow;
use std::time::Instant;

use blobcopy::{CopyOptions, OnPending};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use super::{dry_run, variable};
use crate::account::{Account, is_url};
use crate::args::{CopyArguments, PendingChoice};
use crate::care::check_unattended;
use crate::copy_run::CopyRun;
use crate::embedded;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{Format, IfUnwritten, Output};
use crate::place::{check_destination, check_source};
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
    let destination = arguments.destination.as_deref();
    let destination = destination.expect("required without --embedded");
    check_source(&arguments.source, destination)?;
    check_destination(&arguments.source, destination)?;
    let destination = with_name_of(&arguments.source, destination);
    let source = arguments
        .source_credentials
        .source(&arguments.source, &account, &variable)?;
    let target = account.target(&destination)?;
    if let Some(call) = within_call {
        let source = within_call::to_be_opened(source, arguments.care.source_access, &target)?;
        return within_call::run(call, source, &target, output).await;
    }
    let mut interrupts = Interrupts::listen()?;
    if arguments.dry_run {
        let dry_run = dry_run::run(source, options, &target, output);
        return interrupts.or(dry_run).await;
    }
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

/// What is encoded in a segment of a URL's path.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~');

/// A destination that ends with `/` gets the last part of the source's name.
fn with_name_of<'a>(source: &str, destination: &'a str) -> Cow<'a, str> {
    let (path, query) = match destination.find('?').filter(|_| is_url(destination)) {
        Some(at) => destination.split_at(at),
        None => (destination, ""),
    };
    let is_encoded = is_url(source);
    let source_path = match is_encoded {
        true => source.split(['?', '#']).next().unwrap_or_default(),
        false => source,
    };
    let name = source_path.rsplit('/').next().unwrap_or_default();
    if !path.ends_with('/') || name.is_empty() {
        return destination.into();
    }
    let name: Cow<'_, str> = match (is_encoded, is_url(destination)) {
        (true, false) => percent_decode_str(name).decode_utf8_lossy(),
        (false, true) => utf8_percent_encode(name, ENCODED).into(),
        _ => name.into(),
    };
    format!("{path}{name}{query}").into()
}

fn ticket_file(arguments: &CopyArguments) -> Result<Option<TicketFile>, Failure> {
    match arguments.ticket.as_deref() {
        Some(STANDARD) if arguments.no_wait => Ok(None),
        Some(STANDARD) => Err(Failure::usage(
            "--ticket - requires --no-wait; add that flag, or name a file",
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_destination_that_ends_with_a_slash_keeps_the_name_of_the_source() {
        for (source, destination, expected) in [
            ("live/db.vhd", "archive/", "archive/db.vhd"),
            (
                "live/a b.vhd",
                "https://a.net/c/?sv=1",
                "https://a.net/c/a%20b.vhd?sv=1",
            ),
            (
                "https://a.net/c/a%20b?sv=1",
                "archive/2026/",
                "archive/2026/a b",
            ),
            (
                "https://a.net/c/a%20b",
                "https://b.net/c/",
                "https://b.net/c/a%20b",
            ),
            ("live/db.vhd", "archive/x", "archive/x"),
            ("https://a.net/c/", "archive/", "archive/"),
        ] {
            assert_eq!(with_name_of(source, destination), expected, "{source}");
        }
    }
}
