//! `cargo xtask ci`: all checks that a change must pass, the quick ones first.

use anyhow::Result;
use xshell::Cmd;

use crate::runner::Tally;
use crate::step::timed;
use crate::workspace::{FEATURES, Workspace};
use crate::{dependencies, test, tidy, workflows};

type Check = fn(&Workspace) -> Result<String>;

const CHECKS: [(&str, Check); 8] = [
    ("format", |workspace| {
        passes(workspace.cargo("fmt --all --check"))
    }),
    ("tidy", tidy::run),
    ("dependencies", dependencies::run),
    ("workflows", workflows::run),
    ("clippy", clippy),
    ("the command alone", command_alone),
    ("the protocol without the service's end", client_half),
    ("documentation", documentation),
];

/// Runs the checks until one fails, then the tests. Both the result and the error are the sum of the tests.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    for (name, check) in CHECKS {
        match timed(&format!("ci: {name}"), || check(workspace)) {
            Ok(result) => println!("{result}"),
            Err(why) => {
                println!("{why:#}\nci stops here: the step {name} failed");
                return Tally::ONE_FAILURE.closing();
            }
        }
    }
    timed("ci: test", || test::run(workspace))
}

fn clippy(workspace: &Workspace) -> Result<String> {
    passes(workspace.cargo(&format!(
        "clippy --workspace {FEATURES} --all-targets -- -D warnings"
    )))
}

/// Builds the command without optional features. The README's first command builds one package, which must not depend
/// on features that other packages enable.
fn command_alone(workspace: &Workspace) -> Result<String> {
    passes(workspace.cargo("clippy --package blobcopy-cli -- -D warnings"))
}

/// Builds the protocol without the feature `serve`, as clients do. The emulator enables it for the whole workspace.
fn client_half(workspace: &Workspace) -> Result<String> {
    passes(workspace.cargo("clippy --package blobcopy-proto --no-default-features -- -D warnings"))
}

fn documentation(workspace: &Workspace) -> Result<String> {
    let cargo = workspace.cargo(&format!("doc --workspace {FEATURES} --no-deps"));
    passes(cargo.env("RUSTDOCFLAGS", "-D warnings"))
}

fn passes(cargo: Cmd<'_>) -> Result<String> {
    cargo.run()?;
    Ok("no findings".to_owned())
}
