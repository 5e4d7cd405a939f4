//! `blobcopy status`.

use super::variable;
use crate::account::Account;
use crate::args::StatusArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output, REPEAT};
use crate::report::Report;

pub(crate) async fn run(arguments: &StatusArguments, output: Output) -> Result<ExitCode, Failure> {
    let target = Account::new(&arguments.credentials, &variable).target(&arguments.destination)?;
    let properties = target
        .blob
        .properties()
        .await
        .map_err(|error| Failure::of(&error, &target))?;
    // Who may not list them has none to be told of.
    let snapshots = target.blob.snapshots().await.unwrap_or_default();
    let newest = snapshots.last().map(|newest| &newest.snapshot);
    let report = Report::about(target.url())
        .with_properties(&properties)
        .with_snapshot(newest);
    let lines = match properties.copy {
        Some(_) => report.table(),
        None => vec![format!(
            "no copy: nothing was copied into {} since it was last written",
            target.url()
        )],
    };
    output.answer(&lines, &report, IfUnwritten::Repeat(REPEAT))
}
