//! The blocking clients of the Python package, generated from its asyncio clients.

use anyhow::Result;
use xshell::cmd;

use crate::python_package;
use crate::workspace::Workspace;

/// `cargo xtask blocking`: writes the clients. A test of the package checks that they are up to date.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let (sh, interpreter) = (&workspace.sh, python_package::tools(workspace)?);
    cmd!(sh, "{interpreter} bindings/python/scripts/blocking.py").run()?;
    Ok("written: blobcopy/_blocking".to_owned())
}
