//! The PyPI artifacts: the wheel of a platform, and the source distribution.

use anyhow::Result;

use super::folder;
use super::platform::Platform;
use crate::python_package::{maturin, maturin_build, tools};
use crate::workspace::Workspace;

/// Builds the wheel of a platform. `pyproject.toml` has the features.
pub(super) fn make(workspace: &Workspace, platform: &Platform) -> Result<()> {
    println!("dist: the wheel");
    let mut build = maturin_build(workspace, &tools(workspace)?, "release", &folder(workspace));
    if platform.is_portable {
        build = build.args(["--target", &platform.triple]);
    }
    if platform.zig.is_some() {
        build = platform.find_zig(build.arg("--zig"));
    }
    Ok(build.run()?)
}

/// Packs the source distribution, which pip builds if no wheel fits.
pub(super) fn make_source(workspace: &Workspace) -> Result<()> {
    println!("dist: the source distribution");
    let sdist = maturin(workspace, &tools(workspace)?, "sdist");
    Ok(sdist.arg("--out").arg(folder(workspace)).run()?)
}
