//! How long the command takes from its start to its first request.

use std::io::{self, Read};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Command, Stdio};
use std::time::Instant;

use super::row::Row;
use super::{Bench, median};

/// Milliseconds to the first byte.
const TARGET: f64 = 10.0;

pub(super) fn rows(bench: &Bench<'_>) -> Result<Vec<Row>, String> {
    let command = bench.released("blobcopy-cli")?.join("blobcopy");
    let listener = Listener::open()?;
    let port = listener.port.to_string();
    let (mut ours, mut floor) = (Vec::new(), Vec::new());
    for _start in 0..bench.size.starts {
        ours.push(listener.first_byte_of(copy(&command, &port))?);
        floor.push(listener.first_byte_of(bench.program.command(&["connect", &port]))?);
    }
    let (ours, floor) = (median(ours), median(floor));
    Ok(vec![Row {
        what: "start of the command to its first request".to_owned(),
        target: format!("at most {TARGET} ms"),
        figure: format!("{ours:.2} ms"),
        beside: format!("a process that only sends a byte: {floor:.2} ms"),
        ratio: Some(ours / floor),
        is_met: Some(ours <= TARGET),
    }])
}

fn copy(command: &Path, port: &str) -> Command {
    let root = format!("http://127.0.0.1:{port}/acct");
    let mut copy = Command::new(command);
    copy.args(["copy", &format!("{root}/from/1"), &format!("{root}/into/1")])
        .args([
            "--account-name",
            "acct",
            "--account-key",
            "AAECAwQFBgcICQoLDA0ODw==",
        ]);
    copy
}

/// Where a first byte comes, and nothing is answered.
struct Listener {
    listener: TcpListener,
    port: u16,
}

impl Listener {
    fn open() -> Result<Self, String> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0));
        let listener = listener.map_err(|error| format!("no port to listen on: {error}"))?;
        let address = listener
            .local_addr()
            .map_err(|error| format!("no port of its own: {error}"))?;
        Ok(Self {
            listener,
            port: address.port(),
        })
    }

    /// Milliseconds from before the process begins to its first byte here.
    fn first_byte_of(&self, mut command: Command) -> Result<f64, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        let failed = |error: io::Error| format!("{program} sends nothing: {error}");
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        let begun = Instant::now();
        let mut process = command.spawn().map_err(failed)?;
        let came = self
            .listener
            .accept()
            .and_then(|(mut stream, _)| stream.read(&mut [0]));
        let took = begun.elapsed();
        // What it would have gone on to say is nobody's.
        let _ = process.kill();
        let _ = process.wait();
        match came.map_err(failed)? {
            0 => Err(format!("{program} sends nothing")),
            _ => Ok(took.as_secs_f64() * 1e3),
        }
    }
}
