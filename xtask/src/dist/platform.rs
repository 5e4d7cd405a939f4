//! What a platform is called, and how cargo builds for it.

use std::path::PathBuf;
use std::process::Command;

use crate::python;
use crate::workspace::{Workspace, output};

/// The platform that something is made for.
pub(super) struct Platform {
    /// As Rust names it.
    pub(super) triple: String,
    /// Whether it was asked for by name, and is then built so that it runs on machines older than this one.
    pub(super) is_portable: bool,
    /// Where zig is, if it links what is built.
    zig: Option<PathBuf>,
}

impl Platform {
    /// The platform asked for, or else this machine's.
    ///
    /// What is built on a Linux system runs only where the C library is as new as there. So a platform of Linux that is
    /// asked for by name is linked by zig, which brings the C libraries of older systems with it.
    pub(super) fn new(workspace: &Workspace, asked: Option<&str>) -> Result<Self, String> {
        let Some(triple) = asked else {
            return Ok(Self {
                triple: host()?,
                is_portable: false,
                zig: None,
            });
        };
        let is_known = released(workspace)?.iter().any(|known| known == triple);
        if !is_known {
            return Err(format!(
                "dist: {triple} is none of the targets in bindings/node/package.json"
            ));
        }
        let zig = triple.contains("-linux-").then(|| {
            let requirements = workspace.path("xtask/zig-requirements.txt");
            python::install(&requirements, &workspace.target().join("zig"))
        });
        Ok(Self {
            triple: triple.to_owned(),
            is_portable: true,
            zig: zig.transpose()?,
        })
    }

    /// Cargo, to build this package as it is released.
    pub(super) fn cargo(&self, workspace: &Workspace, package: &str) -> Command {
        let subcommand = if self.zig.is_some() {
            "zigbuild"
        } else {
            "build"
        };
        let mut words = vec![
            subcommand,
            "--quiet",
            "--release",
            "--features=login",
            "--package",
            package,
        ];
        let target = self.zig_target();
        if self.is_portable {
            words.extend(["--target", &target]);
        }
        let mut cargo = workspace.cargo(&words);
        self.find_zig(&mut cargo);
        cargo
    }

    /// Lets a program find zig, if it is to link.
    pub(super) fn find_zig(&self, command: &mut Command) {
        let Some(folder) = self.zig.as_deref().and_then(|python| python.parent()) else {
            return;
        };
        let mut folders = vec![folder.to_owned()];
        folders.extend(std::env::split_paths(
            &std::env::var_os("PATH").unwrap_or_default(),
        ));
        let path = std::env::join_paths(folders).expect("they were split from a path");
        command.env("PATH", path);
    }

    pub(super) fn is_linked_by_zig(&self) -> bool {
        self.zig.is_some()
    }

    /// Where cargo puts what it builds for release.
    pub(super) fn built(&self, workspace: &Workspace) -> PathBuf {
        let mut folder = workspace.target();
        if self.is_portable {
            folder.push(&self.triple);
        }
        folder.join("release")
    }

    pub(super) fn is_windows(&self) -> bool {
        self.triple.contains("-windows-")
    }

    /// The triple, with the oldest C library that must do.
    fn zig_target(&self) -> String {
        match self.zig {
            Some(_) if self.triple.ends_with("-gnu") => format!("{}.{GLIBC}", self.triple),
            _ => self.triple.clone(),
        }
    }
}

/// That of manylinux2014; Rust itself needs no less.
const GLIBC: &str = "2.17";

/// The platforms of a release: the package for Node names them, since its loader has to know them.
fn released(workspace: &Workspace) -> Result<Vec<String>, String> {
    let manifest = workspace.read("bindings/node/package.json")?;
    let targets = manifest
        .split_once("\"targets\": [")
        .and_then(|(_, rest)| rest.split_once(']'))
        .ok_or("bindings/node/package.json names no targets")?;
    let quoted = targets.0.split('"').skip(1).step_by(2);
    Ok(quoted.map(str::to_owned).collect())
}

fn host() -> Result<String, String> {
    let mut rustc = Command::new("rustc");
    rustc.arg("-vV");
    let said = output(rustc)?;
    let host = said.lines().find_map(|line| line.strip_prefix("host: "));
    host.map(str::to_owned)
        .ok_or_else(|| "rustc does not say its host".to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_platform_of_the_release_workflow_is_one_of_the_package() {
        let workspace = Workspace::here();
        let released = released(&workspace).unwrap();
        assert_eq!(released.len(), 8);
        let workflow = workspace.read(".github/workflows/release.yml").unwrap();
        let named = workflow
            .lines()
            .filter_map(|line| line.trim().strip_prefix("- target: "));
        let mut named: Vec<&str> = named.collect();
        named.sort_unstable();
        let mut released: Vec<&str> = released.iter().map(String::as_str).collect();
        released.sort_unstable();
        assert_eq!(named, released);
    }

    #[test]
    fn a_platform_that_is_not_released_is_refused() {
        let refused = Platform::new(&Workspace::here(), Some("sparc64-unknown-linux-gnu"));
        assert!(refused.is_err_and(|why| why.contains("sparc64")));
    }

    #[test]
    fn only_glibc_has_an_oldest_version() {
        let with_zig = |triple: &str| Platform {
            triple: triple.to_owned(),
            is_portable: true,
            zig: Some(PathBuf::from("zig/bin/python")),
        };
        assert_eq!(
            with_zig("x86_64-unknown-linux-gnu").zig_target(),
            "x86_64-unknown-linux-gnu.2.17"
        );
        assert_eq!(
            with_zig("x86_64-unknown-linux-musl").zig_target(),
            "x86_64-unknown-linux-musl"
        );
    }
}
