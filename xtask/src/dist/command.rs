//! The command as an archive: with its manual, its completions, its licences and what it is made of.

use std::fs;
use std::io;
use std::path::Path;
use std::process::Command;

use super::platform::Platform;
use super::{VERSION, folder, sbom, sums};
use crate::workspace::{Workspace, output, succeed};

pub(super) fn make(workspace: &Workspace, platform: &Platform) -> Result<(), String> {
    println!("dist: the command");
    succeed(platform.cargo(workspace, "blobcopy-cli"))?;
    let name = format!("blobcopy-{VERSION}-{}", platform.triple);
    let staging = workspace.target().join("dist-command");
    let _ = fs::remove_dir_all(&staging);
    let staged = staging.join(&name);
    let program = if platform.is_windows() {
        "blobcopy.exe"
    } else {
        "blobcopy"
    };
    lay_out(workspace, &staged, &platform.built(workspace).join(program))
        .map_err(|error| format!("cannot write to {}: {error}", staged.display()))?;
    let program = staged.join(program);
    manual(&program, &staged.join("man"))?;
    completions(&program, &staged.join("completions"))?;
    sums::archive(&staged, &folder(workspace).join(format!("{name}.tar.gz")))?;
    sbom::write(workspace, "blobcopy-cli", "blobcopy", &platform.triple)
}

fn lay_out(workspace: &Workspace, staged: &Path, program: &Path) -> io::Result<()> {
    fs::create_dir_all(staged.join("completions"))?;
    for name in ["CHANGELOG.md", "LICENSE-APACHE", "LICENSE-MIT"] {
        fs::copy(workspace.path(name), staged.join(name))?;
    }
    fs::copy(
        workspace.path("crates/cli/README.md"),
        staged.join("README.md"),
    )?;
    fs::copy(
        program,
        staged.join(program.file_name().expect("a program has a name")),
    )?;
    Ok(())
}

/// The program writes its own, so it has to run here: every platform is built by a machine of its kind.
fn manual(program: &Path, folder: &Path) -> Result<(), String> {
    let mut man = Command::new(program);
    man.args(["man", "--folder"]).arg(folder);
    succeed(man)
}

fn completions(program: &Path, folder: &Path) -> Result<(), String> {
    for (shell, file) in [
        ("bash", "blobcopy.bash"),
        ("elvish", "blobcopy.elv"),
        ("fish", "blobcopy.fish"),
        ("powershell", "_blobcopy.ps1"),
        ("zsh", "_blobcopy"),
    ] {
        let mut completions = Command::new(program);
        completions.args(["completions", shell]);
        fs::write(folder.join(file), output(completions)?)
            .map_err(|error| format!("cannot write {file}: {error}"))?;
    }
    Ok(())
}
