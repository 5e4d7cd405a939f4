//! The examples that drive every interface: Rust, the command, and the packages for Python and Node.

use std::path::Path;
use std::process::Command;

use crate::node_package::NodePackage;
use crate::python_package;
use crate::workspace::{FEATURES, Workspace, output, succeed};

/// Builds what such an example needs, and runs it.
pub(crate) fn build_and_run(workspace: &Workspace, example: &str) -> Result<(), String> {
    let node = NodePackage::set_up(workspace)?;
    let python = python_package::install(workspace)?;
    output(workspace.cargo(&[
        "build",
        "--quiet",
        "--workspace",
        "--bins",
        "--examples",
        FEATURES,
    ]))?;
    succeed(program(workspace, example, &node, &python))?;
    Ok(())
}

/// The example, with where the packages are.
pub(crate) fn program(
    workspace: &Workspace,
    example: &str,
    node: &NodePackage,
    python: &Path,
) -> Command {
    let folder = workspace.target().join("debug/examples");
    let mut command = Command::new(folder.join(example));
    command.env("BLOBCOPY_PYTHON_PACKAGE", python);
    node.tell(&mut command);
    command
}
