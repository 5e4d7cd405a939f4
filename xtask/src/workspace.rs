//! The working copy: where it is, which files belong to it, how cargo is called in it.

use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// Every optional feature, the way released binaries have them. Every chore builds the workspace with it, so that no crate is
/// built under two sets of features; the command alone is built without.
pub(crate) const FEATURES: &str = "--features=blobcopy-cli/login";

/// The working copy this program was built from.
pub(crate) struct Workspace {
    root: PathBuf,
}

impl Workspace {
    pub(crate) fn here() -> Self {
        let package = Path::new(env!("CARGO_MANIFEST_DIR"));
        Self {
            root: package
                .parent()
                .expect("xtask lies in the workspace")
                .to_owned(),
        }
    }

    pub(crate) fn path(&self, relative: &str) -> PathBuf {
        self.root.join(relative)
    }

    /// Where everything that is made goes; cargo's own setting moves it.
    pub(crate) fn target(&self) -> PathBuf {
        self.root
            .join(std::env::var_os("CARGO_TARGET_DIR").unwrap_or_else(|| "target".into()))
    }

    /// The text of a file.
    pub(crate) fn read(&self, relative: &str) -> Result<String, String> {
        fs::read_to_string(self.path(relative))
            .map_err(|error| format!("cannot read {relative}: {error}"))
    }

    /// The files that git knows or would add, relative to the root, in order.
    pub(crate) fn files(&self) -> Result<Vec<String>, String> {
        let mut git = Command::new("git");
        git.current_dir(&self.root).args([
            "ls-files",
            "-z",
            "--cached",
            "--others",
            "--exclude-standard",
        ]);
        let listed = output(git)?;
        let mut files: Vec<String> = listed.split_terminator('\0').map(str::to_owned).collect();
        // Deleted but not yet committed.
        files.retain(|file| self.path(file).is_file());
        files.sort();
        files.dedup();
        Ok(files)
    }

    /// The cargo that runs us, at the root, with the dependencies of `Cargo.lock` and no others.
    pub(crate) fn cargo(&self, arguments: &[&str]) -> Command {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| OsString::from("cargo"));
        let mut command = Command::new(cargo);
        command.current_dir(&self.root);
        let (subcommand, rest) = arguments.split_at(1);
        command.args(subcommand);
        // The formatter resolves nothing, and does not know the flag.
        if subcommand != ["fmt"] {
            command.arg("--locked");
        }
        command.args(rest);
        // `cargo run` described this package to us. A build script that watches these (ring's does) would run again
        // each time a chore and a plain `cargo test` take turns.
        for (name, _) in std::env::vars_os() {
            let described = name.to_string_lossy();
            if described.starts_with("CARGO_PKG_") || described.starts_with("CARGO_MANIFEST_") {
                command.env_remove(&name);
            }
        }
        command
    }
}

/// What a command prints, when it succeeds; what it complains of goes to our own standard error.
pub(crate) fn output(mut command: Command) -> Result<String, String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let done = command
        .stdin(Stdio::null())
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    if !done.status.success() {
        return Err(format!("{program} failed: {}", done.status));
    }
    String::from_utf8(done.stdout).map_err(|_| format!("{program} did not print UTF-8"))
}

/// Runs a command to its end; what it prints is for who called the chore.
pub(crate) fn succeed(mut command: Command) -> Result<(), String> {
    let program = command.get_program().to_string_lossy().into_owned();
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run {program}: {error}"))?;
    match status.success() {
        true => Ok(()),
        false => Err(format!("{program} failed: {status}")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(arguments: &[&str]) -> Vec<String> {
        let command = Workspace::here().cargo(arguments);
        let words = command.get_args();
        words
            .map(|word| word.to_string_lossy().into_owned())
            .collect()
    }

    #[test]
    fn cargo_may_not_change_the_lock() {
        assert_eq!(
            words(&["clippy", "--workspace"]),
            ["clippy", "--locked", "--workspace"]
        );
        assert_eq!(words(&["fmt", "--check"]), ["fmt", "--check"]);
    }
}
