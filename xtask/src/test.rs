//! `cargo xtask test`: set up what the tests need, run all of them, and end with their sum.

use std::path::PathBuf;

use crate::runner::{Runner, Tally, count_cargo};
use crate::workspace::Workspace;
use crate::{npm, requirement};

/// Runs everything; the text is the sum either way.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let azurite = match set_up(workspace) {
        Ok(azurite) => azurite,
        Err(why) => {
            println!("{why}");
            return Tally::ONE_FAILURE.closing();
        }
    };
    let mut sum = Tally::default();
    for runner in runners(workspace, &azurite) {
        sum += runner.run();
    }
    sum.closing()
}

/// Makes ready what the tests use and we do not build, and returns Azurite's script.
fn set_up(workspace: &Workspace) -> Result<PathBuf, String> {
    requirement::check()?;
    let modules = npm::install(
        &workspace.path("tests/npm"),
        &workspace.target().join("npm"),
    )?;
    Ok(modules.join("azurite/dist/src/blob/main.js"))
}

/// Every suite, each in its own language's runner.
fn runners(workspace: &Workspace, azurite: &PathBuf) -> Vec<Runner> {
    let mut cargo = workspace.cargo(&["test", "--workspace", "--no-fail-fast"]);
    cargo.env("BLOBCOPY_AZURITE", azurite);
    vec![Runner {
        name: "rust",
        command: cargo,
        count: count_cargo,
    }]
}
