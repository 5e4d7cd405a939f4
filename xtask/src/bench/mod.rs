//! `cargo xtask bench`: what copies cost, compared with a bare HTTP client and with other clients in the same run, against
//! the targets.
//!
//! Whatever is timed is measured in turns, each client as a process of its own, and the medians compared: other work of the
//! machine then falls on all alike.

mod late;
mod lone;
mod machine;
mod packages;
mod parts;
mod pending;
mod program;
mod row;
mod rust;
mod signed_source;
mod start;

use std::path::PathBuf;

use anyhow::{Result, bail};
use clap::{Args, ValueEnum};

use crate::workspace::Workspace;
use program::Program;
use row::Row;

#[derive(Args)]
pub(crate) struct Options {
    /// Measure less, where that only makes a median less steady
    #[arg(long)]
    quick: bool,
    /// The parts to measure [default: all of them]
    parts: Vec<Part>,
}

/// What is measured together.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Part {
    Rust,
    Node,
    Python,
    Late,
    Lone,
    Pending,
    Parts,
    Signed,
    Start,
}

/// What every part needs.
struct Bench<'a> {
    workspace: &'a Workspace,
    program: Program<'a>,
    size: Size,
}

/// How much is measured.
struct Size {
    /// Turns of every client.
    rounds: usize,
    /// Copies a turn, for a client that takes microseconds.
    copies: usize,
    /// Copies a turn, for one that may take a millisecond.
    few_copies: usize,
    /// Copies of two seconds.
    long_copies: usize,
    /// Copies that are pending at once.
    pending: usize,
    /// Starts of a process.
    starts: usize,
}

const WHOLE: Size = Size {
    rounds: 9,
    copies: 20_000,
    few_copies: 4_000,
    long_copies: 2_000,
    pending: 100_000,
    starts: 101,
};

/// The quick run shortens what only steadies a median, and keeps what a target names.
const QUICK: Size = Size {
    rounds: 3,
    copies: 5_000,
    few_copies: 1_000,
    starts: 21,
    ..WHOLE
};

/// Copies in flight, unless a part has its own number.
const IN_FLIGHT: usize = 64;

/// Measures the parts, and returns the table.
pub(crate) fn run(workspace: &Workspace, options: Options) -> Result<String> {
    let mut parts = options.parts;
    if parts.is_empty() {
        parts.extend(Part::value_variants());
    }
    let machine = machine::described(workspace)?;
    let bench = Bench {
        workspace,
        program: Program::build(workspace)?,
        size: if options.quick { QUICK } else { WHOLE },
    };
    let (mut rows, mut failures) = (Vec::new(), String::new());
    for part in parts {
        println!("bench: {part:?}");
        match part.rows(&bench) {
            Ok(measured) => rows.extend(measured),
            // The results of the other parts are kept.
            Err(why) => failures.push_str(&format!("{part:?} was not measured: {why:#}\n")),
        }
    }
    let size = &bench.size;
    let report = format!(
        "{}\n{machine}\nMedians of {} rounds of {} copies ({} from Node and Python), {IN_FLIGHT} in flight, for \
         processor time.\n{failures}",
        row::table(&rows),
        size.rounds,
        size.copies,
        size.few_copies,
    );
    if !failures.is_empty() {
        bail!(report);
    }
    Ok(report)
}

impl Part {
    fn rows(self, bench: &Bench<'_>) -> Result<Vec<Row>> {
        match self {
            Self::Rust => rust::rows(bench),
            Self::Node => packages::node(bench),
            Self::Python => packages::python(bench),
            Self::Late => late::rows(bench),
            Self::Lone => lone::rows(bench),
            Self::Pending => pending::rows(bench),
            Self::Parts => parts::rows(bench),
            Self::Signed => signed_source::rows(bench),
            Self::Start => start::rows(bench),
        }
    }
}

impl Bench<'_> {
    /// Builds a package as it is released, and returns the folder of what was built.
    fn released(&self, package: &str) -> Result<PathBuf> {
        let build = format!("build --quiet --release --features=login --package {package}");
        self.workspace.cargo(&build).run()?;
        Ok(self.workspace.target().join("release"))
    }
}

/// The middle one of the figures, of which there is at least one.
fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_the_middle_one() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
    }
}
