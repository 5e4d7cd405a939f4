//! Programs that cargo installs, into the target folder and only when they are not there.

use std::path::PathBuf;
use std::process::{Command, Stdio};

use crate::workspace::Workspace;

/// The program of this name, at this version.
pub(crate) fn install(workspace: &Workspace, name: &str, version: &str) -> Result<PathBuf, String> {
    let root = workspace.target().join("tools");
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    if says(&program, version) {
        return Ok(program);
    }
    println!(
        "installing {name} {version} into {}; that takes minutes",
        root.display()
    );
    let status = Command::new("cargo")
        .args(["install", "--quiet", "--locked", "--root"])
        .arg(&root)
        .arg(format!("{name}@{version}"))
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    match status.success() {
        true => Ok(program),
        false => Err(format!("cargo install {name}@{version} failed: {status}")),
    }
}

fn says(program: &PathBuf, version: &str) -> bool {
    let said = Command::new(program)
        .arg("--version")
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .output();
    said.is_ok_and(|said| {
        let said = String::from_utf8_lossy(&said.stdout).into_owned();
        said.split_whitespace().any(|word| word == version)
    })
}
