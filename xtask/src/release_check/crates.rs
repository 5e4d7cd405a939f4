//! What is checked of the crates and of all that they stand on.

use std::process::{Command, Stdio};

use super::Verdict;
use crate::dist::CRATES;
use crate::tool;
use crate::workspace::{Workspace, output, succeed};

/// Licences, bans (two versions of a crate among them) and sources, as `deny.toml` has them.
pub(super) fn denied(workspace: &Workspace) -> Result<Verdict, String> {
    deny(
        workspace,
        &["--locked", "check", "licenses", "bans", "sources"],
    )?;
    Ok(Verdict::Holds)
}

/// The database is on a host of its own, which not every machine may reach.
pub(super) fn advisories(workspace: &Workspace) -> Result<Verdict, String> {
    if let Err(why) = deny(workspace, &["--locked", "fetch", "db"]) {
        return Ok(Verdict::NotChecked(format!(
            "the database of advisories cannot be had: {why}"
        )));
    }
    deny(
        workspace,
        &["--locked", "check", "--disable-fetch", "advisories"],
    )?;
    Ok(Verdict::Holds)
}

fn deny(workspace: &Workspace, words: &[&str]) -> Result<(), String> {
    let mut deny = Command::new(tool::install(workspace, "cargo-deny", "0.20.2")?);
    deny.current_dir(workspace.path("")).args(words);
    succeed(deny)
}

/// Clippy's `incompatible_msrv`, a part of `ci`, sees what our own code uses of the standard library; the workflow `ci` builds
/// and tests the crates with the oldest compiler. Here it is what the dependencies in the lock ask for.
pub(super) fn oldest_compiler(workspace: &Workspace) -> Result<Verdict, String> {
    let metadata = workspace.cargo(&["metadata", "--format-version=1"]);
    let shell = ["-c", include_str!("oldest_compiler.py")];
    let mut python = Command::new("python3");
    python.args(shell).stdin(Stdio::piped());
    let said = through(metadata, python)?;
    println!("{}", said.trim());
    Ok(Verdict::Holds)
}

/// The output of one program, given to another.
fn through(from: Command, mut to: Command) -> Result<String, String> {
    use std::io::Write;
    let text = output(from)?;
    let mut reader = to
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|error| format!("cannot run {to:?}: {error}"))?;
    let mut input = reader.stdin.take().expect("it is piped");
    input
        .write_all(text.as_bytes())
        .map_err(|error| format!("cannot write to {to:?}: {error}"))?;
    drop(input);
    let done = reader
        .wait_with_output()
        .map_err(|error| error.to_string())?;
    let said = String::from_utf8_lossy(&done.stdout).into_owned();
    if done.status.success() {
        Ok(said)
    } else {
        Err(said)
    }
}

/// From the first release on: that nothing public changed otherwise than the version says.
pub(super) fn compatibility(workspace: &Workspace) -> Result<Verdict, String> {
    if !is_published() {
        return Ok(Verdict::NotYet("no version of blobcopy is in the registry"));
    }
    let program = tool::install(workspace, "cargo-semver-checks", "0.51.0")?;
    let mut checks = Command::new(program);
    checks.current_dir(workspace.path("")).arg("semver-checks");
    // The command is a program, and its library has one function.
    let libraries = CRATES.iter().filter(|name| **name != "blobcopy-cli");
    checks.args(libraries.map(|name| format!("--package={name}")));
    succeed(checks)?;
    Ok(Verdict::Holds)
}

/// Whether the registry has a crate of that name. Asked outside of the workspace, which has one too.
fn is_published() -> bool {
    let asked = Command::new("cargo")
        .current_dir(std::env::temp_dir())
        .args(["info", "--quiet", "blobcopy"])
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    asked.is_ok_and(|status| status.success())
}

/// Cargo unpacks each and builds it beside the others, as if they were published.
pub(super) fn packed(workspace: &Workspace) -> Result<Verdict, String> {
    let mut cargo = workspace.cargo(&["package", "--quiet"]);
    cargo.args(CRATES.map(|name| format!("--package={name}")));
    succeed(cargo)?;
    Ok(Verdict::Holds)
}
