//! An empty folder outside the working copy, in which an artifact is installed and used.

use std::path::{Path, PathBuf};
use std::process::Output;

use anyhow::{Context, Result, ensure};
use xshell::{Cmd, Shell, TempDir, cmd};

use crate::dist;
use crate::workspace::{Workspace, only_file};

/// The folder, which is removed when this is dropped.
pub(super) struct EmptyFolder<'a> {
    pub(super) workspace: &'a Workspace,
    folder: TempDir,
}

impl<'a> EmptyFolder<'a> {
    pub(super) fn new(workspace: &'a Workspace) -> Result<Self> {
        let folder = workspace.sh.create_temp_dir()?;
        Ok(Self { workspace, folder })
    }

    pub(super) fn sh(&self) -> &'a Shell {
        &self.workspace.sh
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.folder.path().join(relative)
    }

    /// The only artifact whose name passes `is_wanted`.
    pub(super) fn artifact(&self, is_wanted: impl Fn(&str) -> bool) -> Result<PathBuf> {
        let found = only_file(&dist::folder(self.workspace), is_wanted);
        found.context("run `cargo xtask dist` first")
    }

    /// Unpacks the only artifact whose name passes `is_wanted`.
    pub(super) fn unpack(&self, is_wanted: impl Fn(&str) -> bool) -> Result<()> {
        let (sh, archive) = (self.sh(), self.artifact(is_wanted)?);
        // Some tar programs interpret a drive letter as a host.
        self.run(cmd!(sh, "python3 -m tarfile --extract {archive}"))
            .map(drop)
    }

    /// The only entry of the folder.
    pub(super) fn only_entry(&self) -> Result<PathBuf> {
        only_file(self.folder.path(), |_| true)
    }

    /// Copies a program that uses blobcopy into the folder.
    pub(super) fn program(&self, name: &str) -> Result<PathBuf> {
        let program = self.path(name);
        self.sh()
            .copy_file(Path::new("xtask/install_check").join(name), &program)?;
        Ok(program)
    }

    pub(super) fn holds_licence(&self, path: &Path) -> Result<()> {
        let length = path.metadata().map_or(0, |metadata| metadata.len());
        ensure!(
            length > 500,
            "{} is not the text of a licence",
            path.display()
        );
        Ok(())
    }

    /// Runs a program in the folder, and returns its output.
    pub(super) fn run(&self, command: Cmd<'_>) -> Result<String> {
        let shown = command.to_string();
        let done = self.output(command)?;
        let printed = String::from_utf8_lossy(&done.stdout).into_owned();
        let errors = String::from_utf8_lossy(&done.stderr);
        ensure!(
            done.status.success(),
            "{shown} failed: {}\n{printed}{errors}",
            done.status
        );
        Ok(printed)
    }

    /// Runs a program, which must copy ten bytes and print that.
    pub(super) fn copies(&self, command: Cmd<'_>) -> Result<()> {
        let printed = self.run(command)?;
        ensure!(
            printed.lines().any(|line| line == "copied 10 bytes"),
            "nothing was copied: {printed}"
        );
        Ok(())
    }

    /// Runs a program that must fail, and returns its error.
    pub(super) fn refused(&self, command: Cmd<'_>) -> Result<String> {
        let shown = command.to_string();
        let done = self.output(command)?;
        ensure!(!done.status.success(), "{shown} succeeded");
        Ok(String::from_utf8_lossy(&done.stderr).into_owned())
    }

    fn output(&self, mut command: Cmd<'_>) -> Result<Output> {
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if OURS.iter().any(|start| text.starts_with(start)) && text != KEPT {
                command = command.env_remove(&name);
            }
        }
        let _inside = self.sh().push_dir(self.folder.path());
        Ok(command.ignore_status().output()?)
    }
}

/// Variables that could lead to files which a user does not have.
const OURS: [&str; 8] = [
    "AZURE_",
    "BLOBCOPY_",
    "CARGO",
    "NAPI_",
    "NODE_",
    "PYTHON",
    "RUSTFLAGS",
    "RUSTUP_TOOLCHAIN",
];

/// The folder of downloaded packages on this machine.
const KEPT: &str = "CARGO_HOME";
