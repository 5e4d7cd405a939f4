//! Checks of the packages in `target/dist` that their registries would make.

use std::path::PathBuf;

use anyhow::Result;
use xshell::cmd;

use super::Verdict;
use crate::workspace::Workspace;
use crate::{dist, python_package};

/// The metadata rules of PyPI, as the library `packaging` implements them; licences and types among the files.
pub(super) fn python(workspace: &Workspace) -> Result<Verdict> {
    let interpreter = python_package::tools(workspace)?;
    let sdist = format!("blobcopy-{}.tar.gz", dist::VERSION);
    let program = include_str!("python_packages.py");
    checked(workspace, interpreter, program, |name| {
        name.ends_with(".whl") || name == sdist
    })
}

/// Every file that the manifest refers to, licences, and no compiled files outside the native parts.
pub(super) fn npm(workspace: &Workspace) -> Result<Verdict> {
    let program = include_str!("npm_packages.py");
    checked(workspace, "python3".into(), program, |name| {
        name.ends_with(".tgz")
    })
}

/// Runs a Python program with the artifacts of these names.
fn checked(
    workspace: &Workspace,
    interpreter: PathBuf,
    program: &str,
    is_wanted: impl Fn(&str) -> bool,
) -> Result<Verdict> {
    let sh = &workspace.sh;
    let mut files = sh.read_dir(dist::folder(workspace)).unwrap_or_default();
    files.retain(|path| is_wanted(&path.file_name().unwrap_or_default().to_string_lossy()));
    if files.is_empty() {
        return Ok(Verdict::NotChecked(
            "nothing was made yet: run `cargo xtask dist` first".to_owned(),
        ));
    }
    cmd!(sh, "{interpreter} -c {program} {files...}")
        .quiet()
        .run()?;
    Ok(Verdict::Holds)
}
