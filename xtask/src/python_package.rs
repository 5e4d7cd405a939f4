//! The Python package: built as a wheel, installed with the packages that its tests need, and tested.

use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::Result;
use xshell::{Cmd, cmd};

use crate::python;
use crate::runner::{PYTEST, Runner};
use crate::workspace::{Workspace, only_file};

/// Builds, installs and tests the package. Both the result and the error are the sum of its tests.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let interpreter = install(workspace)?;
    runner(workspace, &interpreter).run().closing()
}

/// Runs the tests.
pub(crate) fn runner(workspace: &Workspace, interpreter: &Path) -> Runner {
    let sh = &workspace.sh;
    // Without the user's own packages and without compiled files next to the sources.
    let pytest = cmd!(sh, "{interpreter} -s -B -m pytest -p no:cacheprovider");
    let mut command = Command::from(pytest.env("PYTHONDONTWRITEBYTECODE", "1"));
    command.current_dir(workspace.path("bindings/python"));
    Runner {
        name: "the Python package",
        command,
        summary: PYTEST,
    }
}

/// Builds the wheel from the current sources, and returns an interpreter that has it installed.
pub(crate) fn install(workspace: &Workspace) -> Result<PathBuf> {
    println!("building the python package");
    let interpreter = tools(workspace)?;
    let wheel = wheel(workspace, &interpreter, "dev", "python-package-wheels")?;
    let pip = python::pip_install(workspace, &interpreter);
    pip.args(["--no-index", "--no-deps", "--force-reinstall"])
        .arg(wheel)
        .run()?;
    Ok(interpreter)
}

/// An interpreter with the packages that build and test the package.
pub(crate) fn tools(workspace: &Workspace) -> Result<PathBuf> {
    let requirements = "bindings/python/tests/requirements.txt";
    python::install(workspace, requirements, "python-package")
}

/// Builds the wheel in a profile of cargo, as the only file in `folder` in the target folder.
pub(crate) fn wheel(
    workspace: &Workspace,
    interpreter: &Path,
    profile: &str,
    folder: &str,
) -> Result<PathBuf> {
    let folder = workspace.target().join(folder);
    // An old wheel must not be mistaken for the new one.
    workspace.sh.remove_path(&folder)?;
    maturin_build(workspace, interpreter, profile, &folder).run()?;
    only_file(&folder, |_| true)
}

/// Maturin, which builds a wheel into a folder. The crates are compiled in a separate target folder, because maturin's
/// environment would cause both builds to compile pyo3 again each time.
pub(crate) fn maturin_build<'a>(
    workspace: &'a Workspace,
    interpreter: &Path,
    profile: &str,
    out: &Path,
) -> Cmd<'a> {
    let target = workspace.target().join("python-package-build");
    maturin(workspace, interpreter, "build")
        .args(["--quiet", "--locked", "--profile", profile, "--interpreter"])
        .arg(interpreter)
        .arg("--target-dir")
        .arg(target)
        .arg("--out")
        .arg(out)
}

/// Maturin with a subcommand, for this package.
pub(crate) fn maturin<'a>(
    workspace: &'a Workspace,
    interpreter: &Path,
    subcommand: &str,
) -> Cmd<'a> {
    let (sh, maturin) = (&workspace.sh, interpreter.with_file_name("maturin"));
    cmd!(
        sh,
        "{maturin} {subcommand} --manifest-path bindings/python/Cargo.toml"
    )
}
