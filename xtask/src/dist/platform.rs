//! The names of platforms, and how cargo builds for them.

use std::path::PathBuf;

use anyhow::{Context, Result, ensure};
use serde_json::Value;
use xshell::{Cmd, cmd};

use crate::python;
use crate::workspace::Workspace;

/// The platform to build for.
pub(super) struct Platform {
    /// Rust's name of the platform.
    pub(super) triple: String,
    /// Whether the platform was named, and the build must run on older systems than this machine's.
    pub(super) is_portable: bool,
    /// Python with zig, if zig is the linker.
    pub(super) zig: Option<PathBuf>,
}

impl Platform {
    /// The named platform, or this machine's.
    ///
    /// A program built on Linux runs only if the C library is at least as new as there. So for a named Linux platform
    /// zig is the linker, because it includes the C libraries of older systems.
    pub(super) fn new(workspace: &Workspace, named: Option<&str>) -> Result<Self> {
        let Some(triple) = named else {
            return Ok(Self {
                triple: host(workspace)?,
                is_portable: false,
                zig: None,
            });
        };
        let is_known = released(workspace)?.iter().any(|known| known == triple);
        ensure!(
            is_known,
            "dist: {triple} is none of the targets in bindings/node/package.json"
        );
        let zig = triple
            .contains("-linux-")
            .then(|| python::install(workspace, "xtask/zig-requirements.txt", "zig"));
        Ok(Self {
            triple: triple.to_owned(),
            is_portable: true,
            zig: zig.transpose()?,
        })
    }

    /// Cargo, to build this package as for a release.
    pub(super) fn cargo<'a>(&self, workspace: &'a Workspace, package: &str) -> Cmd<'a> {
        let subcommand = if self.zig.is_some() {
            "zigbuild"
        } else {
            "build"
        };
        let build = format!("{subcommand} --quiet --release --features=login --package {package}");
        let mut cargo = workspace.cargo(&build);
        if self.is_portable {
            cargo = cargo.args(["--target", &self.zig_target()]);
        }
        self.find_zig(cargo)
    }

    /// Adds zig to the path of a program, if zig is the linker.
    pub(super) fn find_zig<'a>(&self, command: Cmd<'a>) -> Cmd<'a> {
        let Some(folder) = self.zig.as_deref().and_then(|python| python.parent()) else {
            return command;
        };
        let path = std::env::var_os("PATH").unwrap_or_default();
        let folders = std::iter::once(folder.to_owned()).chain(std::env::split_paths(&path));
        command.env(
            "PATH",
            std::env::join_paths(folders).expect("they were split from a path"),
        )
    }

    /// The folder of cargo's release builds.
    pub(super) fn built(&self, workspace: &Workspace) -> PathBuf {
        let folder = if self.is_portable { &self.triple } else { "" };
        workspace.target().join(folder).join("release")
    }

    /// The triple, with the oldest supported C library.
    fn zig_target(&self) -> String {
        match self.zig {
            Some(_) if self.triple.ends_with("-gnu") => format!("{}.{GLIBC}", self.triple),
            _ => self.triple.clone(),
        }
    }
}

/// The version of manylinux2014. Rust itself requires it.
const GLIBC: &str = "2.17";

/// The platforms of a release, as the Node package lists them, because its loader has to know them.
fn released(workspace: &Workspace) -> Result<Vec<String>> {
    let manifest: Value = serde_json::from_str(&workspace.read("bindings/node/package.json")?)?;
    Ok(serde_json::from_value(manifest["napi"]["targets"].clone())?)
}

fn host(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let printed = cmd!(sh, "rustc -vV").read()?;
    let host = printed.lines().find_map(|line| line.strip_prefix("host: "));
    Ok(host.context("rustc does not print its host")?.to_owned())
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
        assert!(refused.is_err_and(|why| why.to_string().contains("sparc64")));
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
