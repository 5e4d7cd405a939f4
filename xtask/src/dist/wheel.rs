//! What goes to PyPI: the wheel of a platform, and the source distribution.

use std::process::Command;

use super::folder;
use super::platform::Platform;
use crate::python_package;
use crate::workspace::{Workspace, succeed};

/// Builds the wheel of a platform. The features are for `pyproject.toml` to say.
pub(super) fn make(workspace: &Workspace, platform: &Platform) -> Result<(), String> {
    println!("dist: the wheel");
    let interpreter = python_package::tools(workspace)?;
    let mut maturin = Command::new(interpreter.with_file_name("maturin"));
    maturin
        .current_dir(workspace.path(python_package::HERE))
        .args(["build", "--quiet", "--release", "--locked", "--interpreter"])
        .arg(&interpreter)
        .arg("--target-dir")
        // Of its own, for the reason that the tests have one.
        .arg(workspace.target().join("python-package-build"))
        .arg("--out")
        .arg(folder(workspace));
    if platform.is_portable {
        maturin.args(["--target", &platform.triple]);
    }
    if platform.is_linked_by_zig() {
        maturin.arg("--zig");
        platform.find_zig(&mut maturin);
    }
    succeed(maturin)
}

/// Packs the source distribution, from which pip builds where no wheel fits.
pub(super) fn make_source(workspace: &Workspace) -> Result<(), String> {
    println!("dist: the source distribution");
    let interpreter = python_package::tools(workspace)?;
    let mut maturin = Command::new(interpreter.with_file_name("maturin"));
    maturin
        .current_dir(workspace.path(python_package::HERE))
        .args(["sdist", "--out"])
        .arg(folder(workspace));
    succeed(maturin)
}
