//! One client, one number of copies, one line of figures.
//!
//! `blobcopy-bench stub` answers every start of a copy at once, and prints its port. `blobcopy-bench CLIENT PORT COPIES
//! IN_FLIGHT` starts so many copies there, so many at a time, and prints what they cost this process.

mod clients;
mod measure;
mod stub;

use std::process::ExitCode;

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime");
    match words[..] {
        ["stub"] => runtime.block_on(stub::serve()),
        [client, port, copies, in_flight] => {
            let (Ok(port), Ok(copies), Ok(in_flight)) =
                (port.parse(), copies.parse(), in_flight.parse())
            else {
                return usage();
            };
            match clients::of(client, port) {
                Some(client) => {
                    let figures = runtime.block_on(measure::copies(client, copies, in_flight));
                    println!("{figures}");
                }
                None => return usage(),
            }
        }
        _ => return usage(),
    }
    ExitCode::SUCCESS
}

fn usage() -> ExitCode {
    eprintln!("blobcopy-bench stub | CLIENT PORT COPIES IN_FLIGHT");
    ExitCode::from(2)
}
