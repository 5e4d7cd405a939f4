//! The `blobcopy` command.
#![warn(clippy::panic, clippy::unwrap_used)]

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(blobcopy_cli::run(std::env::args_os()))
}
