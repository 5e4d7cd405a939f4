//! Processor time of a copy with safeguards from an https URL with a SAS.

use anyhow::Result;

use super::Bench;
use super::program::figure;
use super::row::Row;

/// Maximum time per copy in microseconds. A new connection or certificate store for each copy would take milliseconds.
const EACH: f64 = 500.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let copies = bench.size.few_copies.to_string();
    let printed = bench.program.command(&["signed", &copies]).read()?;
    let each = figure("cpu_us", &printed)?;
    Ok(vec![Row {
        what: "CPU per copy, an https SAS URL with safeguards".to_owned(),
        target: format!("at most {EACH} µs"),
        figure: format!("{each:.0} µs"),
        is_met: Some(each <= EACH),
        ..Row::default()
    }])
}
