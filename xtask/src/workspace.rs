//! The working copy: its location, its files, and how cargo is run in it.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use xshell::{Cmd, Shell, cmd};

/// All optional features, as released binaries have them. Every chore builds the workspace with them, so that no crate
/// is built with two sets of features. Only the command alone is built without.
pub(crate) const FEATURES: &str = "--features=blobcopy-cli/login";

/// The working copy that this program was built from.
pub(crate) struct Workspace {
    root: PathBuf,
    /// Runs programs at the root, and resolves paths relative to it.
    pub(crate) sh: Shell,
}

impl Workspace {
    pub(crate) fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        let root = package
            .parent()
            .expect("xtask lies in the workspace")
            .to_owned();
        let sh = Shell::new().expect("the current folder exists");
        sh.change_dir(&root);
        Self { root, sh }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// The target folder, which cargo's own setting may move.
    pub(crate) fn target(&self) -> PathBuf {
        let setting = std::env::var_os("CARGO_TARGET_DIR");
        self.root.join(setting.unwrap_or_else(|| "target".into()))
    }

    /// The text of a file.
    pub(crate) fn read(&self, relative: &str) -> Result<String> {
        Ok(self.sh.read_file(relative)?)
    }

    /// The files that git tracks or would add, relative to the root, sorted.
    pub(crate) fn files(&self) -> Result<Vec<String>> {
        let sh = &self.sh;
        let listed = cmd!(sh, "git ls-files -z --cached --others --exclude-standard").read()?;
        let mut files: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
        // Omits files that are deleted but not yet committed.
        files.retain(|file| self.path(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The cargo that runs this program, at the root, with the dependencies in `Cargo.lock`. Arguments must not contain
    /// spaces.
    pub(crate) fn cargo(&self, arguments: &str) -> Cmd<'_> {
        let (sh, cargo) = (
            &self.sh,
            std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into()),
        );
        let (subcommand, rest) = arguments.split_once(' ').unwrap_or((arguments, ""));
        // The formatter resolves no dependencies, and does not have the flag.
        let locked = (subcommand != "fmt").then_some("--locked");
        let rest = rest.split_whitespace();
        let mut command = cmd!(sh, "{cargo} {subcommand} {locked...} {rest...}");
        // `cargo run` sets variables that describe this package. A build script that watches them (ring's does) would
        // run again whenever a chore and a plain `cargo test` alternate.
        for (name, _) in std::env::vars_os() {
            let described = name.to_string_lossy();
            if described.starts_with("CARGO_PKG_") || described.starts_with("CARGO_MANIFEST_") {
                command = command.env_remove(&name);
            }
        }
        command
    }
}

/// The only file in a folder whose name passes `is_wanted`.
pub(crate) fn only_file(folder: &Path, is_wanted: impl Fn(&str) -> bool) -> Result<PathBuf> {
    let entries =
        fs::read_dir(folder).with_context(|| format!("cannot read {}", folder.display()))?;
    let names = entries
        .flatten()
        .map(|entry| entry.file_name().to_string_lossy().into_owned());
    let found: Vec<String> = names.filter(|name| is_wanted(name)).collect();
    match &found[..] {
        [one] => Ok(folder.join(one)),
        _ => anyhow::bail!(
            "one file is expected in {}, found: {found:?}",
            folder.display()
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_may_not_change_the_lock() {
        let workspace = Workspace::here();
        let shown = |arguments| workspace.cargo(arguments).to_string();

        assert!(shown("clippy --workspace").ends_with(" clippy --locked --workspace"));
        assert!(shown("fmt --check").ends_with(" fmt --check"));
    }
}
