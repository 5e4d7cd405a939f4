//! `cargo xtask bench`: measures what copies cost, and compares that with a bare HTTP client, with other clients in the
//! same run, and with the targets.
//!
//! Times are measured in turns, with each client in its own process, and medians are compared, so that other load of
//! the machine affects all clients alike.

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
    /// Measure less, if that only makes a median less steady
    #[arg(long)]
    quick: bool,
    /// The parts to measure [default: all]
    parts: Vec<Part>,
}

/// Measurements that are made together.
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

/// The state that every part needs.
struct Bench<'a> {
    workspace: &'a Workspace,
    program: Program<'a>,
    size: Size,
}

/// The extent of the measurements.
struct Size {
    /// Rounds of every client.
    rounds: usize,
    /// Copies per round, for a client that takes microseconds.
    copies: usize,
    /// Copies per round, for a client that may take a millisecond.
    few_copies: usize,
    /// Copies of two seconds.
    long_copies: usize,
    /// Copies that are pending at the same time.
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

/// The quick run reduces what only steadies a median, and keeps the numbers that a target names.
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

/// The median of the figures. There must be at least one.
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
