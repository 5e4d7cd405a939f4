//! Archives and check sums, by the libraries of Python, which every machine that tests us has.

use std::path::Path;
use std::process::Command;

use crate::workspace::succeed;

/// Packs a folder, always in the same way: whoever builds the same files gets the same archive.
pub(super) fn archive(folder: &Path, file: &Path) -> Result<(), String> {
    let mut python = Command::new("python3");
    python.args(["-c", ARCHIVE]).arg(folder).arg(file);
    succeed(python)
}

/// Writes `SHA256SUMS` over all that lies in a folder.
pub(super) fn write(folder: &Path) -> Result<(), String> {
    let mut python = Command::new("python3");
    python.args(["-c", SUMS]).arg(folder);
    succeed(python)
}

const ARCHIVE: &str = include_str!("archive.py");
const SUMS: &str = include_str!("sums.py");
