//! `cargo xtask install-check`: installs each artifact of `cargo xtask dist` alone, in an empty folder outside the
//! working copy, and copies a blob with it.

mod crates;
mod folder;

use std::ffi::OsStr;

use anyhow::{Result, ensure};
use clap::{Args, ValueEnum};
use xshell::{Cmd, cmd};

use crate::dist::VERSION;
use crate::step::timed;
use crate::workspace::Workspace;
use crate::{npm, python};
use folder::EmptyFolder;

#[derive(Args)]
pub(crate) struct Options {
    /// What to install [default: all]
    artifacts: Vec<Artifact>,
}

#[derive(Clone, Copy, Debug, ValueEnum)]
enum Artifact {
    Command,
    Wheel,
    Npm,
    Crates,
    Sdist,
}

/// Installs and uses each artifact.
pub(crate) fn run(workspace: &Workspace, options: Options) -> Result<String> {
    let mut artifacts = options.artifacts;
    if artifacts.is_empty() {
        artifacts.extend(Artifact::value_variants());
    }
    for artifact in &artifacts {
        timed(&format!("install-check: {artifact:?}"), || {
            let folder = EmptyFolder::new(workspace)?;
            match artifact {
                Artifact::Command => command(&folder),
                Artifact::Wheel => wheel(&folder),
                Artifact::Npm => npm_packages(&folder),
                Artifact::Crates => crates::project(&folder),
                Artifact::Sdist => source_distribution(&folder),
            }
        })?;
    }
    Ok(format!("install-check: installed and used: {artifacts:?}"))
}

/// The archive with the command.
fn command(folder: &EmptyFolder<'_>) -> Result<()> {
    let archive =
        |name: &str| name.starts_with(&format!("blobcopy-{VERSION}-")) && name.ends_with(".tar.gz");
    folder.unpack(archive)?;
    let unpacked = folder.only_entry()?;
    let program = if cfg!(windows) {
        "blobcopy.exe"
    } else {
        "blobcopy"
    };
    the_command_works(folder, &[unpacked.join(program)])?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        folder.holds_licence(&unpacked.join(licence))?;
    }
    let (sh, page) = (folder.sh(), unpacked.join("man/blobcopy.1"));
    let man = cmd!(sh, "man --warnings --local-file {page}").env("MANWIDTH", "100");
    match man.ignore_status().output() {
        Ok(shown) => ensure!(
            shown.stderr.is_empty() && shown.status.success(),
            "man fails: {shown:?}"
        ),
        Err(why) => println!("NOT CHECKED: whether the manual page can be shown: {why}"),
    }
    Ok(())
}

/// The wheel, in its own virtual environment and without a registry.
fn wheel(folder: &EmptyFolder<'_>) -> Result<()> {
    let wheel = |name: &str| name.starts_with("blobcopy-") && name.ends_with(".whl");
    install_with_pip(folder, &["--no-index", "--no-deps"], wheel)
}

/// The source distribution, which pip builds with dependencies from the registry.
fn source_distribution(folder: &EmptyFolder<'_>) -> Result<()> {
    install_with_pip(folder, &["--no-deps"], |name| {
        name == format!("blobcopy-{VERSION}.tar.gz")
    })
}

fn install_with_pip(
    folder: &EmptyFolder<'_>,
    flags: &[&str],
    is_wanted: impl Fn(&str) -> bool,
) -> Result<()> {
    let environment = folder.path("environment");
    let python = python::environment(folder.workspace, &environment)?;
    let pip = python::pip_install(folder.workspace, &python).args(flags);
    folder.run(pip.arg(folder.artifact(is_wanted)?))?;
    let (sh, program) = (folder.sh(), folder.program("program.py")?);
    folder.copies(cmd!(sh, "{python} {program}"))?;
    the_command_works(folder, &[python.with_file_name("blobcopy")])
}

/// The package for npm and its native part, without a registry.
fn npm_packages(folder: &EmptyFolder<'_>) -> Result<()> {
    let (sh, npm) = (folder.sh(), npm::PROGRAM);
    let package = folder.artifact(|name| name == format!("blobcopy-{VERSION}.tgz"))?;
    let native =
        folder.artifact(|name| name.starts_with("blobcopy-native-") && name.ends_with(".tgz"))?;
    sh.write_file(folder.path("package.json"), "{}")?;
    let flags = ["--offline", "--no-audit", "--no-fund", "--loglevel=error"];
    folder.run(cmd!(sh, "{npm} install {flags...} {package} {native}"))?;
    let program = folder.program("program.mjs")?;
    folder.copies(cmd!(sh, "node {program}"))?;
    let script = folder.path("node_modules/blobcopy/bin/blobcopy.cjs");
    the_command_works(folder, &["node".into(), script])
}

/// Checks that the command prints its version, copies a file through its own emulator, and was built with logins.
fn the_command_works(folder: &EmptyFolder<'_>, words: &[impl AsRef<OsStr>]) -> Result<()> {
    let sh = folder.sh();
    let blobcopy = || -> Cmd<'_> { sh.cmd(words[0].as_ref()).args(&words[1..]) };
    let version = folder.run(blobcopy().arg("--version"))?;
    ensure!(
        version.trim() == format!("blobcopy {VERSION}"),
        "the command's version is `{version}`"
    );
    let file = folder.path("file");
    sh.write_file(&file, "0123456789")?;
    let copied = folder.run(
        blobcopy()
            .args(["copy", "--embedded", "--output", "json"])
            .arg(file),
    )?;
    ensure!(
        copied.contains("\"verified_length\":10"),
        "nothing was copied and compared: {copied}"
    );
    let login = blobcopy().args([
        "status",
        "https://acct.blob.core.windows.net/box/b",
        "--login=secret",
    ]);
    // No request is sent, because the environment has no login.
    let refused = folder.refused(login)?;
    ensure!(
        refused.contains("AZURE_TENANT_ID"),
        "it was built without logins: {refused}"
    );
    Ok(())
}
