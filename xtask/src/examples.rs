//! The examples of the documents, run beside an emulator by the program `run-examples` of the tests.

use std::env::consts::EXE_SUFFIX;
use std::path::Path;
use std::process::Command;

use crate::node_package::NodePackage;
use crate::python_package;
use crate::runner::{Runner, count_ours};
use crate::workspace::{FEATURES, Workspace, output};

/// `cargo xtask examples`: builds what they need, and runs them alone. The text is their sum either way.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let node = NodePackage::set_up(workspace)?;
    let python = python_package::install(workspace)?;
    output(workspace.cargo(&["build", "--quiet", "--workspace", "--bins", FEATURES]))?;
    runner(workspace, &node, &python).run().closing()
}

/// What runs them, once the tests in Rust are built: by cargo's `run` it would be built anew, with other features.
pub(crate) fn runner(workspace: &Workspace, node: &NodePackage, python: &Path) -> Runner {
    let program = format!("debug/run-examples{EXE_SUFFIX}");
    let mut command = Command::new(workspace.target().join(program));
    command.env("BLOBCOPY_PYTHON_PACKAGE", python);
    node.tell(&mut command);
    Runner {
        name: "the examples of the documents",
        command,
        count: count_ours,
    }
}
