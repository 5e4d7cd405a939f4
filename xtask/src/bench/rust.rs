//! Processor time of a copy in Rust.

use anyhow::Result;

use super::Bench;
use super::row::{Row, Share};

/// The lower bound first, then blobcopy, then the others.
const CLIENTS: [&str; 5] = [
    "hyper",
    "blobcopy",
    "object_store",
    "opendal",
    "azure_storage_blob",
];

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let run = |words: &[String]| bench.program.command(words);
    let [floor, ours, store, dal, official] = bench.cpu(CLIENTS, bench.size.copies, run)?;
    let to_floor = Some(Share(1.5, "1.5 times"));
    let to_store = Some(Share(0.5, "0.5 times"));
    Ok(vec![
        Row::cpu("Rust", to_floor, ours, "bare hyper", floor),
        Row::cpu("Rust", to_store, ours, "object_store", store),
        Row::cpu("object_store", None, store, "bare hyper", floor),
        Row::cpu("opendal, two requests", None, dal, "bare hyper", floor),
        Row::cpu(
            "azure_storage_blob, not signed",
            None,
            official,
            "bare hyper",
            floor,
        ),
    ])
}
