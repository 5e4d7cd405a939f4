//! What is the same on every platform: crates, the source distribution, the package for npm.

use anyhow::Result;

use super::{VERSION, folder, npm_packages, wheel};
use crate::workspace::Workspace;

/// The crates that are published, each after those that it depends on.
pub(crate) const CRATES: [&str; 6] = [
    "blobcopy-proto",
    "blobcopy-auth",
    "blobcopy-diagnosis",
    "blobcopy",
    "blobcopy-emulator",
    "blobcopy-cli",
];

pub(super) fn make(workspace: &Workspace) -> Result<()> {
    crates(workspace)?;
    wheel::make_source(workspace)?;
    npm_packages::make(workspace)
}

/// Cargo packs all five together, because no registry has any of them before the release. Whether each can be built from
/// what is packed is checked by `cargo xtask release-check`.
fn crates(workspace: &Workspace) -> Result<()> {
    let cargo = workspace.cargo("package --quiet --no-verify --allow-dirty");
    cargo
        .args(CRATES.map(|name| format!("--package={name}")))
        .run()?;
    for name in CRATES {
        let packed = workspace
            .target()
            .join(format!("package/{name}-{VERSION}.crate"));
        workspace.sh.copy_file(packed, folder(workspace))?;
    }
    Ok(())
}
