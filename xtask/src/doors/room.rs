//! An empty folder outside of the working copy, in which something that was made for release is tried.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::dist;
use crate::workspace::Workspace;

/// The folder; it is gone when this is dropped.
pub(super) struct Room {
    folder: PathBuf,
    dist: PathBuf,
    /// Where the programs are that are to be run in it.
    programs: PathBuf,
}

impl Room {
    pub(super) fn new(workspace: &Workspace, name: &str) -> Result<Self, String> {
        let process = std::process::id();
        let folder = std::env::temp_dir().join(format!("blobcopy-door-{name}-{process}"));
        let room = Self {
            folder,
            dist: dist::folder(workspace),
            programs: workspace.path("xtask/doors"),
        };
        fs::create_dir_all(&room.folder).map_err(|error| room.unwritable(&error))?;
        Ok(room)
    }

    pub(super) fn path(&self, relative: &str) -> PathBuf {
        self.folder.join(relative)
    }

    /// The one file of `target/dist` whose name begins and ends so, and does not begin with `but`.
    pub(super) fn artifact(&self, start: &str, end: &str, but: &str) -> Result<PathBuf, String> {
        let entries = fs::read_dir(&self.dist)
            .map_err(|_| "nothing was made yet: run `cargo xtask dist` first".to_owned())?;
        let mut found: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        found.retain(|path| {
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            let is_other = !but.is_empty() && name.starts_with(but);
            name.starts_with(start) && name.ends_with(end) && !is_other
        });
        match &found[..] {
            [one] => Ok(one.clone()),
            several => Err(format!(
                "{} files are named {start}…{end} in {}: run `cargo xtask dist` anew",
                several.len(),
                self.dist.display()
            )),
        }
    }

    pub(super) fn unpack(&self, archive: &Path) -> Result<(), String> {
        // Of the programs called tar, one takes the letter of a drive for a host.
        let mut python = Command::new("python3");
        python.args(["-m", "tarfile", "--extract"]).arg(archive);
        self.run(python).map(drop)
    }

    pub(super) fn only_folder(&self) -> Result<PathBuf, String> {
        let entries = fs::read_dir(&self.folder).map_err(|error| self.unwritable(&error))?;
        let mut folders = entries
            .flatten()
            .map(|entry| entry.path())
            .filter(|path| path.is_dir());
        folders
            .next()
            .ok_or_else(|| format!("there is no folder in {}", self.folder.display()))
    }

    pub(super) fn write(&self, name: &str, text: &str) -> Result<PathBuf, String> {
        let path = self.path(name);
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder).map_err(|error| self.unwritable(&error))?;
        }
        fs::write(&path, text).map_err(|error| self.unwritable(&error))?;
        Ok(path)
    }

    /// A program of somebody who uses blobcopy, laid into the folder.
    pub(super) fn program(&self, name: &str) -> Result<PathBuf, String> {
        let text = fs::read_to_string(self.programs.join(name))
            .map_err(|error| format!("cannot read {name}: {error}"))?;
        self.write(name, &text)
    }

    pub(super) fn holds_licence(&self, path: &Path) -> Result<(), String> {
        match fs::metadata(path) {
            Ok(licence) if licence.len() > 500 => Ok(()),
            _ => Err(format!("{} is not the text of a licence", path.display())),
        }
    }

    /// Runs a program in the folder, and returns what it printed.
    pub(super) fn run(&self, command: Command) -> Result<String, String> {
        let shown = format!("{command:?}");
        let done = self.end(command)?;
        if done.status.success() {
            return Ok(String::from_utf8_lossy(&done.stdout).into_owned());
        }
        let said = [done.stdout, done.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        Err(format!("{shown} failed: {}\n{said}", done.status))
    }

    /// Runs a program that copies ten bytes and says so.
    pub(super) fn copies(&self, command: Command) -> Result<(), String> {
        let said = self.run(command)?;
        match said.lines().any(|line| line == "copied 10 bytes") {
            true => Ok(()),
            false => Err(format!("nothing was copied: {said}")),
        }
    }

    /// Runs a program that must not succeed, and returns its complaint.
    pub(super) fn refused(&self, command: Command) -> Result<String, String> {
        let shown = format!("{command:?}");
        let done = self.end(command)?;
        match done.status.success() {
            true => Err(format!("{shown} succeeded")),
            false => Ok(String::from_utf8_lossy(&done.stderr).into_owned()),
        }
    }

    fn end(&self, mut command: Command) -> Result<Output, String> {
        let program = command.get_program().to_string_lossy().into_owned();
        for (name, _) in std::env::vars_os() {
            let text = name.to_string_lossy();
            if OURS.iter().any(|start| text.starts_with(start)) && !KEPT.contains(&&*text) {
                command.env_remove(&name);
            }
        }
        command
            .current_dir(&self.folder)
            .stdin(Stdio::null())
            .output()
            .map_err(|error| format!("cannot run {program}: {error}"))
    }

    fn unwritable(&self, error: &std::io::Error) -> String {
        format!("cannot write to {}: {error}", self.folder.display())
    }
}

/// Variables by which something could be found that a stranger does not have.
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

/// Where the machine keeps what it downloaded.
const KEPT: [&str; 1] = ["CARGO_HOME"];

impl Drop for Room {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.folder));
    }
}
