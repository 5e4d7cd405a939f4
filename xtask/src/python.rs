//! Installs Python packages from a requirements file into the target folder, only when something has changed.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Cmd, cmd};

use crate::step::once;
use crate::workspace::Workspace;

/// Installs `requirements` into a virtual environment in `folder` in the target folder, and returns its interpreter.
pub(crate) fn install(workspace: &Workspace, requirements: &str, folder: &str) -> Result<PathBuf> {
    let (sh, folder) = (&workspace.sh, workspace.target().join(folder));
    let wanted = workspace.read(requirements)? + &cmd!(sh, "python3 --version").read()?;
    once(&folder, &wanted, || {
        println!("installing python packages into {}", folder.display());
        let python = environment(workspace, &folder)?;
        // The file lists all packages, and none may run its own code to be built.
        pip_install(workspace, &python)
            .args([
                "--no-deps",
                "--only-binary",
                ":all:",
                "--requirement",
                requirements,
            ])
            .run()
            .context("is the python registry within reach?")
    })?;
    Ok(interpreter(&folder))
}

/// Creates an empty virtual environment, and returns its interpreter.
pub(crate) fn environment(workspace: &Workspace, folder: &Path) -> Result<PathBuf> {
    let sh = &workspace.sh;
    let venv = cmd!(sh, "python3 -m venv --clear {folder}");
    venv.run().context("is python's venv module installed?")?;
    Ok(interpreter(folder))
}

/// Pip of an environment. The caller adds what to install.
pub(crate) fn pip_install<'a>(workspace: &'a Workspace, interpreter: &Path) -> Cmd<'a> {
    let sh = &workspace.sh;
    cmd!(
        sh,
        "{interpreter} -m pip install --quiet --disable-pip-version-check"
    )
}

fn interpreter(folder: &Path) -> PathBuf {
    folder.join(if cfg!(windows) {
        "Scripts/python.exe"
    } else {
        "bin/python"
    })
}
