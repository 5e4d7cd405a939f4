//! `cargo xtask node-versions`: runs the tests of the Node package with the other supported versions of Node.
//!
//! Node itself is installed as a package, so that the machine needs only one version. Not part of `cargo xtask test`,
//! because the three take 300 MB.

use anyhow::{Result, ensure};

use crate::node_package::NodePackage;
use crate::runner::{NODE, Runner, Tally};
use crate::workspace::Workspace;
use crate::{npm, test};

/// The packages of Node, by the names that `tests/node-versions` gives them.
const VERSIONS: [&str; 3] = ["node22", "node24", "node26"];

pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    ensure!(
        cfg!(all(target_os = "linux", target_arch = "x86_64")),
        "Node comes as packages for Linux on x86-64 only"
    );
    let modules = npm::install(workspace, "tests/npm", "npm")?;
    let bundlers = npm::install(workspace, "tests/bundlers", "bundlers")?;
    let versions = npm::install(workspace, "tests/node-versions", "node-versions")?;
    let package = NodePackage::set_up(workspace)?;
    let mut sum = Tally::default();
    for name in VERSIONS {
        let node = versions.join(name).join("bin/node");
        let command = test::node_package(workspace, &node, &package, &modules, &bundlers);
        sum += Runner {
            name,
            command,
            summary: NODE,
        }
        .run();
    }
    sum.closing()
}
