//! `cargo xtask test`: set up what the tests need, run all of them, and end with their sum.

use std::path::PathBuf;

use crate::runner::{Runner, Tally, count_cargo};
use crate::workspace::Workspace;
use crate::{npm, python, requirement};

/// Runs everything; the text is the sum either way.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let things = match Things::set_up(workspace) {
        Ok(things) => things,
        Err(why) => {
            println!("{why}");
            return Tally::ONE_FAILURE.closing();
        }
    };
    let mut sum = Tally::default();
    for runner in runners(workspace, &things) {
        sum += runner.run();
    }
    sum.closing()
}

/// What the tests use and we do not build.
struct Things {
    /// Azurite's script.
    azurite: PathBuf,
    /// An interpreter with Microsoft's SDK.
    python: PathBuf,
}

impl Things {
    fn set_up(workspace: &Workspace) -> Result<Self, String> {
        requirement::check()?;
        let modules = npm::install(
            &workspace.path("tests/npm"),
            &workspace.target().join("npm"),
        )?;
        let python = python::install(
            &workspace.path("tests/python/requirements.txt"),
            &workspace.target().join("python"),
        )?;
        Ok(Self {
            azurite: modules.join("azurite/dist/src/blob/main.js"),
            python,
        })
    }
}

/// Every suite, each in its own language's runner.
fn runners(workspace: &Workspace, things: &Things) -> Vec<Runner> {
    let mut cargo = workspace.cargo(&["test", "--workspace", "--no-fail-fast"]);
    cargo.env("BLOBCOPY_AZURITE", &things.azurite);
    cargo.env("BLOBCOPY_PYTHON", &things.python);
    vec![Runner {
        name: "rust",
        command: cargo,
        count: count_cargo,
    }]
}
