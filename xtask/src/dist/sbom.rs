//! The software bill of materials of a program, in CycloneDX's JSON, written by cargo-cyclonedx.
//!
//! It may list crates that only tests enable, because cargo-cyclonedx uses the features of the whole workspace. The
//! wheel has its own bill, which maturin writes.

use anyhow::Result;
use xshell::cmd;

use super::{VERSION, folder};
use crate::tool;
use crate::workspace::Workspace;

/// Writes the bill of the package in `package`, built for release, as `<name>-<version>-<triple>.cdx.json`.
pub(super) fn write(workspace: &Workspace, package: &str, name: &str, triple: &str) -> Result<()> {
    let (sh, cyclonedx) = (
        &workspace.sh,
        tool::install(workspace, "cargo-cyclonedx", "0.5.9")?,
    );
    let settings = [
        "--format=json",
        "--spec-version=1.5",
        "--no-build-deps",
        "--features=login",
        "--target",
        triple,
    ];
    cmd!(
        sh,
        "{cyclonedx} cyclonedx --quiet {settings...} --manifest-path {package}/Cargo.toml"
    )
    .arg(format!("--override-filename={BILL}"))
    // The same sources must have the same bill.
    .env(
        "SOURCE_DATE_EPOCH",
        cmd!(sh, "git log -1 --format=%ct").read()?,
    )
    .run()?;
    // It names the packages by their folders on this machine.
    let here = workspace.path("").display().to_string();
    let bill = workspace
        .read(&format!("{package}/{BILL}.json"))?
        .replace(&here, "/");
    // It writes a file for each package of the workspace, next to its manifest.
    for path in workspace
        .files()?
        .iter()
        .filter(|path| path.ends_with(&format!("/{BILL}.json")))
    {
        sh.remove_path(path)?;
    }
    Ok(sh.write_file(
        folder(workspace).join(format!("{name}-{VERSION}-{triple}.cdx.json")),
        bill,
    )?)
}

const BILL: &str = "bill-of-materials";
