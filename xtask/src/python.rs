//! Python packages, installed as a requirements file says, into the target folder and only when something has changed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use crate::workspace::output;

/// Installs `requirements` into a virtual environment at `folder`, and returns the interpreter there. Does nothing when
/// that has been done for the same requirements and the same Python.
pub(crate) fn install(requirements: &Path, folder: &Path) -> Result<PathBuf, String> {
    let wanted = wanted(requirements)?;
    let interpreter = interpreter(folder);
    let stamp = folder.join("installed");
    if fs::read_to_string(&stamp).is_ok_and(|installed| installed == wanted) {
        return Ok(interpreter);
    }
    println!("installing python packages into {}", folder.display());
    make_anew(folder)?;
    install_into(&interpreter, requirements)?;
    // Last, so that an interrupted installation is done again.
    fs::write(&stamp, wanted)
        .map_err(|error| format!("cannot write to {}: {error}", folder.display()))?;
    Ok(interpreter)
}

/// All that the installation depends on, as text.
fn wanted(requirements: &Path) -> Result<String, String> {
    let packages = fs::read_to_string(requirements)
        .map_err(|error| format!("cannot read {}: {error}", requirements.display()))?;
    let mut python = Command::new("python3");
    python.arg("--version");
    Ok(packages + &output(python)?)
}

/// The interpreter of a virtual environment.
pub(crate) fn interpreter(folder: &Path) -> PathBuf {
    if cfg!(windows) {
        folder.join("Scripts/python.exe")
    } else {
        folder.join("bin/python")
    }
}

/// Makes an empty virtual environment.
pub(crate) fn make_anew(folder: &Path) -> Result<(), String> {
    let mut venv = Command::new("python3");
    venv.args(["-m", "venv", "--clear"]).arg(folder);
    succeed(venv, "is python's venv module installed?")
}

/// Pip of an environment, to install what is to follow.
pub(crate) fn pip_install(interpreter: &Path) -> Command {
    let mut pip = Command::new(interpreter);
    let flags = ["--quiet", "--disable-pip-version-check"];
    pip.args(["-m", "pip", "install"]).args(flags);
    pip
}

fn install_into(interpreter: &Path, requirements: &Path) -> Result<(), String> {
    let mut pip = pip_install(interpreter);
    // The file names them all, and none may run code of its own to be built.
    pip.args(["--no-deps", "--only-binary", ":all:", "--requirement"])
        .arg(requirements);
    succeed(pip, "is the python registry within reach?")
}

fn succeed(mut command: Command, question: &str) -> Result<(), String> {
    let status = command
        .stdin(Stdio::null())
        .status()
        .map_err(|error| format!("cannot run python: {error}"))?;
    if status.success() {
        return Ok(());
    }
    Err(format!("{command:?} failed ({status}): {question}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn requirements_that_are_installed_are_not_installed_again() {
        let folder = Folder::new("installed");
        let requirements = folder.requirements("idna==3.20\n");
        let environment = folder.0.join("environment");
        fs::create_dir(&environment).unwrap();
        fs::write(
            environment.join("installed"),
            wanted(&requirements).unwrap(),
        )
        .unwrap();

        let interpreter = install(&requirements, &environment).unwrap();

        assert!(interpreter.starts_with(&environment));
        assert!(!interpreter.exists(), "nothing was to be installed");
    }

    #[test]
    fn other_requirements_are_wanted_otherwise() {
        let folder = Folder::new("other");
        let one = wanted(&folder.requirements("idna==3.20\n")).unwrap();
        let two = wanted(&folder.requirements("idna==3.19\n")).unwrap();

        assert_ne!(one, two);
    }

    #[test]
    fn missing_requirements_are_refused_by_name() {
        let why = install(Path::new("no/such/requirements.txt"), Path::new("nowhere"))
            .expect_err("there is nothing to install");

        assert!(why.contains("no/such/requirements.txt"), "{why}");
    }

    /// A folder of this test's own, gone when it ends.
    struct Folder(PathBuf);

    impl Folder {
        fn new(name: &str) -> Self {
            let process = std::process::id();
            let folder =
                std::env::temp_dir().join(format!("blobcopy-xtask-{process}-python-{name}"));
            fs::create_dir_all(&folder).unwrap();
            Self(folder)
        }

        fn requirements(&self, text: &str) -> PathBuf {
            let file = self.0.join("requirements.txt");
            fs::write(&file, text).unwrap();
            file
        }
    }

    impl Drop for Folder {
        fn drop(&mut self) {
            drop(fs::remove_dir_all(&self.0));
        }
    }
}
