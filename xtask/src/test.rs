//! `cargo xtask test`: sets up the tests' requirements, runs all tests, and prints their sum.

use std::path::Path;
use std::process::Command;

use anyhow::Result;
use xshell::{Cmd, cmd};

use crate::dist::CRATES;
use crate::interfaces::Packages;
use crate::node_package::NodePackage;
use crate::runner::{CARGO, NODE, Runner, Tally};
use crate::workspace::{FEATURES, Workspace};
use crate::{instructions, npm, python, python_package, requirement};

/// Runs all tests. Both the result and the error are their sum.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let runners = match runners(workspace) {
        Ok(runners) => runners,
        Err(why) => {
            println!("{why:#}");
            return Tally::ONE_FAILURE.closing();
        }
    };
    let mut sum = Tally::default();
    for runner in runners {
        sum += runner.run();
    }
    sum += instructions::check(workspace);
    sum.closing()
}

/// Tests the published crates with nothing but Rust, for what other systems or an older compiler can break.
pub(crate) fn crates(workspace: &Workspace) -> Result<String> {
    let cargo = workspace.cargo(&format!("test {FEATURES} --no-fail-fast"));
    let command = cargo
        .args(CRATES.map(|name| format!("--package={name}")))
        .into();
    Runner {
        name: "rust",
        command,
        summary: CARGO,
    }
    .run()
    .closing()
}

/// Sets up the tests' requirements, and returns all suites, each with its language's runner.
fn runners(workspace: &Workspace) -> Result<Vec<Runner>> {
    requirement::check(workspace)?;
    let modules = npm::install(workspace, "tests/npm", "npm")?;
    let bundlers = npm::install(workspace, "tests/bundlers", "bundlers")?;
    let python = python::install(workspace, "tests/python/requirements.txt", "python")?;
    let packages = Packages::set_up(workspace)?;
    let node = &packages.node;
    Ok(vec![
        Runner {
            name: "rust",
            command: rust(workspace, &modules, &python),
            summary: CARGO,
        },
        Runner {
            name: "Microsoft's SDK for JavaScript against the emulator",
            command: official_javascript(workspace, &modules),
            summary: NODE,
        },
        Runner {
            name: "the same list with the package for Node",
            command: same_list(workspace, node),
            summary: NODE,
        },
        Runner {
            name: "the package for Node",
            command: node_package(workspace, Path::new("node"), node, &modules, &bundlers),
            summary: NODE,
        },
        Runner {
            name: "Microsoft's SDK for Python against the emulator",
            command: official_python(workspace, &python),
            summary: "official: ",
        },
        python_package::runner(workspace, &packages.python),
        packages.examples(workspace),
        packages.repeated_secrets(workspace),
        packages.failures(workspace),
    ])
}

fn rust(workspace: &Workspace, modules: &Path, python: &Path) -> Command {
    let cargo = workspace.cargo(&format!("test --workspace {FEATURES} --no-fail-fast"));
    let azurite = modules.join("azurite/dist/src/blob/main.js");
    cargo
        .env("BLOBCOPY_AZURITE", azurite)
        .env("BLOBCOPY_PYTHON", python)
        .into()
}

/// Microsoft's package, with the common list and the tests for it alone.
fn official_javascript(workspace: &Workspace, modules: &Path) -> Command {
    let tests = node_tests(workspace).arg(format!("tests/node/{OFFICIAL_ONLY}"));
    tests
        .env("BLOBCOPY_SDK", modules.join("@azure/storage-blob"))
        .into()
}

/// The common list, unchanged, with blobcopy's package in place of Microsoft's.
fn same_list(workspace: &Workspace, package: &NodePackage) -> Command {
    let tests =
        node_tests(workspace).env("BLOBCOPY_SDK", workspace.path("bindings/node/index.cjs"));
    package.add_to(tests).into()
}

/// The tests of the Node package, which start their own emulators and may run at the same time.
pub(crate) fn node_package(
    workspace: &Workspace,
    node: &Path,
    package: &NodePackage,
    modules: &Path,
    bundlers: &Path,
) -> Command {
    let sh = &workspace.sh;
    let scripts = PACKAGE.map(|script| format!("bindings/node/test/{script}"));
    // Some of them mostly wait: for Microsoft's fifteen seconds, for npm.
    let concurrency = "--test-concurrency=4";
    let tests = cmd!(
        sh,
        "{node} --expose-gc --test --test-reporter=spec {concurrency} {scripts...}"
    );
    let tests = tests
        .env("BLOBCOPY_NODE_MODULES", modules)
        .env("BLOBCOPY_BUNDLERS", bundlers);
    package.add_to(tests).into()
}

/// One process after the other, because the files share the emulator's clock.
fn node_tests(workspace: &Workspace) -> Cmd<'_> {
    with_emulator(workspace)
        .args([
            "node",
            "--test",
            "--test-concurrency=1",
            "--test-reporter=spec",
        ])
        .args(LIST.map(|script| format!("tests/node/{script}")))
}

/// Tests for both Microsoft's package and blobcopy's. A test fails if a file is missing here.
const LIST: [&str; 4] = [
    "authorization.test.mjs",
    "copies.test.mjs",
    "faults.test.mjs",
    "leases.test.mjs",
];

/// Tests of features that blobcopy's package does not have.
const OFFICIAL_ONLY: &str = "kinds.test.mjs";

/// The tests of our package.
const PACKAGE: [&str; 19] = [
    "abort.test.mjs",
    "arguments.test.mjs",
    "article.test.mjs",
    "beside-the-original.test.mjs",
    "blobs.test.mjs",
    "bundlers.test.mjs",
    "care.test.mjs",
    "completion-queue.test.mjs",
    "copies.test.mjs",
    "credentials.test.mjs",
    "emulator.test.mjs",
    "faults-of-the-original.test.mjs",
    "looking.test.mjs",
    "packed.test.mjs",
    "printing.test.mjs",
    "processes.test.mjs",
    "responses.test.mjs",
    "secrecy.test.mjs",
    "types.test.mjs",
];

fn official_python(workspace: &Workspace, python: &Path) -> Command {
    // Without the user's own packages and without compiled files next to the scripts.
    with_emulator(workspace)
        .arg(python)
        .args(["-s", "-B", "tests/python/official.py"])
        .into()
}

/// Runs a program with an emulator. The caller adds the program.
fn with_emulator(workspace: &Workspace) -> Cmd<'_> {
    workspace.cargo("run --quiet --package=blobcopy-tests --bin=with-emulator --")
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn every_file_with_cases_for_node_is_run() {
        let mut list = LIST.to_vec();
        list.push(OFFICIAL_ONLY);
        list.sort_unstable();
        assert_eq!(found("tests/node"), list);
        assert_eq!(found("bindings/node/test"), PACKAGE);
    }

    fn found(folder: &str) -> Vec<String> {
        let mut found: Vec<String> = fs::read_dir(Workspace::here().path(folder))
            .unwrap()
            .map(|entry| entry.unwrap().file_name().into_string().unwrap())
            .filter(|name| name.ends_with(".test.mjs"))
            .collect();
        found.sort();
        found
    }
}
