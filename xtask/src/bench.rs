//! `cargo xtask bench`: what a copy costs, beside a bare HTTP client and beside another's.
//!
//! The clients are measured in turns, each as a process of its own, and the medians compared: what the machine does
//! beside that then falls on all alike. The figure to go by is the time of the processor, user and system together.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};

use crate::workspace::{Workspace, output};

/// The clients by their names, the floor first.
const CLIENTS: [&str; 3] = ["hyper", "blobcopy", "object_store"];

/// Copies in flight.
const IN_FLIGHT: &str = "64";

/// How much is measured.
struct Size {
    rounds: usize,
    copies: &'static str,
}

/// Measures, and returns the table. `--quick` measures less.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let size = match std::env::args().nth(2).as_deref() {
        None => Size {
            rounds: 9,
            copies: "20000",
        },
        Some("--quick") => Size {
            rounds: 3,
            copies: "5000",
        },
        Some(other) => return Err(format!("bench: `{other}` is not known; there is --quick")),
    };
    let program = build(workspace)?;
    let stub = Stub::start(&program)?;
    let mut figures: [Vec<f64>; CLIENTS.len()] = Default::default();
    for _round in 0..size.rounds {
        for (client, figures) in CLIENTS.iter().zip(&mut figures) {
            let mut measured = Command::new(&program);
            measured.args([client, &*stub.port, size.copies, IN_FLIGHT]);
            figures.push(cpu(&output(measured)?)?);
        }
    }
    Ok(table(&figures.map(median)))
}

/// Builds the measuring program, which is a workspace of its own, and returns its path.
fn build(workspace: &Workspace) -> Result<std::path::PathBuf, String> {
    let folder = workspace.target().join("bench");
    let manifest = workspace.path("bench/Cargo.toml");
    let mut cargo = workspace.cargo(&["build", "--release"]);
    cargo
        .arg("--manifest-path")
        .arg(manifest)
        .env("CARGO_TARGET_DIR", &folder);
    let status = cargo
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    match status.success() {
        true => Ok(folder.join("release/blobcopy-bench")),
        false => Err(format!("bench: {status}")),
    }
}

/// A service that answers every start at once, in a process of its own.
struct Stub {
    process: Child,
    port: String,
}

impl Stub {
    fn start(program: &std::path::Path) -> Result<Self, String> {
        let failed = |error: std::io::Error| format!("the stub does not start: {error}");
        let mut process = Command::new(program)
            .arg("stub")
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut port = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        BufReader::new(stdout)
            .read_line(&mut port)
            .map_err(failed)?;
        Ok(Self {
            process,
            port: port.trim().to_owned(),
        })
    }
}

impl Drop for Stub {
    fn drop(&mut self) {
        // It has nothing to lose, and nobody waits for a word of it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

/// Microseconds of the processor a copy, in what the program printed.
fn cpu(printed: &str) -> Result<f64, String> {
    let mut words = printed.split_whitespace();
    let found = words
        .find(|word| *word == "cpu_us")
        .and_then(|_| words.next()?.parse().ok());
    found.ok_or_else(|| format!("bench: `{}` has no figure", printed.trim()))
}

fn median(mut figures: Vec<f64>) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}

fn table(medians: &[f64; CLIENTS.len()]) -> String {
    let [floor, ..] = medians;
    let mut table = String::from("client          µs of CPU a copy   to the floor\n");
    for (client, figure) in CLIENTS.iter().zip(medians) {
        table.push_str(&format!(
            "{client:<15} {figure:>16.1} {:>14.2}\n",
            figure / floor
        ));
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_figure_is_found_in_what_was_printed() {
        assert_eq!(cpu("cpu_us 12.50 wall_us 40.00\n"), Ok(12.5));
        assert!(cpu("").is_err());
    }

    #[test]
    fn medians_are_told_with_their_ratio_to_the_floor() {
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        let table = table(&[10.0, 15.0, 30.0]);
        assert!(table.contains("15.0           1.50"), "{table}");
    }
}
