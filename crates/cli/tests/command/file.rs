//! A path of one's own below the directory for tests.

use std::path::PathBuf;

/// A path at which there is nothing.
pub(crate) fn absent(name: &str) -> PathBuf {
    let path = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    // What an earlier run left.
    let _ = std::fs::remove_file(&path);
    path
}

/// A file with this content.
pub(crate) fn holding(name: &str, content: &[u8]) -> PathBuf {
    let path = absent(name);
    std::fs::write(&path, content).unwrap();
    path
}
