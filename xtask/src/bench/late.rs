//! How late the ends of many copies are noticed, and at what price.

use super::Bench;
use super::program::figure;
use super::row::Row;
use crate::workspace::output;

const IN_FLIGHT: usize = 256;

/// Milliseconds late, on average.
const LATE: f64 = 100.0;

/// Requests a copy, its start included.
const REQUESTS: f64 = 10.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>, String> {
    let (ours, tight) = (
        Seen::by("blobcopy", bench)?,
        Seen::by("azure_storage_blob", bench)?,
    );
    let what = format!(
        "{} copies of 2 s, {IN_FLIGHT} in flight",
        bench.size.long_copies
    );
    let beside = "azure_storage_blob, asked every 100 ms";
    Ok(vec![
        Row {
            what: format!("{what}: late, mean"),
            target: format!("at most {LATE} ms"),
            figure: format!("{:.1} ms, worst {:.0}", ours.mean_ms, ours.worst_ms),
            beside: format!(
                "{beside}: {:.1} ms, worst {:.0}",
                tight.mean_ms, tight.worst_ms
            ),
            ratio: Some(ours.mean_ms / tight.mean_ms),
            is_met: Some(ours.mean_ms <= LATE),
        },
        Row {
            what: format!("{what}: requests a copy"),
            target: format!("at most {REQUESTS}"),
            figure: format!("{:.1}", ours.requests),
            beside: format!("{beside}: {:.1}", tight.requests),
            ratio: Some(ours.requests / tight.requests),
            is_met: Some(ours.requests <= REQUESTS),
        },
    ])
}

struct Seen {
    mean_ms: f64,
    worst_ms: f64,
    requests: f64,
}

impl Seen {
    fn by(client: &str, bench: &Bench<'_>) -> Result<Self, String> {
        let (copies, in_flight) = (bench.size.long_copies.to_string(), IN_FLIGHT.to_string());
        let words = ["late", client, &copies, &in_flight];
        let printed = output(bench.program.command(&words))?;
        Ok(Self {
            mean_ms: figure("mean_ms", &printed)?,
            worst_ms: figure("worst_ms", &printed)?,
            requests: figure("requests", &printed)?,
        })
    }
}
