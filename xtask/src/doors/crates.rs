//! The crates, in a new project that has nothing but them.

use std::process::Command;

use super::room::Room;
use crate::dist::{CRATES, VERSION};

/// Makes a project that depends on the crates as if they were published, and runs it.
pub(super) fn project(room: &Room) -> Result<(), String> {
    for name in CRATES {
        room.unpack(&room.artifact(&format!("{name}-{VERSION}"), ".crate", "")?)?;
        for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
            room.holds_licence(&room.path(&format!("{name}-{VERSION}/{licence}")))?;
        }
    }
    room.write("project/Cargo.toml", &manifest())?;
    let main = room.program("main.rs")?;
    std::fs::create_dir_all(room.path("project/src"))
        .and_then(|()| std::fs::rename(main, room.path("project/src/main.rs")))
        .map_err(|error| format!("cannot lay out the project: {error}"))?;
    let mut cargo = Command::new("cargo");
    cargo
        .args(["run", "--quiet", "--manifest-path"])
        .arg(room.path("project/Cargo.toml"));
    room.copies(cargo)
}

fn manifest() -> String {
    let patches = CRATES.map(|name| format!("{name} = {{ path = \"../{name}-{VERSION}\" }}\n"));
    format!(
        "[package]\nname = \"project\"\nversion = \"1.0.0\"\nedition = \"2024\"\n\n[dependencies]\n\
         blobcopy = \"{VERSION}\"\nblobcopy-cli = \"{VERSION}\"\nblobcopy-emulator = \"{VERSION}\"\n\
         tokio = {{ version = \"1\", features = [\"macros\", \"rt\"] }}\n\n[patch.crates-io]\n{}",
        patches.concat()
    )
}
