//! `blobcopy status`.

use blobcopy::{CopyState, CopyTicket, ErrorKind};

use super::variable;
use crate::account::Account;
use crate::args::StatusArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output, REPEAT};
use crate::report::Report;
use crate::ticket_file::target_of;

pub(crate) async fn run(arguments: &StatusArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let (destination, ticket) = (
        arguments.destination.as_deref(),
        arguments.ticket.as_deref(),
    );
    let (target, ticket) = target_of(&account, destination, ticket)?;
    let properties = target
        .blob
        .properties()
        .await
        .map_err(|error| Failure::of(&error, &target))?;
    if let Some(ticket) = ticket {
        check_copy(&ticket, properties.copy.as_ref())?;
    }
    // Without the permission to list, none is reported.
    let snapshots = target.blob.snapshots().await.unwrap_or_default();
    let newest = snapshots.last().map(|newest| &newest.snapshot);
    let report = Report::about(target.url())
        .with_properties(&properties)
        .with_snapshot(newest);
    let lines = match properties.copy {
        Some(_) => report.table(),
        None => vec![format!(
            "no copy: nothing was copied to {} since it was last written",
            target.url()
        )],
    };
    output.answer(&lines, &report, IfUnwritten::Repeat(REPEAT))
}

/// The blob reports its last copy only, which may be another than that of the ticket.
fn check_copy(ticket: &CopyTicket, last: Option<&CopyState>) -> Result<(), Failure> {
    let (id, url) = (&ticket.copy_id, &ticket.destination);
    let (kind, found) = match last {
        Some(last) if last.id == *id => return Ok(()),
        Some(last) => (
            ErrorKind::CopySuperseded,
            format!("its last copy is {}", last.id),
        ),
        None => (ErrorKind::CopyGone, "it was overwritten".to_owned()),
    };
    let message = format!(
        "{url} no longer reports the copy of the ticket: {found}; check with `blobcopy status BLOB`"
    );
    let mut failure = Failure::new(ExitCode::NotCopied, kind, message);
    failure.text.copy_id = Some(id.clone());
    Err(failure.with_report(Report::about(url)))
}
