//! The blocking clients of the Python package, generated from its asyncio clients.

use std::process::Command;

use crate::python_package;
use crate::workspace::{Workspace, succeed};

/// `cargo xtask blocking`: writes them. A test of the package checks that they are up to date.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let mut python = Command::new(python_package::tools(workspace)?);
    python.arg(workspace.path("bindings/python/scripts/blocking.py"));
    succeed(python)?;
    Ok("written: blobcopy/_blocking".to_owned())
}
