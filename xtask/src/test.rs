//! `cargo xtask test`: set up what the tests need, run all of them, and end with their sum.

use std::path::PathBuf;
use std::process::Command;

use crate::runner::{Runner, Tally, count_cargo, count_node, count_official};
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
    /// The folder with Azurite and Microsoft's SDK for JavaScript.
    modules: PathBuf,
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
        Ok(Self { modules, python })
    }
}

/// Every suite, each in its own language's runner.
fn runners(workspace: &Workspace, things: &Things) -> Vec<Runner> {
    vec![
        Runner {
            name: "rust",
            command: rust(workspace, things),
            count: count_cargo,
        },
        Runner {
            name: "Microsoft's SDK for JavaScript against the emulator",
            command: javascript(workspace, things),
            count: count_node,
        },
        Runner {
            name: "Microsoft's SDK for Python against the emulator",
            command: official_python(workspace, things),
            count: count_official,
        },
    ]
}

fn rust(workspace: &Workspace, things: &Things) -> Command {
    let mut cargo = workspace.cargo(&["test", "--workspace", "--no-fail-fast"]);
    let azurite = things.modules.join("azurite/dist/src/blob/main.js");
    cargo.env("BLOBCOPY_AZURITE", azurite);
    cargo.env("BLOBCOPY_PYTHON", &things.python);
    cargo
}

/// One process for all files: they share the emulator's clock, so one must not move it under another.
fn javascript(workspace: &Workspace, things: &Things) -> Command {
    let mut command = with_emulator(workspace);
    command
        .args(["node", "--test", "--test-concurrency=1"])
        .args(["--test-reporter=spec"])
        .args(SCRIPTS.map(|script| workspace.path("tests/node").join(script)))
        .env("BLOBCOPY_NODE_MODULES", &things.modules);
    command
}

/// The files with cases for node; a test sees to it that none is forgotten.
const SCRIPTS: [&str; 4] = [
    "authorization.test.mjs",
    "copies.test.mjs",
    "faults.test.mjs",
    "leases.test.mjs",
];

fn official_python(workspace: &Workspace, things: &Things) -> Command {
    let mut command = with_emulator(workspace);
    command
        .arg(&things.python)
        // Neither the user's own packages nor compiled files beside the scripts.
        .args(["-s", "-B"])
        .arg(workspace.path("tests/python/official.py"));
    command
}

/// What runs a program beside an emulator; the program is to follow.
fn with_emulator(workspace: &Workspace) -> Command {
    workspace.cargo(&[
        "run",
        "--quiet",
        "--package=blobcopy-tests",
        "--bin=with-emulator",
        "--",
    ])
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_file_with_cases_for_node_is_run() {
        let folder = Workspace::here().path("tests/node");
        let mut found: Vec<String> = fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".test.mjs"))
            .collect();
        found.sort();

        assert_eq!(found, SCRIPTS);
    }
}
