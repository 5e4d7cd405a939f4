//! The command as an archive, with its manual, completions, licences and bill of materials.

use anyhow::Result;
use xshell::cmd;

use super::platform::Platform;
use super::{VERSION, archive, folder, sbom};
use crate::workspace::Workspace;

pub(super) fn make(workspace: &Workspace, platform: &Platform) -> Result<()> {
    println!("dist: the command");
    platform.cargo(workspace, "blobcopy-cli").run()?;
    let (sh, triple) = (&workspace.sh, &platform.triple);
    let name = format!("blobcopy-{VERSION}-{triple}");
    let staging = workspace.target().join("dist-command");
    sh.remove_path(&staging)?;
    let staged = sh.create_dir(staging.join(&name))?;
    for path in [
        "CHANGELOG.md",
        "LICENSE-APACHE",
        "LICENSE-MIT",
        "crates/cli/README.md",
    ] {
        sh.copy_file(path, &staged)?;
    }
    let program = if triple.contains("-windows-") {
        "blobcopy.exe"
    } else {
        "blobcopy"
    };
    sh.copy_file(platform.built(workspace).join(program), &staged)?;
    // The program writes its own manual, so it must run here. Every platform is built on a machine of its kind.
    let (program, man) = (staged.join(program), staged.join("man"));
    cmd!(sh, "{program} man --folder {man}").run()?;
    for (shell, file) in COMPLETIONS {
        let text = cmd!(sh, "{program} completions {shell}").output()?.stdout;
        sh.write_file(staged.join("completions").join(file), text)?;
    }
    archive(
        workspace,
        &staged,
        &folder(workspace).join(format!("{name}.tar.gz")),
    )?;
    sbom::write(workspace, "crates/cli", "blobcopy", triple)
}

/// Each shell, and where it looks for completions.
const COMPLETIONS: [(&str, &str); 5] = [
    ("bash", "blobcopy.bash"),
    ("elvish", "blobcopy.elv"),
    ("fish", "blobcopy.fish"),
    ("powershell", "_blobcopy.ps1"),
    ("zsh", "_blobcopy"),
];
