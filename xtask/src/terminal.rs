//! `cargo xtask terminal`: the picture of the command at work, drawn anew from a real run.

use std::process::Command;

use crate::workspace::{FEATURES, Workspace, output};

const PICTURE: &str = "docs/terminal.svg";

pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    output(workspace.cargo(&["build", "--quiet", "--package=blobcopy-cli", FEATURES]))?;
    let mut python = Command::new("python3");
    python
        .arg(workspace.path("xtask/src/terminal.py"))
        .arg(workspace.target().join("debug/blobcopy"))
        .arg(workspace.path(PICTURE));
    output(python)?;
    Ok(format!("written: {PICTURE}"))
}
