//! Installs programs with cargo from the registry into the target folder, only if they are missing.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use crate::workspace::Workspace;

/// The program with this name and version.
pub(crate) fn install(workspace: &Workspace, name: &str, version: &str) -> Result<PathBuf> {
    let (sh, root) = (&workspace.sh, workspace.target().join("tools"));
    let program = root
        .join("bin")
        .join(format!("{name}{}", std::env::consts::EXE_SUFFIX));
    // Cargo writes this file when an installation is complete.
    let installed = sh.read_file(root.join(".crates.toml")).unwrap_or_default();
    if !installed.contains(&format!("\"{name} {version} (")) {
        println!(
            "installing {name} {version} into {}, which takes minutes",
            root.display()
        );
        cmd!(
            sh,
            "cargo install --quiet --locked --root {root} {name}@{version}"
        )
        .run()?;
    }
    Ok(program)
}
