//! Our own Python package: built as a wheel, installed beside what its tests use, and tested there.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::python;
use crate::runner::{Runner, count_pytest};
use crate::workspace::{Workspace, output};

/// Where the package lies.
pub(crate) const HERE: &str = "bindings/python";

/// Builds, installs and tests the package. The text is the sum of its tests either way.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let interpreter = install(workspace)?;
    runner(workspace, &interpreter).run().closing()
}

/// What runs the tests.
pub(crate) fn runner(workspace: &Workspace, interpreter: &Path) -> Runner {
    Runner {
        name: "the Python package",
        command: tests(workspace, interpreter),
        count: count_pytest,
    }
}

/// Builds the wheel from the sources as they are, and returns an interpreter that has it installed.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf, String> {
    let interpreter = tools(workspace)?;
    let wheel = build(workspace, &interpreter)?;
    let mut pip = python::pip_install(&interpreter);
    pip.args(["--no-index", "--no-deps", "--force-reinstall"])
        .arg(wheel);
    output(pip)?;
    Ok(interpreter)
}

/// An interpreter with what builds and tests the package.
pub(crate) fn tools(workspace: &Workspace) -> Result<PathBuf, String> {
    let requirements = workspace.path("bindings/python/tests/requirements.txt");
    python::install(&requirements, &workspace.target().join("python-package"))
}

fn tests(workspace: &Workspace, interpreter: &Path) -> Command {
    let mut pytest = Command::new(interpreter);
    pytest
        .current_dir(workspace.path(HERE))
        // Neither the user's own packages nor compiled files beside the sources.
        .args(["-s", "-B", "-m", "pytest", "-p", "no:cacheprovider"])
        .env("PYTHONDONTWRITEBYTECODE", "1");
    pytest
}

/// The crates are compiled as for their own tests, but in a folder of their own: what maturin sets in the environment
/// would have both builds compile pyo3 again and again.
fn build(workspace: &Workspace, interpreter: &Path) -> Result<PathBuf, String> {
    println!("building the python package");
    let wheels = workspace.target().join("python-package-wheels");
    // An old one must not be taken for the new.
    let _ = fs::remove_dir_all(&wheels);
    let mut maturin = Command::new(interpreter.with_file_name("maturin"));
    maturin
        .current_dir(workspace.path(HERE))
        .args(["build", "--quiet", "--profile", "dev", "--locked"])
        .arg("--interpreter")
        .arg(interpreter)
        .arg("--target-dir")
        .arg(workspace.target().join("python-package-build"))
        .arg("--out")
        .arg(&wheels);
    output(maturin)?;
    only_file(&wheels)
}

/// The one file in a folder.
pub(crate) fn only_file(folder: &Path) -> Result<PathBuf, String> {
    let entries = fs::read_dir(folder)
        .map_err(|error| format!("cannot read {}: {error}", folder.display()))?;
    let files: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    match &files[..] {
        [wheel] => Ok(wheel.clone()),
        _ => Err(format!("{} does not hold one wheel", folder.display())),
    }
}
