//! `cargo xtask bench`: what copies cost, beside a floor and beside others' clients in the same run, against what we aim
//! at.
//!
//! Whatever is timed is measured in turns, each client as a process of its own, and the medians compared: what the machine
//! does beside that then falls on all alike.

mod doors;
mod late;
mod lone;
mod machine;
mod parts;
mod pending;
mod program;
mod row;
mod rust;
mod start;

use std::path::PathBuf;

use crate::workspace::{Workspace, succeed};
use program::Program;
use row::Row;

/// What is measured together, with a name to ask for it alone.
struct Part {
    name: &'static str,
    rows: fn(&Bench<'_>) -> Result<Vec<Row>, String>,
}

const PARTS: &[Part] = &[
    Part {
        name: "rust",
        rows: rust::rows,
    },
    Part {
        name: "node",
        rows: doors::node,
    },
    Part {
        name: "python",
        rows: doors::python,
    },
    Part {
        name: "late",
        rows: late::rows,
    },
    Part {
        name: "lone",
        rows: lone::rows,
    },
    Part {
        name: "pending",
        rows: pending::rows,
    },
    Part {
        name: "parts",
        rows: parts::rows,
    },
    Part {
        name: "start",
        rows: start::rows,
    },
];

/// What every part needs.
struct Bench<'a> {
    workspace: &'a Workspace,
    program: Program,
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

/// The quick run shortens what only steadies a median, and asks for what a target names as it is named.
const QUICK: Size = Size {
    rounds: 3,
    copies: 5_000,
    few_copies: 1_000,
    starts: 21,
    ..WHOLE
};

/// Copies in flight, where nothing else is said.
const IN_FLIGHT: usize = 64;

/// Measures what is asked for, or all, and returns the table.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let (mut size, mut parts) = (WHOLE, Vec::new());
    for word in std::env::args().skip(2) {
        match PARTS.iter().find(|part| part.name == word) {
            Some(part) => parts.push(part),
            None if word == "--quick" => size = QUICK,
            None => return Err(unknown(&word)),
        }
    }
    if parts.is_empty() {
        parts.extend(PARTS);
    }
    let machine = machine::described(workspace)?;
    let bench = Bench {
        workspace,
        program: Program::build(workspace)?,
        size,
    };
    let (mut rows, mut failures) = (Vec::new(), Vec::new());
    for part in parts {
        println!("bench: {}", part.name);
        match (part.rows)(&bench) {
            Ok(measured) => rows.extend(measured),
            // What others have measured is not lost by it.
            Err(why) => failures.push(format!("{} was not measured: {why}\n", part.name)),
        }
    }
    let size = &bench.size;
    let told = format!(
        "{}\n{machine}\nMedians of {} rounds of {} copies ({} from Node and Python), {IN_FLIGHT} in flight, where \
         processor time is told.\n{}",
        row::table(&rows),
        size.rounds,
        size.copies,
        size.few_copies,
        failures.concat(),
    );
    match failures.is_empty() {
        true => Ok(told),
        false => Err(told),
    }
}

fn unknown(word: &str) -> String {
    let names: Vec<&str> = PARTS.iter().map(|part| part.name).collect();
    let names = names.join(", ");
    format!("bench: `{word}` is not known; there is --quick, and of parts {names}")
}

impl Bench<'_> {
    /// A folder for what is made for the bench alone.
    fn folder(&self) -> PathBuf {
        self.workspace.target().join("bench")
    }

    /// Builds a package as it is released, and returns the folder with what was made of it.
    fn released(&self, package: &str) -> Result<PathBuf, String> {
        let mut cargo = self.workspace.cargo(&["build", "--quiet", "--release"]);
        cargo.args(["--features=login", "--package", package]);
        succeed(cargo)?;
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

    #[test]
    fn what_is_not_known_is_named_beside_what_is() {
        let why = unknown("rest");
        assert!(
            why.contains("`rest`") && why.contains("--quick, and of parts rust"),
            "{why}"
        );
    }
}
