//! How late the ends of many copies are noticed, and how many requests that takes.

use anyhow::Result;

use super::Bench;
use super::program::figure;
use super::row::Row;

const IN_FLIGHT: usize = 256;

/// Average delay in milliseconds.
const LATE: f64 = 100.0;

/// Requests per copy, including its start.
const REQUESTS: f64 = 10.0;

/// Size of a blob in bytes, and what a client can learn from while it waits for the copy.
const KINDS: [(&str, &str); 2] = [("0", "learning"), ("10000", "progress reported")];

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let tight = Seen::by("azure_storage_blob", KINDS[0].0, bench)?;
    let mut rows = Vec::new();
    for (size, kind) in KINDS {
        rows.extend(compared(
            bench,
            kind,
            &Seen::by("blobcopy", size, bench)?,
            &tight,
        ));
    }
    Ok(rows)
}

fn compared(bench: &Bench<'_>, kind: &str, ours: &Seen, tight: &Seen) -> [Row; 2] {
    let copies = bench.size.long_copies;
    let what = format!("{copies} copies of 2 s, {IN_FLIGHT} in flight, {kind}");
    let beside = "azure_storage_blob, every 100 ms";
    let late = |seen: &Seen| format!("{:.1} ms, worst {:.0}", seen.mean_ms, seen.worst_ms);
    [
        Row {
            what: format!("{what}: late, mean"),
            target: format!("at most {LATE} ms"),
            figure: late(ours),
            beside: format!("{beside}: {}", late(tight)),
            ratio: Some(ours.mean_ms / tight.mean_ms),
            is_met: Some(ours.mean_ms <= LATE),
        },
        Row {
            what: format!("{what}: requests per copy"),
            target: format!("at most {REQUESTS}"),
            figure: format!("{:.1}", ours.requests),
            beside: format!("{beside}: {:.1}", tight.requests),
            ratio: Some(ours.requests / tight.requests),
            is_met: Some(ours.requests <= REQUESTS),
        },
    ]
}

struct Seen {
    mean_ms: f64,
    worst_ms: f64,
    requests: f64,
}

impl Seen {
    fn by(client: &str, size: &str, bench: &Bench<'_>) -> Result<Self> {
        let (copies, in_flight) = (bench.size.long_copies.to_string(), IN_FLIGHT.to_string());
        let words = ["late", client, &copies, &in_flight, size];
        let printed = bench.program.command(&words).read()?;
        Ok(Self {
            mean_ms: figure("mean_ms", &printed)?,
            worst_ms: figure("worst_ms", &printed)?,
            requests: figure("requests", &printed)?,
        })
    }
}
