//! The measuring program, in its own workspace, and the services that it runs for others.

use std::io::{BufRead, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result};
use xshell::{Cmd, cmd};

use super::{Bench, IN_FLIGHT, median};
use crate::workspace::Workspace;

pub(super) struct Program<'a> {
    workspace: &'a Workspace,
    folder: PathBuf,
}

impl<'a> Program<'a> {
    /// Builds the program.
    pub(super) fn build(workspace: &'a Workspace) -> Result<Self> {
        let folder = workspace.target().join("bench");
        let cargo = workspace.cargo("build --release --manifest-path bench/Cargo.toml");
        cargo.env("CARGO_TARGET_DIR", &folder).run()?;
        let folder = folder.join("release");
        Ok(Self { workspace, folder })
    }

    /// Runs the program with these arguments.
    pub(super) fn command<W: AsRef<str>>(&self, words: &[W]) -> Cmd<'a> {
        let (sh, program) = (&self.workspace.sh, self.folder.join("blobcopy-bench"));
        cmd!(sh, "{program}").args(words.iter().map(AsRef::as_ref))
    }

    /// Measures parts of a copy, without a socket.
    pub(super) fn parts(&self) -> Cmd<'a> {
        let (sh, program) = (&self.workspace.sh, self.folder.join("blobcopy-bench-parts"));
        cmd!(sh, "{program}")
    }

    /// Starts the service with this name in its own process.
    pub(super) fn serve(&self, name: &str) -> Result<Service> {
        let mut command = Command::from(self.command(&[name]));
        let mut process = command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let stdout = process.stdout.take().expect("it is piped");
        let port = String::new();
        let mut service = Service { process, port };
        BufReader::new(stdout).read_line(&mut service.port)?;
        service.port.truncate(service.port.trim_end().len());
        Ok(service)
    }
}

/// A service on a port. Dropping it stops the service.
pub(super) struct Service {
    process: Child,
    pub(super) port: String,
}

impl Drop for Service {
    fn drop(&mut self) {
        // The process has no data to lose, and its output is not read.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

impl<'a> Bench<'a> {
    /// The median processor time of a copy in microseconds, for each client. The clients take turns. The command gets
    /// the arguments `CLIENT PORT COPIES IN_FLIGHT`.
    pub(super) fn cpu<const N: usize>(
        &self,
        clients: [&str; N],
        copies: usize,
        command: impl Fn(&[String]) -> Cmd<'a>,
    ) -> Result<[f64; N]> {
        let stub = self.program.serve("stub")?;
        let (copies, in_flight) = (copies.to_string(), IN_FLIGHT.to_string());
        let mut figures = [const { Vec::new() }; N];
        for _round in 0..self.size.rounds {
            for (client, figures) in clients.iter().zip(&mut figures) {
                let words = [*client, &stub.port, &copies, &in_flight].map(str::to_owned);
                figures.push(figure("cpu_us", &command(&words).read()?)?);
            }
        }
        Ok(figures.map(median))
    }
}

/// The number after `name` in the output of a program.
pub(super) fn figure(name: &str, printed: &str) -> Result<f64> {
    let mut words = printed.split_whitespace();
    let found = words
        .find(|word| *word == name)
        .and_then(|_| words.next()?.parse().ok());
    found.with_context(|| format!("bench: `{}` has no {name}", printed.trim()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_found_by_its_name() {
        let printed = "cpu_us 12.50 wall_us 40.00\n";
        assert_eq!(figure("cpu_us", printed).unwrap(), 12.5);
        assert_eq!(figure("wall_us", printed).unwrap(), 40.0);
        assert!(figure("late_ms", printed).is_err());
    }
}
