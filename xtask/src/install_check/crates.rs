//! The crates, in a new project with no other dependencies.

use anyhow::Result;
use xshell::cmd;

use super::folder::EmptyFolder;
use crate::dist::{CRATES, VERSION};

/// Creates a project that depends on the crates as if they were published, and runs it.
pub(super) fn project(folder: &EmptyFolder<'_>) -> Result<()> {
    for name in CRATES {
        folder.unpack(|file| file == format!("{name}-{VERSION}.crate"))?;
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            folder.holds_licence(&folder.path(&format!("{name}-{VERSION}/{licence}")))?;
        }
    }
    let (sh, main) = (folder.sh(), folder.program("main.rs")?);
    let manifest = folder.path("project/Cargo.toml");
    sh.write_file(&manifest, manifest_text())?;
    sh.create_dir(folder.path("project/src"))?;
    sh.copy_file(main, folder.path("project/src"))?;
    folder.copies(cmd!(sh, "cargo run --quiet --manifest-path {manifest}"))
}

fn manifest_text() -> String {
    let patches = CRATES.map(|name| format!("{name} = {{ path = \"../{name}-{VERSION}\" }}\n"));
    format!(
        "[package]\nname = \"project\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         blobcopy = \"{VERSION}\"\nblobcopy-cli = \"{VERSION}\"\nblobcopy-emulator = \"{VERSION}\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[patch.crates-io]\n{}",
        patches.concat()
    )
}
