//! What goes to npm: the package itself, and its native part for each platform.

use std::process::Command;

use super::platform::Platform;
use super::{folder, sbom};
use crate::npm;
use crate::workspace::{Workspace, succeed};

/// Packs the package itself.
pub(super) fn make(workspace: &Workspace) -> Result<(), String> {
    println!("dist: the package for npm");
    succeed(pack(workspace)?)
}

/// Builds the native part for a platform, and packs it.
pub(super) fn make_native(workspace: &Workspace, platform: &Platform) -> Result<(), String> {
    println!("dist: the native part for npm");
    let mut cargo = platform.cargo(workspace, CRATE);
    if platform.triple.ends_with("-musl") {
        // What is linked statically there cannot be loaded by Node.
        let variable = platform.triple.to_uppercase().replace('-', "_");
        cargo.env(
            format!("CARGO_TARGET_{variable}_RUSTFLAGS"),
            "-C target-feature=-crt-static",
        );
    }
    succeed(cargo)?;
    let addon = platform.built(workspace).join(library(&platform.triple));
    let mut node = pack(workspace)?;
    node.arg(&platform.triple).arg(addon);
    succeed(node)?;
    sbom::write(workspace, CRATE, "blobcopy-node", &platform.triple)
}

const CRATE: &str = "blobcopy-node";

fn pack(workspace: &Workspace) -> Result<Command, String> {
    let package = workspace.path("bindings/node");
    let modules = npm::install(&package, &workspace.target().join("node"))?;
    let mut node = Command::new("node");
    node.arg(package.join("scripts/pack.mjs"))
        .arg(folder(workspace))
        .env("BLOBCOPY_NODE_TOOLS", modules);
    Ok(node)
}

/// What a dynamic library is called on the platform.
fn library(triple: &str) -> &'static str {
    match triple {
        windows if windows.contains("-windows-") => "blobcopy_node.dll",
        apple if apple.contains("-apple-") => "libblobcopy_node.dylib",
        _ => "libblobcopy_node.so",
    }
}
