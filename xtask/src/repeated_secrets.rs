//! What each interface prints of a secret that a server repeats.

use std::path::Path;

use crate::every_interface::{build_and_run, program};
use crate::node_package::NodePackage;
use crate::runner::{Runner, count_ours};
use crate::workspace::Workspace;

const EXAMPLE: &str = "repeated_secrets";

/// `cargo xtask repeated-secrets`: runs all cases. It fails if any is printed.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    build_and_run(workspace, EXAMPLE)?;
    Ok("no secret was printed".to_owned())
}

/// What runs each place and spelling once, when the tests in Rust are built.
pub(crate) fn runner(workspace: &Workspace, node: &NodePackage, python: &Path) -> Runner {
    let mut command = program(workspace, EXAMPLE, node, python);
    command.arg("--selected");
    Runner {
        name: "secrets that a server repeats, in every interface",
        command,
        count: count_ours,
    }
}
