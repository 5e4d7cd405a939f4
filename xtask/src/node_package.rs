//! The Node package: its native part, the files generated from it, and its tests.

use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};
use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use xshell::{Cmd, cmd};

use crate::npm;
use crate::workspace::{FEATURES, Workspace};

/// The package, built for the tests in the same profile as the rest, so that nothing is built twice.
pub(crate) struct NodePackage {
    /// The folder of the package's development tools.
    modules: PathBuf,
    /// The native part.
    addon: PathBuf,
}

/// The files generated from the native part: its loader and its types.
const GENERATED: [&str; 2] = ["native.cjs", "native.d.ts"];

/// `cargo xtask node`: builds the native part and writes the files generated from it.
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
    /// Builds the native part, and checks that the committed generated files belong to it.
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

    /// Adds to a command the variables that locate the package.
    pub(crate) fn add_to<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        command
            .env("NAPI_RS_NATIVE_LIBRARY_PATH", &self.addon)
            .env("BLOBCOPY_NODE_TOOLS", &self.modules)
    }
}

/// Compiles the native part, whose macros write notes. It is compiled together with the other libraries, because alone
/// it would compile them a second time with other features.
fn compile(workspace: &Workspace, notes: &Path) -> Result<()> {
    workspace.sh.create_dir(notes)?;
    let build = format!("build --quiet --workspace --exclude=blobcopy-python --lib {FEATURES}");
    let mut cargo = workspace
        .cargo(&build)
        .env("NAPI_TYPE_DEF_TMP_FOLDER", notes);
    if !notes.join("blobcopy-node").exists() {
        // The macros write no notes for code that is already compiled.
        cargo = cargo.env("NAPI_FORCE_BUILD_BLOBCOPY_NODE", "1");
    }
    Ok(cargo.run()?)
}
