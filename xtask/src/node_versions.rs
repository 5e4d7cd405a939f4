//! `cargo xtask node-versions`: the tests of the package for Node, on the other versions of Node that are in use.
//!
//! Node itself comes as packages, so that nothing has to be on the machine but the one it has. Not a part of
//! `cargo xtask test`: the three are 300 MB.

use crate::node_package::NodePackage;
use crate::runner::{Runner, Tally, count_node};
use crate::workspace::Workspace;
use crate::{npm, test};

/// The packages of Node, by the names that `tests/node-versions` gives them.
const VERSIONS: [&str; 3] = ["node22", "node24", "node26"];

pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
        return Err("Node comes as packages for Linux on x86-64 alone here".to_owned());
    }
    let target = workspace.target();
    let modules = npm::install(&workspace.path("tests/npm"), &target.join("npm"))?;
    let versions = npm::install(
        &workspace.path("tests/node-versions"),
        &target.join("node-versions"),
    )?;
    let package = NodePackage::set_up(workspace)?;
    let mut sum = Tally::default();
    for name in VERSIONS {
        let node = versions.join(name).join("bin/node");
        let runner = Runner {
            name,
            command: test::node_package(workspace, &node, &package, &modules),
            count: count_node,
        };
        sum += runner.run();
    }
    sum.closing()
}
