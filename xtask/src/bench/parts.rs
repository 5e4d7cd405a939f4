//! The cost of the parts of a copy without a socket. `cargo bench -p blobcopy-parts` reports more about each.

use anyhow::Result;

use super::Bench;
use super::program::figure;
use super::row::Row;

/// Microseconds to write and sign a request, and its allocations.
const REQUEST: f64 = 2.0;
const ALLOCATIONS: f64 = 8.0;

/// Megabytes of a listing's XML per second.
const RATE: f64 = 200.0;

/// Number of unknown elements on the page whose allocations are counted. A few allocations serve all of them.
const IGNORED: f64 = 100_000.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let printed = bench.program.parts().read()?;
    let number = |name| figure(name, &printed);
    let (request, signature) = (number("request_us")?, number("signature_us")?);
    let allocations = number("request_allocations")?;
    let (page, events) = (number("page_mb_s")?, number("xml_mb_s")?);
    let ignored = number("allocations_ignored")?;
    Ok(vec![
        Row {
            what: "a Copy Blob request, written and signed".to_owned(),
            target: format!("at most {REQUEST} µs, {ALLOCATIONS} allocations"),
            figure: format!("{request:.2} µs, {allocations} allocations"),
            beside: format!("the bare signature: {signature:.2} µs"),
            ratio: Some(request / signature),
            is_met: Some(request <= REQUEST && allocations <= ALLOCATIONS),
        },
        Row {
            what: format!("a page of 5,000 blobs read, {:.1} MB", number("page_mb")?),
            target: format!("at least {RATE} MB/s, no allocation per ignored element"),
            figure: format!("{page:.0} MB/s, {ignored} allocations for {IGNORED} ignored"),
            beside: format!("quick-xml's events alone: {events:.0} MB/s"),
            ratio: Some(page / events),
            is_met: Some(page >= RATE && ignored < IGNORED / 1000.0),
        },
    ])
}
