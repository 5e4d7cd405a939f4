//! `blobcopy pending`.

use blobcopy::{Aborted, CopyStatus, ErrorKind, PendingCopy};
use blobcopy_proto::legible;
use serde::Serialize;

use super::variable;
use crate::account::Account;
use crate::args::PendingArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{Format, IfUnwritten, Output, REPEAT};
use crate::prefix::Prefix;
use crate::quantity::show_bytes;
use crate::report::Report;

/// The answer, as one object.
#[derive(Serialize)]
struct Found {
    pending: Vec<Report>,
}

pub(crate) async fn run(arguments: &PendingArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let prefix = Prefix::new(&account, &arguments.prefix)?;
    let found = prefix.container.find_pending(&prefix.name).await;
    let found = found.map_err(|error| Failure::of_account(&error, prefix.credential_kind()))?;
    if found.is_empty() && output.format() == Format::Text {
        let place = prefix.container.url();
        output.remark(&format!("no copy is pending in {place}/{}", prefix.name));
        return Ok(ExitCode::Done);
    }
    if arguments.abort {
        return abort_all(&prefix, &found, output).await;
    }
    let reports: Vec<Report> = found.iter().map(report).collect();
    let if_unwritten = IfUnwritten::Repeat(REPEAT);
    if output.format() == Format::Jsonl {
        let written = reports.iter().try_for_each(|report| output.object(report));
        return output.written(written, if_unwritten);
    }
    output.answer(
        &table(&reports, &prefix),
        &Found { pending: reports },
        if_unwritten,
    )
}

/// Ends one copy after the other and says of each how it ended; one whose end is not known decides the exit code.
///
/// A report that cannot be written does not leave the other copies pending.
async fn abort_all(
    prefix: &Prefix,
    found: &[PendingCopy],
    output: Output,
) -> Result<ExitCode, Failure> {
    let mut exit_code = ExitCode::Done;
    let mut reports = Vec::new();
    let mut written = Ok(());
    for copy in found {
        let (sentence, report) = match abort(prefix, copy).await {
            Ok(answer) => answer,
            Err(failure) => {
                if exit_code == ExitCode::Done {
                    exit_code = failure.exit_code;
                }
                unknown(copy, &failure)
            }
        };
        let line = match output.format() {
            Format::Text => output.line(&sentence),
            Format::Jsonl => output.object(&report),
            Format::Json => {
                reports.push(report);
                Ok(())
            }
        };
        written = written.and(line);
    }
    if output.format() == Format::Json {
        written = output.object(&Found { pending: reports });
    }
    let done = format!(
        "{} copies were to be aborted; `blobcopy pending` with the same prefix shows which are left",
        found.len()
    );
    match output.written(written, IfUnwritten::Done(&done)) {
        Err(failure) if exit_code != ExitCode::Done => Err(Failure {
            exit_code,
            ..failure
        }),
        Ok(ExitCode::Done) => Ok(exit_code),
        unwritten => unwritten,
    }
}

/// Ends a copy that was pending when it was listed.
async fn abort(prefix: &Prefix, copy: &PendingCopy) -> Result<(String, Report), Failure> {
    let ticket = copy.ticket();
    let ticket = ticket.map_err(|error| Failure::invalid("the name of a blob", &error))?;
    let target = prefix.target(ticket.destination.clone());
    let failed = |error| Failure::of(&error, &target);
    let operation = target.service.resume(&ticket).map_err(failed)?;
    let (id, url) = (&ticket.copy_id, target.url());
    let report = report(copy);
    Ok(match operation.abort().await.map_err(failed) {
        Ok(Aborted::AlreadyCopied(state)) => (
            format!("copy {id} to {url} had succeeded already"),
            report.with_state(&state),
        ),
        Ok(Aborted::AlreadyFailed(state)) => (
            format!("copy {id} to {url} had failed already"),
            report.with_state(&state),
        ),
        Ok(_) => (
            format!("aborted copy {id} to {url}; the blob is empty now"),
            report.with_status(&CopyStatus::Aborted),
        ),
        Err(failure) if has_ended(failure.kind) => unknown(copy, &failure),
        Err(failure) => return Err(failure),
    })
}

/// Whether a copy that was not aborted is known to be pending no longer.
fn has_ended(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::CopySuperseded | ErrorKind::CopyGone)
}

/// A copy that was pending when it was listed, and of which only `failure` is known now.
fn unknown(copy: &PendingCopy, failure: &Failure) -> (String, Report) {
    let mut report = report(copy);
    report.status = None;
    report.progress = None;
    let report = report.with_error(failure.error_fields());
    (failure.text.to_string(), report)
}

fn report(copy: &PendingCopy) -> Report {
    let report = match copy.destination() {
        Ok(url) => Report::about(&url),
        // No request can carry that name, but people can read it.
        Err(_) => Report::named(format!("{}/{}", copy.container, copy.name)),
    };
    report.with_state(&copy.state)
}

/// A line for each copy, below a line that says what is in it. Blobs are called as they may be called in the next command.
fn table(reports: &[Report], prefix: &Prefix) -> Vec<String> {
    let called = |url: &Option<String>| url.as_deref().map(|url| prefix.call(url));
    let rows = reports.iter().map(|report| {
        [
            report.copy_id.clone(),
            report.progress.map(|progress| {
                let (copied, total) = (show_bytes(progress.copied), show_bytes(progress.total));
                format!("{copied} of {total}")
            }),
            called(&report.destination),
            called(&report.source),
        ]
        .map(|cell| cell.map_or_else(|| "-".to_owned(), |cell| legible(&cell).into_owned()))
    });
    let heading = ["copy id", "progress", "destination", "source"].map(str::to_owned);
    let rows: Vec<[String; 4]> = std::iter::once(heading).chain(rows).collect();
    let width = |column: usize| {
        let widths = rows.iter().map(|row| row[column].chars().count());
        widths.max().unwrap_or_default()
    };
    let widths = [width(0), width(1), width(2)];
    rows.iter()
        .map(|[id, progress, destination, source]| {
            let [first, second, third] = widths;
            format!("{id:<first$}  {progress:<second$}  {destination:<third$}  {source}")
        })
        .collect()
}
