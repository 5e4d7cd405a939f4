//! One client, one number of copies, one line of figures.
//!
//! - `blobcopy-bench stub` answers every start of a copy at once, and prints its port; `blobcopy-bench service` has copies
//!   that stay pending.
//! - `blobcopy-bench CLIENT PORT COPIES IN_FLIGHT` makes so many copies there, so many at a time, and prints what they
//!   cost this process.
//! - `blobcopy-bench late CLIENT COPIES IN_FLIGHT BYTES` makes copies of two seconds at a service of its own, and prints how late
//!   their ends are noticed, and how many requests they take.
//! - `blobcopy-bench pending PORT COPIES` holds and awaits copies, and prints what they take of memory.
//! - `blobcopy-bench signed COPIES` makes copies with safeguards from an https URL with a SAS, at a service of its own, and
//!   prints what they cost this thread.
//! - `blobcopy-bench connect PORT` sends one word: the least that a process can do.

mod clients;
mod late;
mod measure;
mod pending;
mod signed_source;
mod stub;

use std::io::Write;
use std::net::{Ipv4Addr, TcpStream};
use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let Some(printed) = run(&words) else {
        eprintln!(
            "blobcopy-bench stub | service | CLIENT PORT COPIES IN_FLIGHT | late CLIENT COPIES IN_FLIGHT BYTES | \
             pending PORT COPIES | signed COPIES | connect PORT"
        );
        return ExitCode::from(2);
    };
    println!("{printed}");
    ExitCode::SUCCESS
}

/// Does what the words say, and returns what is to be printed; nothing if they say nothing.
fn run(words: &[&str]) -> Option<String> {
    Some(match *words {
        ["stub"] => runtime().block_on(stub::serve()),
        ["service"] => pending::serve(),
        ["connect", port] => connect(port.parse().ok()?),
        ["late", client, copies, in_flight, size] => {
            let (copies, in_flight, size) = (
                copies.parse().ok()?,
                in_flight.parse().ok()?,
                size.parse().ok()?,
            );
            runtime().block_on(late::copies(client, copies, in_flight, size))?
        }
        ["pending", port, copies] => {
            let (port, copies) = (port.parse().ok()?, copies.parse().ok()?);
            runtime().block_on(pending::hold(port, copies))
        }
        ["signed", copies] => runtime().block_on(signed_source::copies(copies.parse().ok()?)),
        [client, port, copies, in_flight] => {
            let (port, copies, in_flight) = (
                port.parse().ok()?,
                copies.parse().ok()?,
                in_flight.parse().ok()?,
            );
            let client = clients::of(client, port, NAMES)?;
            runtime().block_on(measure::copies(client, copies, in_flight))
        }
        _ => return None,
    })
}

/// Names of blobs that are copied, again and again.
const NAMES: usize = 1000;

fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime")
}

fn connect(port: u16) -> String {
    let stream = TcpStream::connect((Ipv4Addr::LOCALHOST, port));
    let sent = stream.and_then(|mut stream| stream.write_all(b"word"));
    sent.map_or_else(|error| error.to_string(), |()| String::from("sent"))
}
