//! What is checked of the packages in `target/dist`, by what their registries would check.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use super::Verdict;
use crate::workspace::{Workspace, output};
use crate::{dist, python_package};

/// The rules of PyPI for metadata, as the library `packaging` knows them; licences and the types among the files.
pub(super) fn python(workspace: &Workspace) -> Result<Verdict, String> {
    let mut files = made(workspace, ".whl");
    files.extend(made(
        workspace,
        &format!("blobcopy-{}.tar.gz", dist::VERSION),
    ));
    if files.is_empty() {
        return Ok(nothing_made());
    }
    let mut python = Command::new(python_package::tools(workspace)?);
    python
        .args(["-c", include_str!("python_packages.py")])
        .args(files);
    println!("{}", output(python)?.trim());
    Ok(Verdict::Holds)
}

/// Every file that the manifest leads to, licences, and nothing that was compiled outside of the native parts.
pub(super) fn npm(workspace: &Workspace) -> Result<Verdict, String> {
    let files = made(workspace, ".tgz");
    if files.is_empty() {
        return Ok(nothing_made());
    }
    let mut python = Command::new("python3");
    python
        .args(["-c", include_str!("npm_packages.py")])
        .args(files);
    println!("{}", output(python)?.trim());
    Ok(Verdict::Holds)
}

fn nothing_made() -> Verdict {
    Verdict::NotChecked("nothing was made yet: run `cargo xtask dist` first".to_owned())
}

/// What lies in `target/dist` with names that end so.
fn made(workspace: &Workspace, end: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(dist::folder(workspace)) else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    found.retain(|path| path.to_string_lossy().ends_with(end));
    found.sort();
    found
}
