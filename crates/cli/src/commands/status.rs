//! `blobcopy status`.

use super::variable;
use crate::account::Account;
use crate::args::StatusArguments;
use crate::failure::Failure;
use crate::output::Output;
use crate::report::Report;

pub(crate) async fn run(arguments: &StatusArguments, output: Output) -> Result<(), Failure> {
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
    if properties.copy.is_some() {
        output.answer(&report.table(), &report);
    } else {
        let text = format!(
            "no copy: nothing was copied into {} since it was last written",
            target.url()
        );
        output.answer(&text, &report);
    }
    Ok(())
}
