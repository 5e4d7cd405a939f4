//! `cargo xtask doors`: what `cargo xtask dist` made, tried as strangers would: each thing alone, installed into an empty
//! folder outside of the working copy, and a blob copied through it.

mod crates;
mod room;

use std::process::Command;
use std::time::Instant;

use crate::dist::VERSION;
use crate::npm;
use crate::python::{interpreter, make_anew, pip_install};
use crate::workspace::Workspace;
use room::Room;

/// One way into blobcopy.
struct Door {
    name: &'static str,
    go_through: fn(&Room) -> Result<(), String>,
}

const DOORS: &[Door] = &[
    Door {
        name: "command",
        go_through: command,
    },
    Door {
        name: "wheel",
        go_through: wheel,
    },
    Door {
        name: "npm",
        go_through: npm_packages,
    },
    Door {
        name: "crates",
        go_through: crates::project,
    },
    Door {
        name: "sdist",
        go_through: source_distribution,
    },
];

/// Goes through the doors that are named, or through all of them.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let asked: Vec<String> = std::env::args().skip(2).collect();
    if let Some(unknown) = asked
        .iter()
        .find(|name| DOORS.iter().all(|door| door.name != *name))
    {
        return Err(format!("doors: there is none named {unknown}"));
    }
    let mut gone_through = Vec::new();
    for door in DOORS
        .iter()
        .filter(|door| asked.is_empty() || asked.iter().any(|name| name == door.name))
    {
        println!("== door: {}", door.name);
        let start = Instant::now();
        let room = Room::new(workspace, door.name)?;
        (door.go_through)(&room)?;
        println!(
            "== door: {} took {:.1} s",
            door.name,
            start.elapsed().as_secs_f64()
        );
        gone_through.push(door.name);
    }
    Ok(format!("doors: {} stand open", gone_through.join(", ")))
}

/// The archive with the command.
fn command(room: &Room) -> Result<(), String> {
    room.unpack(&room.artifact(&format!("blobcopy-{VERSION}-"), ".tar.gz", "")?)?;
    let folder = room.only_folder()?;
    let program = folder.join(if cfg!(windows) {
        "blobcopy.exe"
    } else {
        "blobcopy"
    });
    the_command_works(room, &mut || Command::new(&program))?;
    for licence in ["LICENSE-APACHE", "LICENSE-MIT"] {
        room.holds_licence(&folder.join(licence))?;
    }
    let mut man = Command::new("man");
    man.args(["--warnings", "--local-file"])
        .arg(folder.join("man/blobcopy.1"))
        .env("MANWIDTH", "100");
    match man.output() {
        Ok(shown) if !shown.stderr.is_empty() || !shown.status.success() => Err(format!(
            "man complains: {}",
            String::from_utf8_lossy(&shown.stderr)
        )),
        Ok(_) => Ok(()),
        Err(why) => {
            println!(
                "NOT CHECKED: whether the manual page can be shown, because man cannot be run: {why}"
            );
            Ok(())
        }
    }
}

/// The wheel, in a virtual environment of its own and without a registry.
fn wheel(room: &Room) -> Result<(), String> {
    let wheel = room.artifact("blobcopy-", ".whl", "")?;
    install_and_use(room, &["--no-index", "--no-deps"], &wheel)
}

/// The source distribution, from which pip builds with what it gets from the registry.
fn source_distribution(room: &Room) -> Result<(), String> {
    let archive = room.artifact(
        &format!("blobcopy-{VERSION}"),
        ".tar.gz",
        &format!("blobcopy-{VERSION}-"),
    )?;
    install_and_use(room, &["--no-deps"], &archive)
}

fn install_and_use(room: &Room, flags: &[&str], package: &std::path::Path) -> Result<(), String> {
    let environment = room.path("environment");
    make_anew(&environment)?;
    let python = interpreter(&environment);
    let mut pip = pip_install(&python);
    pip.args(flags).arg(package);
    room.run(pip)?;
    let mut program = Command::new(&python);
    program.arg(room.program("program.py")?);
    room.copies(program)?;
    let command = python.with_file_name("blobcopy");
    the_command_works(room, &mut || Command::new(&command))
}

/// The package for npm and its native part, without a registry.
fn npm_packages(room: &Room) -> Result<(), String> {
    let package = room.artifact(&format!("blobcopy-{VERSION}"), ".tgz", "blobcopy-native-")?;
    let native = room.artifact("blobcopy-native-", ".tgz", "")?;
    room.write("package.json", "{}")?;
    let mut install = Command::new(npm::PROGRAM);
    install
        .args([
            "install",
            "--offline",
            "--no-audit",
            "--no-fund",
            "--loglevel=error",
        ])
        .args([package, native]);
    room.run(install)?;
    let mut program = Command::new("node");
    program.arg(room.program("program.mjs")?);
    room.copies(program)?;
    let script = room.path("node_modules/blobcopy/bin/blobcopy.cjs");
    the_command_works(room, &mut || {
        let mut node = Command::new("node");
        node.arg(&script);
        node
    })
}

/// It tells its version, copies a file through the service that it carries, and was built with logins.
fn the_command_works(room: &Room, blobcopy: &mut dyn FnMut() -> Command) -> Result<(), String> {
    let mut version = blobcopy();
    version.arg("--version");
    let said = room.run(version)?;
    if said.trim() != format!("blobcopy {VERSION}") {
        return Err(format!("the command's version is `{}`", said.trim()));
    }
    let mut copy = blobcopy();
    copy.args(["copy", "--embedded", "--output", "json"])
        .arg(room.write("file", "0123456789")?);
    let said = room.run(copy)?;
    if !said.contains("\"verified_length\":10") {
        return Err(format!("nothing was copied and compared: {said}"));
    }
    let mut login = blobcopy();
    login.args([
        "status",
        "https://acct.blob.core.windows.net/box/b",
        "--login=secret",
    ]);
    let refused = room.refused(login)?;
    // Nobody is asked: the environment has nothing to log in with.
    match refused.contains("AZURE_TENANT_ID") {
        true => Ok(()),
        false => Err(format!("it was built without logins: {refused}")),
    }
}
