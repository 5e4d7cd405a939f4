//! `cargo xtask sim`: many fates of the copy machine, or the story of one.

use std::process::Stdio;

use crate::workspace::Workspace;

/// Runs the simulation with what stands behind the chore's name: `--runs N`, `--seed FIRST`, `--replay SEED`.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let mut cargo = workspace.cargo(&[
        "run",
        "--quiet",
        "--release",
        "--package=blobcopy-tests",
        "--example=simulation",
        "--",
    ]);
    // Optimizing across crates takes longer than it saves in a million runs.
    cargo.env("CARGO_PROFILE_RELEASE_LTO", "off");
    cargo.args(std::env::args().skip(2));
    let status = cargo
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run cargo: {error}"))?;
    if status.success() {
        Ok("sim: done".to_owned())
    } else {
        Err(format!("sim: {status}"))
    }
}
