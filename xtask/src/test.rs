//! `cargo xtask test`: set up what the tests need, run all of them, and end with their sum.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::dist::CRATES;
use crate::node_package::NodePackage;
use crate::runner::{Runner, Tally, count_cargo, count_node, count_ours};
use crate::workspace::{FEATURES, Workspace};
use crate::{examples, instructions, npm, python, python_package, repeated_secrets, requirement};

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
    sum += instructions::check(workspace);
    sum.closing()
}

/// The crates that are published, with nothing but Rust: what a system beside Linux, or an older compiler, can break.
pub(crate) fn crates(workspace: &Workspace) -> Result<String, String> {
    let mut cargo = workspace.cargo(&["test", FEATURES, "--no-fail-fast"]);
    cargo.args(CRATES.map(|name| format!("--package={name}")));
    let runner = Runner {
        name: "rust",
        command: cargo,
        count: count_cargo,
    };
    runner.run().closing()
}

/// What the tests use and we do not build.
struct Things {
    /// The folder with Azurite and Microsoft's SDK for JavaScript.
    modules: PathBuf,
    /// An interpreter with Microsoft's SDK.
    python: PathBuf,
    /// Our own package for Node.
    node: NodePackage,
    /// An interpreter with our own package, fresh from the sources.
    python_package: PathBuf,
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
            modules,
            python,
            node: NodePackage::set_up(workspace)?,
            python_package: python_package::install(workspace)?,
        })
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
            command: official_javascript(workspace, things),
            count: count_node,
        },
        Runner {
            name: "the same list with the package for Node",
            command: same_list(workspace, things),
            count: count_node,
        },
        Runner {
            name: "the package for Node",
            command: node_package(workspace, Path::new("node"), &things.node, &things.modules),
            count: count_node,
        },
        Runner {
            name: "Microsoft's SDK for Python against the emulator",
            command: official_python(workspace, things),
            count: count_ours,
        },
        python_package::runner(workspace, &things.python_package),
        examples::runner(workspace, &things.node, &things.python_package),
        repeated_secrets::runner(workspace, &things.node, &things.python_package),
    ]
}

fn rust(workspace: &Workspace, things: &Things) -> Command {
    let mut cargo = workspace.cargo(&["test", "--workspace", FEATURES, "--no-fail-fast"]);
    let azurite = things.modules.join("azurite/dist/src/blob/main.js");
    cargo.env("BLOBCOPY_AZURITE", azurite);
    cargo.env("BLOBCOPY_PYTHON", &things.python);
    cargo
}

/// Microsoft's package, with the list and with what only it does.
fn official_javascript(workspace: &Workspace, things: &Things) -> Command {
    let mut command = node_tests(workspace);
    command
        .args(LIST.map(|script| workspace.path("tests/node").join(script)))
        .arg(workspace.path("tests/node").join(OFFICIAL_ONLY))
        .env("BLOBCOPY_SDK", things.modules.join("@azure/storage-blob"));
    command
}

/// The list once more, unchanged, with our package in place of Microsoft's.
fn same_list(workspace: &Workspace, things: &Things) -> Command {
    let mut command = node_tests(workspace);
    command
        .args(LIST.map(|script| workspace.path("tests/node").join(script)))
        .env("BLOBCOPY_SDK", workspace.path("bindings/node/index.cjs"));
    things.node.tell(&mut command);
    command
}

/// Its tests bring their own emulators, and may run beside each other.
pub(crate) fn node_package(
    workspace: &Workspace,
    node: &Path,
    package: &NodePackage,
    modules: &Path,
) -> Command {
    let mut command = Command::new(node);
    command
        .args(["--expose-gc", "--test", "--test-reporter=spec"])
        // Some of them mostly wait: for Microsoft's fifteen seconds, for npm.
        .arg("--test-concurrency=4")
        .args(PACKAGE.map(|script| workspace.path("bindings/node/test").join(script)))
        .env("BLOBCOPY_NODE_MODULES", modules);
    package.tell(&mut command);
    command
}

/// One process after the other: the files share the emulator's clock, so one must not move it under another.
fn node_tests(workspace: &Workspace) -> Command {
    let mut command = with_emulator(workspace);
    command
        .args(["node", "--test", "--test-concurrency=1"])
        .arg("--test-reporter=spec");
    command
}

/// What runs with Microsoft's package and with ours; a test sees to it that no file is forgotten.
const LIST: [&str; 4] = [
    "authorization.test.mjs",
    "copies.test.mjs",
    "faults.test.mjs",
    "leases.test.mjs",
];

/// What our package leaves out.
const OFFICIAL_ONLY: &str = "kinds.test.mjs";

/// The tests of our package.
const PACKAGE: [&str; 16] = [
    "abort.test.mjs",
    "arguments.test.mjs",
    "article.test.mjs",
    "beside-the-original.test.mjs",
    "blobs.test.mjs",
    "care.test.mjs",
    "copies.test.mjs",
    "courier.test.mjs",
    "credentials.test.mjs",
    "emulator.test.mjs",
    "faults-of-the-original.test.mjs",
    "looking.test.mjs",
    "packed.test.mjs",
    "processes.test.mjs",
    "secrecy.test.mjs",
    "types.test.mjs",
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
