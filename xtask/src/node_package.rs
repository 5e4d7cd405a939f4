//! The package for Node: its native part, what is generated from it, and its tests.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::npm;
use crate::workspace::{FEATURES, Workspace, succeed};

/// The package, built for the tests: in the same profile as all else, so that nothing is built twice.
pub(crate) struct NodePackage {
    /// The folder of its own tools.
    pub(crate) modules: PathBuf,
    /// The native part.
    addon: PathBuf,
}

/// `cargo xtask node`: builds the native part and writes what is generated from it.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    NodePackage::build(workspace)?;
    for name in GENERATED {
        let to = workspace.path(PACKAGE).join(name);
        fs::copy(generated(workspace, name), &to)
            .map_err(|error| format!("cannot write {}: {error}", to.display()))?;
    }
    Ok(format!("written: {}", GENERATED.join(" and ")))
}

impl NodePackage {
    /// Builds it, and sees to it that what is generated and committed is as the native part has it.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self, String> {
        let package = Self::build(workspace)?;
        for name in GENERATED {
            let committed = workspace.read(&format!("{PACKAGE}/{name}"))?;
            let fresh = generated(workspace, name);
            if fs::read_to_string(&fresh).is_ok_and(|fresh| fresh == committed) {
                continue;
            }
            return Err(format!(
                "{PACKAGE}/{name} is not what the native part makes of it: run `cargo xtask node` and commit it"
            ));
        }
        Ok(package)
    }

    fn build(workspace: &Workspace) -> Result<Self, String> {
        let folder = workspace.target().join("node");
        let modules = npm::install(&workspace.path(PACKAGE), &folder)?;
        let notes = folder.join("notes");
        compile(workspace, &notes)?;
        let library = format!("{DLL_PREFIX}blobcopy_node{DLL_SUFFIX}");
        let addon = folder.join("addon/blobcopy.node");
        generate(workspace, &notes, &modules)?;
        fs::copy(workspace.target().join("debug").join(library), &addon)
            .map_err(|error| format!("cannot write {}: {error}", addon.display()))?;
        Ok(Self { modules, addon })
    }

    /// What its tests need to find it.
    pub(crate) fn tell(&self, command: &mut Command) {
        command
            .env("NAPI_RS_NATIVE_LIBRARY_PATH", &self.addon)
            .env("BLOBCOPY_NODE_TOOLS", &self.modules);
    }
}

const PACKAGE: &str = "bindings/node";

/// What is made from the native part: what loads it, and what types it has.
const GENERATED: [&str; 2] = ["native.cjs", "native.d.ts"];

fn generated(workspace: &Workspace, name: &str) -> PathBuf {
    workspace.target().join("node/addon").join(name)
}

/// Compiles the native part; while that is done, its macros write notes of what they see. It is compiled together with
/// the other libraries, because alone it would have them with other features, and so a second time.
fn compile(workspace: &Workspace, notes: &Path) -> Result<(), String> {
    fs::create_dir_all(notes)
        .map_err(|error| format!("cannot make {}: {error}", notes.display()))?;
    let mut cargo = workspace.cargo(&[
        "build",
        "--quiet",
        "--workspace",
        "--exclude=blobcopy-python",
        "--lib",
        FEATURES,
    ]);
    cargo.env("NAPI_TYPE_DEF_TMP_FOLDER", notes);
    if !notes.join("blobcopy-node").exists() {
        // They write none for what is compiled already.
        cargo.env("NAPI_FORCE_BUILD_BLOBCOPY_NODE", "1");
    }
    succeed(cargo)
}

fn generate(workspace: &Workspace, notes: &Path, modules: &Path) -> Result<(), String> {
    let mut node = Command::new("node");
    node.arg(workspace.path(PACKAGE).join("scripts/generate.mjs"))
        .arg(notes)
        .arg(workspace.target().join("node/addon"))
        .env("BLOBCOPY_NODE_TOOLS", modules);
    succeed(node)
}
