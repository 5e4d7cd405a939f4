//! `cargo xtask sim`: many runs of the state machine, or the story of one.

use anyhow::Result;

use crate::workspace::Workspace;

pub(crate) fn run(workspace: &Workspace, options: &[String]) -> Result<String> {
    let cargo =
        workspace.cargo("run --quiet --release --package=blobcopy-tests --example=simulation --");
    // Optimization across crates takes longer than it saves in a million runs.
    cargo
        .env("CARGO_PROFILE_RELEASE_LTO", "off")
        .args(options)
        .run()?;
    Ok("sim: done".to_owned())
}
