//! The artifacts that are the same on every platform: crates, the Python source distribution, the npm package.

use anyhow::Result;

use super::{VERSION, folder, npm_packages, wheel};
use crate::workspace::Workspace;

/// The crates that are published, each after its dependencies.
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

/// Packs all crates together, because no registry has them before the release. `cargo xtask release-check` checks
/// whether each can be built from its package.
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
