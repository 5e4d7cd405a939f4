//! The documents of the repository.

use std::fs;
use std::path::{Path, PathBuf};

pub mod examples;
pub mod markdown;
pub mod whose;

/// One document.
#[derive(Debug)]
pub struct Document {
    /// The path from the root of the repository, with `/`.
    pub path: String,
    /// The text of the document.
    pub text: String,
}

/// All documents, sorted by path.
///
/// # Panics
/// If the repository cannot be read.
#[must_use]
pub fn all() -> Vec<Document> {
    let mut paths = Vec::new();
    collect(&root(), &mut paths);
    paths.sort();
    let read = |path: PathBuf| Document {
        text: fs::read_to_string(&path).expect("a document is text"),
        path: relative(&path),
    };
    paths.into_iter().map(read).collect()
}

/// The root of the repository.
#[must_use]
pub fn root() -> PathBuf {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    tests.parent().expect("it lies in the workspace").to_owned()
}

fn collect(folder: &Path, paths: &mut Vec<PathBuf>) {
    let entries = fs::read_dir(folder).expect("the repository can be read");
    for entry in entries {
        let path = entry.expect("the repository can be read").path();
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        if path.is_dir() {
            let is_ours = !NOT_OURS.contains(&&*name) && !name.starts_with('.');
            if is_ours {
                collect(&path, paths);
            }
        } else if name.ends_with(".md") {
            paths.push(path);
        }
    }
}

fn relative(path: &Path) -> String {
    let below = path.strip_prefix(root()).expect("it was found there");
    let parts = below.iter().map(|part| part.to_string_lossy());
    parts.collect::<Vec<_>>().join("/")
}

/// Folders of build output and installed packages.
const NOT_OURS: [&str; 2] = ["target", "node_modules"];
