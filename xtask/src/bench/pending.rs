//! Memory of copies while they are pending.

use anyhow::Result;

use super::Bench;
use super::program::figure;
use super::row::Row;

/// Bytes per copy, without its URLs.
const EACH: f64 = 1024.0;

/// Mebibytes of the process.
const ALL: f64 = 256.0;

/// Threads of the process, for any number of copies.
const THREADS: f64 = 8.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let service = bench.program.serve("service")?;
    let copies = bench.size.pending.to_string();
    let words = ["pending", &service.port, &copies];
    let printed = bench.program.command(&words).read()?;
    let number = |name| figure(name, &printed);
    let (each, urls) = (number("each_bytes")?, number("urls_bytes")?);
    let mib = |name| number(name).map(|kib| kib / 1024.0);
    let (held, waiting, most) = (mib("held_kib")?, mib("waiting_kib")?, mib("most_kib")?);
    let threads = number("threads")?;
    Ok(vec![
        Row {
            what: "resident memory per pending copy, held".to_owned(),
            target: format!("at most {EACH} bytes in addition to its URLs"),
            figure: format!("{:.0} bytes, and {urls} of URLs", each - urls),
            is_met: Some(each - urls <= EACH),
            ..Row::default()
        },
        Row {
            what: format!("{copies} pending copies, held"),
            target: format!("under {ALL} MiB, no thread per copy"),
            figure: format!("{held:.0} MiB, threads: {threads}"),
            is_met: Some(held < ALL && threads <= THREADS),
            ..Row::default()
        },
        Row {
            what: format!("{copies} pending copies, all waited for"),
            target: format!("under {ALL} MiB, no thread per copy"),
            figure: format!("{waiting:.0} MiB, {most:.0} at most, threads: {threads}"),
            is_met: Some(most < ALL && threads <= THREADS),
            ..Row::default()
        },
    ])
}
