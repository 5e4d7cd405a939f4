//! The npm packages: the package itself, and its native part for each platform.

use anyhow::Result;
use xshell::{Cmd, cmd};

use super::platform::Platform;
use super::{folder, sbom};
use crate::npm;
use crate::workspace::Workspace;

/// Packs the package itself.
pub(super) fn make(workspace: &Workspace) -> Result<()> {
    println!("dist: the package for npm");
    Ok(pack(workspace)?.run()?)
}

/// Builds the native part for a platform, and packs it.
pub(super) fn make_native(workspace: &Workspace, platform: &Platform) -> Result<()> {
    println!("dist: the native part for npm");
    let triple = &platform.triple;
    let mut cargo = platform.cargo(workspace, "blobcopy-node");
    if triple.ends_with("-musl") {
        // Node cannot load a library that is linked statically.
        let variable = triple.to_uppercase().replace('-', "_");
        cargo = cargo.env(
            format!("CARGO_TARGET_{variable}_RUSTFLAGS"),
            "-C target-feature=-crt-static",
        );
    }
    cargo.run()?;
    let library = match triple {
        windows if windows.contains("-windows-") => "blobcopy_node.dll",
        apple if apple.contains("-apple-") => "libblobcopy_node.dylib",
        _ => "libblobcopy_node.so",
    };
    pack(workspace)?
        .arg(triple)
        .arg(platform.built(workspace).join(library))
        .run()?;
    sbom::write(workspace, "bindings/node", "blobcopy-node", triple)
}

fn pack(workspace: &Workspace) -> Result<Cmd<'_>> {
    let (sh, folder) = (&workspace.sh, folder(workspace));
    let modules = npm::install(workspace, "bindings/node", "node")?;
    let pack = cmd!(sh, "node bindings/node/scripts/pack.mjs {folder}");
    Ok(pack.env("BLOBCOPY_NODE_TOOLS", modules))
}
