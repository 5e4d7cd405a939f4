//! What is the same on every platform: crates, the source distribution, the package for npm.

use std::fs;

use super::{VERSION, folder, npm_packages, wheel};
use crate::workspace::{Workspace, succeed};

/// The crates that are published, each after those that it stands on.
pub(crate) const CRATES: [&str; 5] = [
    "blobcopy-proto",
    "blobcopy-auth",
    "blobcopy-diagnosis",
    "blobcopy",
    "blobcopy-emulator",
    "blobcopy-cli",
];

pub(super) fn make(workspace: &Workspace) -> Result<(), String> {
    crates(workspace)?;
    wheel::make_source(workspace)?;
    npm_packages::make(workspace)
}

/// Cargo packs all five at once, because none of them can be found in a registry before the release. Whether each can
/// be built from what is packed is for `cargo xtask release-check` to say.
fn crates(workspace: &Workspace) -> Result<(), String> {
    let mut cargo = workspace.cargo(&["package", "--quiet", "--no-verify", "--allow-dirty"]);
    cargo.args(CRATES.map(|name| format!("--package={name}")));
    succeed(cargo)?;
    for name in CRATES {
        let file = format!("{name}-{VERSION}.crate");
        let from = workspace.target().join("package").join(&file);
        fs::copy(&from, folder(workspace).join(&file))
            .map_err(|error| format!("cannot copy {}: {error}", from.display()))?;
    }
    Ok(())
}
