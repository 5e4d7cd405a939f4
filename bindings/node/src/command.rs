//! The `blobcopy` command.

use napi_derive::napi;

/// Runs the command with these words, the first of which is its name, and returns its exit code. It keeps the thread
/// until it has ended.
#[napi]
pub fn run_command(words: Vec<String>) -> u8 {
    blobcopy_cli::run(words)
}
