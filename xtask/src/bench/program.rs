//! The measuring program, a workspace of its own, and the services that it plays for others.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use super::{Bench, IN_FLIGHT, median};
use crate::workspace::{Workspace, output, succeed};

pub(super) struct Program {
    /// Where it lies, and the one beside it.
    folder: PathBuf,
}

impl Program {
    /// Builds it.
    pub(super) fn build(workspace: &Workspace) -> Result<Self, String> {
        let folder = workspace.target().join("bench");
        let mut cargo = workspace.cargo(&["build", "--release", "--manifest-path"]);
        cargo
            .arg(workspace.path("bench/Cargo.toml"))
            .env("CARGO_TARGET_DIR", &folder);
        succeed(cargo)?;
        Ok(Self {
            folder: folder.join("release"),
        })
    }

    /// What runs it with these words.
    pub(super) fn command<W: AsRef<str>>(&self, words: &[W]) -> Command {
        let mut command = Command::new(self.folder.join("blobcopy-bench"));
        command.args(words.iter().map(AsRef::as_ref));
        command
    }

    /// What measures parts of a copy, without a socket.
    pub(super) fn parts(&self) -> Command {
        Command::new(self.folder.join("blobcopy-bench-parts"))
    }

    /// The service of that name, in a process of its own.
    pub(super) fn serve(&self, name: &str) -> Result<Service, String> {
        let failed = |error: std::io::Error| format!("the {name} does not start: {error}");
        let mut command = self.command(&[name]);
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(failed)?;
        let mut port = String::new();
        let stdout = process.stdout.take().expect("it is piped");
        let read = BufReader::new(stdout).read_line(&mut port);
        let service = Service {
            process,
            port: port.trim().to_owned(),
        };
        read.map(|_| service).map_err(failed)
    }
}

/// A service on a port, which ends when it is dropped.
pub(super) struct Service {
    process: Child,
    pub(super) port: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        // It has nothing to lose, and nobody waits for a word of it.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl Bench<'_> {
    /// Microseconds of the processor that a copy takes, of each client the median. The clients take turns; what runs one is
    /// told the words `CLIENT PORT COPIES IN_FLIGHT`.
    pub(super) fn cpu<const N: usize>(
        &self,
        clients: [&str; N],
        copies: usize,
        command: impl Fn(&[String]) -> Command,
    ) -> Result<[f64; N], String> {
        let stub = self.program.serve("stub")?;
        let mut figures = [const { Vec::new() }; N];
        for _round in 0..self.size.rounds {
            for (client, figures) in clients.iter().zip(&mut figures) {
                let words = [
                    (*client).to_owned(),
                    stub.port.clone(),
                    copies.to_string(),
                    IN_FLIGHT.to_string(),
                ];
                figures.push(figure("cpu_us", &output(command(&words))?)?);
            }
        }
        Ok(figures.map(median))
    }
}

/// The number behind `name` in what a program printed.
pub(super) fn figure(name: &str, printed: &str) -> Result<f64, String> {
    let mut words = printed.split_whitespace();
    let found = words
        .find(|word| *word == name)
        .and_then(|_| words.next()?.parse().ok());
    found.ok_or_else(|| format!("bench: `{}` has no {name}", printed.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_name() {
        let printed = "cpu_us 12.50 wall_us 40.00\n";
        assert_eq!(figure("cpu_us", printed), Ok(12.5));
        assert_eq!(figure("wall_us", printed), Ok(40.0));
        assert!(figure("late_ms", printed).is_err());
    }
}
