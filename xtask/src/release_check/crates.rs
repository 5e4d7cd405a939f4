//! Checks of the crates and of all their dependencies.

use anyhow::Result;
use xshell::{Cmd, cmd};

use super::Verdict;
use crate::dist::CRATES;
use crate::tool;
use crate::workspace::Workspace;

/// Licences, bans (including two versions of a crate) and sources, as in `deny.toml`.
pub(super) fn denied(workspace: &Workspace) -> Result<Verdict> {
    deny(workspace)?
        .args(["check", "licenses", "bans", "sources"])
        .run()?;
    Ok(Verdict::Holds)
}

/// Advisories. Their database is on another host, which some machines cannot reach.
pub(super) fn advisories(workspace: &Workspace) -> Result<Verdict> {
    if let Err(why) = deny(workspace)?.args(["fetch", "db"]).run() {
        return Ok(Verdict::NotChecked(format!(
            "the database of advisories cannot be fetched: {why}"
        )));
    }
    deny(workspace)?
        .args(["check", "--disable-fetch", "advisories"])
        .run()?;
    Ok(Verdict::Holds)
}

fn deny(workspace: &Workspace) -> Result<Cmd<'_>> {
    let (sh, deny) = (
        &workspace.sh,
        tool::install(workspace, "cargo-deny", "0.20.2")?,
    );
    Ok(cmd!(sh, "{deny} --locked"))
}

/// The oldest compiler that the dependencies in the lock file support. Clippy's `incompatible_msrv`, part of `ci`,
/// checks the standard library functions that this workspace uses; the workflow `ci` builds and tests the crates with
/// the oldest compiler.
pub(super) fn oldest_compiler(workspace: &Workspace) -> Result<Verdict> {
    let (sh, program) = (&workspace.sh, include_str!("oldest_compiler.py"));
    let metadata = workspace.cargo("metadata --format-version=1").read()?;
    cmd!(sh, "python3 -c {program}")
        .quiet()
        .stdin(metadata)
        .run()?;
    Ok(Verdict::Holds)
}

/// Checks, from the first release on, that no public item changed in a way that the version does not announce.
pub(super) fn compatibility(workspace: &Workspace) -> Result<Verdict> {
    let sh = &workspace.sh;
    if !is_published(workspace) {
        return Ok(Verdict::NotYet("no version of blobcopy is in the registry"));
    }
    let program = tool::install(workspace, "cargo-semver-checks", "0.51.0")?;
    // The command is a program, and its library has one function.
    let libraries = CRATES.iter().filter(|name| **name != "blobcopy-cli");
    let libraries = libraries.map(|name| format!("--package={name}"));
    cmd!(sh, "{program} semver-checks {libraries...}").run()?;
    Ok(Verdict::Holds)
}

/// Whether the registry has a crate with this name. Run outside the workspace, which has one too.
fn is_published(workspace: &Workspace) -> bool {
    let sh = &workspace.sh;
    let _outside = sh.push_dir(std::env::temp_dir());
    let info = cmd!(sh, "cargo info --quiet blobcopy");
    info.output().is_ok()
}

/// Cargo unpacks each crate and builds it with the others, as if they were published.
pub(super) fn packed(workspace: &Workspace) -> Result<Verdict> {
    let cargo = workspace.cargo("package --quiet");
    cargo
        .args(CRATES.map(|name| format!("--package={name}")))
        .run()?;
    Ok(Verdict::Holds)
}
