//! The package for Node: its native part, what is generated from it, and its tests.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::{Cmd, cmd};

use crate::npm;
use crate::workspace::{FEATURES, Workspace};

/// The package, built for the tests: in the same profile as all else, so that nothing is built twice.
pub(crate) struct NodePackage {
    /// The folder of its own tools.
    modules: PathBuf,
    /// The native part.
    addon: PathBuf,
}

/// What is generated from the native part: what loads it, and its types.
const GENERATED: [&str; 2] = ["native.cjs", "native.d.ts"];

/// `cargo xtask node`: builds the native part and writes what is generated from it.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let package = NodePackage::build(workspace)?;
    for name in GENERATED {
        workspace
            .sh
            .copy_file(package.addon.with_file_name(name), "bindings/node")?;
    }
    Ok(format!("written: {}", GENERATED.join(" and ")))
}

impl NodePackage {
    /// Builds it, and checks that the generated files which are committed belong to the native part.
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        let package = Self::build(workspace)?;
        for name in GENERATED {
            let committed = workspace.read(&format!("bindings/node/{name}"))?;
            let fresh = workspace.sh.read_file(package.addon.with_file_name(name))?;
            ensure!(
                fresh == committed,
                "bindings/node/{name} does not belong to the native part: run `cargo xtask node` and commit it"
            );
        }
        Ok(package)
    }

    fn build(workspace: &Workspace) -> Result<Self> {
        let (sh, target) = (&workspace.sh, workspace.target());
        let modules = npm::install(workspace, "bindings/node", "node")?;
        let (notes, folder) = (target.join("node/notes"), target.join("node/addon"));
        compile(workspace, &notes)?;
        cmd!(
            sh,
            "node bindings/node/scripts/generate.mjs {notes} {folder}"
        )
        .env("BLOBCOPY_NODE_TOOLS", &modules)
        .run()?;
        let library = format!("debug/{DLL_PREFIX}blobcopy_node{DLL_SUFFIX}");
        let addon = folder.join("blobcopy.node");
        sh.copy_file(target.join(library), &addon)?;
        Ok(Self { modules, addon })
    }

    /// Adds to a command what it needs to find the package.
    pub(crate) fn add_to<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        command
            .env("NAPI_RS_NATIVE_LIBRARY_PATH", &self.addon)
            .env("BLOBCOPY_NODE_TOOLS", &self.modules)
    }
}

/// Compiles the native part; its macros write notes of what they see meanwhile. It is compiled together with
/// the other libraries, because alone it would have them with other features, and so a second time.
fn compile(workspace: &Workspace, notes: &Path) -> Result<()> {
    workspace.sh.create_dir(notes)?;
    let build = format!("build --quiet --workspace --exclude=blobcopy-python --lib {FEATURES}");
    let mut cargo = workspace
        .cargo(&build)
        .env("NAPI_TYPE_DEF_TMP_FOLDER", notes);
    if !notes.join("blobcopy-node").exists() {
        // They write none for what is compiled already.
        cargo = cargo.env("NAPI_FORCE_BUILD_BLOBCOPY_NODE", "1");
    }
    Ok(cargo.run()?)
}
