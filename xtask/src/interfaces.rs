//! Programs of the tests that use every interface: Rust, Python, Node.js and the command.

use std::env::consts::EXE_SUFFIX;
use std::path::PathBuf;

use anyhow::Result;
use xshell::{Cmd, cmd};

use crate::node_package::NodePackage;
use crate::python_package;
use crate::runner::Runner;
use crate::workspace::{FEATURES, Workspace};

/// Both packages, built from the current sources.
pub(crate) struct Packages {
    pub(crate) node: NodePackage,
    /// An interpreter that has the Python package installed.
    pub(crate) python: PathBuf,
}

/// `cargo xtask examples`: both the result and the error are the sum of the examples.
pub(crate) fn examples(workspace: &Workspace) -> Result<String> {
    Packages::set_up_with_programs(workspace)?
        .examples(workspace)
        .run()
        .closing()
}

/// `cargo xtask repeated-secrets`: runs all cases, and fails if any secret is printed.
pub(crate) fn repeated_secrets(workspace: &Workspace) -> Result<String> {
    run_example(workspace, "repeated_secrets", "no secret was printed")
}

/// `cargo xtask failures`: writes `docs/failures.md`, and fails if a message lacks its cause or its remedy.
pub(crate) fn failures(workspace: &Workspace) -> Result<String> {
    run_example(workspace, "failures", "docs/failures.md is up to date")
}

/// `cargo xtask time-limits`: prints the table, and fails if a call takes longer than it may.
pub(crate) fn time_limits(workspace: &Workspace) -> Result<String> {
    run_example(
        workspace,
        "time_limits",
        "every call returned within its limit",
    )
}

fn run_example(workspace: &Workspace, name: &str, result: &str) -> Result<String> {
    let packages = Packages::set_up_with_programs(workspace)?;
    packages
        .program(workspace, &format!("examples/{name}"))
        .run()?;
    Ok(result.to_owned())
}

impl Packages {
    pub(crate) fn set_up(workspace: &Workspace) -> Result<Self> {
        let node = NodePackage::set_up(workspace)?;
        let python = python_package::install(workspace)?;
        Ok(Self { node, python })
    }

    fn set_up_with_programs(workspace: &Workspace) -> Result<Self> {
        let packages = Self::set_up(workspace)?;
        let build = format!("build --quiet --workspace --bins --examples {FEATURES}");
        workspace.cargo(&build).run()?;
        Ok(packages)
    }

    /// Runs the examples of the documents with an emulator.
    pub(crate) fn examples(&self, workspace: &Workspace) -> Runner {
        Runner {
            name: "the examples of the documents",
            command: self.program(workspace, "run-examples").into(),
            summary: "examples: ",
        }
    }

    /// Runs each place and spelling once.
    pub(crate) fn repeated_secrets(&self, workspace: &Workspace) -> Runner {
        let program = self.program(workspace, "examples/repeated_secrets");
        Runner {
            name: "secrets that a server repeats, in every interface",
            command: program.arg("--selected").into(),
            summary: "repeated secrets: ",
        }
    }

    /// Compares `docs/failures.md` with what the interfaces print.
    pub(crate) fn failures(&self, workspace: &Workspace) -> Runner {
        let program = self.program(workspace, "examples/failures");
        Runner {
            name: "the messages of common failures, in every interface",
            command: program.arg("--check").into(),
            summary: "failures: ",
        }
    }

    /// A program that is already built. `cargo run` would build it again with other features.
    fn program<'a>(&self, workspace: &'a Workspace, name: &str) -> Cmd<'a> {
        let sh = &workspace.sh;
        let program = workspace
            .target()
            .join("debug")
            .join(format!("{name}{EXE_SUFFIX}"));
        let program = cmd!(sh, "{program}").env("BLOBCOPY_PYTHON_PACKAGE", &self.python);
        self.node.add_to(program)
    }
}
