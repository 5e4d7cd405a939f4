//! Installs Node packages from a lock file into the target folder, only when the lock has changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::cmd;

use crate::step::once;
use crate::workspace::Workspace;

/// On Windows it is a script, which is found only by its full name.
pub(crate) const PROGRAM: &str = if cfg!(windows) { "npm.cmd" } else { "npm" };

/// Installs the packages of `source` (a folder with `package.json` and `package-lock.json`) into `folder` in the target
/// folder, and returns its `node_modules`.
pub(crate) fn install(workspace: &Workspace, source: &str, folder: &str) -> Result<PathBuf> {
    let (sh, folder) = (&workspace.sh, workspace.target().join(folder));
    let files =
        ["package.json", "package-lock.json", ".npmrc"].map(|name| Path::new(source).join(name));
    let mut wanted = String::new();
    for file in &files {
        wanted += &sh.read_file(file)?;
    }
    once(&folder, &wanted, || {
        println!("installing node packages into {}", folder.display());
        for file in &files {
            sh.copy_file(file, &folder)?;
        }
        let _inside = sh.push_dir(&folder);
        // None of the packages needs its install script, so scripts are disabled.
        let npm = cmd!(sh, "{PROGRAM} ci --ignore-scripts --loglevel=error");
        npm.run().context("is the npm registry within reach?")
    })?;
    Ok(folder.join("node_modules"))
}
