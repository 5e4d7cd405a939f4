//! What each interface prints of a secret that a server repeats.

use std::path::Path;
use std::process::Command;

use crate::node_package::NodePackage;
use crate::python_package;
use crate::runner::{Runner, count_ours};
use crate::workspace::{FEATURES, Workspace, output, succeed};

/// `cargo xtask repeated-secrets`: builds what the example needs, and runs all cases. It fails if any is printed.
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
    succeed(program(workspace, &node, &python))?;
    Ok("no secret was printed".to_owned())
}

/// What runs each place and spelling once, when the tests in Rust are built.
pub(crate) fn runner(workspace: &Workspace, node: &NodePackage, python: &Path) -> Runner {
    let mut command = program(workspace, node, python);
    command.arg("--selected");
    Runner {
        name: "secrets that a server repeats, in every interface",
        command,
        count: count_ours,
    }
}

/// The example, with where the packages are.
fn program(workspace: &Workspace, node: &NodePackage, python: &Path) -> Command {
    let mut command = Command::new(workspace.target().join("debug/examples/repeated_secrets"));
    command.env("BLOBCOPY_PYTHON_PACKAGE", python);
    node.tell(&mut command);
    command
}
