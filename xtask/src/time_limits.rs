//! How long every interface takes to return when a request is in flight at a deadline or a cancel.

use std::process::Command;

use crate::node_package::NodePackage;
use crate::python_package;
use crate::workspace::{FEATURES, Workspace, output, succeed};

/// `cargo xtask time-limits`: builds what the example needs, and runs it. It fails if a call takes longer than it may.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
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
    let mut command = Command::new(workspace.target().join("debug/examples/time_limits"));
    command.env("BLOBCOPY_PYTHON_PACKAGE", python);
    node.tell(&mut command);
    succeed(command)?;
    Ok("every call returned within its limit".to_owned())
}
