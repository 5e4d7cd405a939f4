//! How long the command takes from its start to its first request.

use std::io::Read;
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{ChildStdout, Command, Stdio};
use std::thread::{self, JoinHandle};
use std::time::Instant;

use anyhow::{Context, Result, ensure};

use super::row::Row;
use super::{Bench, median};

/// Milliseconds to the first word of the request.
const TARGET: f64 = 10.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>> {
    let command = bench.released("blobcopy-cli")?.join("blobcopy");
    let listener = Listener::open()?;
    let port = listener.port.to_string();
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _start in 0..bench.size.starts {
        ours.push(listener.first_word_of(copy(&command, &port), b"PUT ")?);
        let connect = bench.program.command(&["connect", &port]).into();
        floor.push(listener.first_word_of(connect, b"word")?);
    }
    let (ours, floor) = (median(ours), median(floor));
    Ok(vec![Row {
        what: "start of the command to its first request".to_owned(),
        target: format!("at most {TARGET} ms"),
        figure: format!("{ours:.2} ms"),
        beside: format!("a process that only sends a word: {floor:.2} ms"),
        ratio: Some(ours / floor),
        is_met: Some(ours <= TARGET),
    }])
}

fn copy(command: &Path, port: &str) -> Command {
    let root = format!("http://127.0.0.1:{port}/acct");
    let mut copy = Command::new(command);
    copy.args(["copy", &format!("{root}/from/1"), &format!("{root}/into/1")])
        .args([
            "--connection-string",
            &format!("AccountName=acct;AccountKey=AAECAwQFBgcICQoLDA0ODw==;BlobEndpoint={root}"),
        ]);
    copy
}

/// A server that receives a first word, and never answers.
struct Listener {
    listener: TcpListener,
    port: u16,
}

impl Listener {
    fn open() -> Result<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let port = listener.local_addr()?.port();
        Ok(Self { listener, port })
    }

    /// Milliseconds from before the start of the process to its first word, which must be `word`.
    fn first_word_of(&self, mut command: Command, word: &[u8; 4]) -> Result<f64> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = || format!("{program} sends no request");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(Stdio::null());
        let begun = Instant::now();
        let mut process = command.spawn().with_context(failed)?;
        let stdout = process.stdout.take().expect("it is piped");
        let end = self.connect_at_the_end_of(stdout);
        let mut received = [0; 4];
        let accepted = self.listener.accept();
        let read = accepted.and_then(|(mut stream, _)| stream.read_exact(&mut received));
        let took = begun.elapsed();
        // The rest of its request is not needed.
        let _ = process.kill();
        let _ = process.wait();
        read.with_context(failed)?;
        end.join().expect("it only reads");
        self.listener.accept().with_context(failed)?;
        ensure!(
            received == *word,
            "{program} sends something else than a request"
        );
        Ok(took.as_secs_f64() * 1e3)
    }

    /// Connects once the process has ended, without sending data, so that the listener does not wait for a process that
    /// ended too early.
    fn connect_at_the_end_of(&self, mut stdout: ChildStdout) -> JoinHandle<()> {
        let port = self.port;
        thread::spawn(move || {
            let _ = stdout.read_to_end(&mut Vec::new());
            let _ = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_process_that_ends_without_a_word_is_an_error_and_not_waited_for() {
        let listener = Listener::open().unwrap();
        let mut silent = Command::new("rustc");
        silent.arg("--version");
        let said = listener.first_word_of(silent, b"PUT ");
        assert!(
            said.unwrap_err()
                .to_string()
                .starts_with("rustc sends no request")
        );
    }
}
