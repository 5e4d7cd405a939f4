//! What it was measured on, and with which versions.

use std::fs;
use std::process::Command;

use crate::workspace::{Workspace, output};

/// Where and with what, in three lines.
pub(super) fn described(workspace: &Workspace) -> Result<String, String> {
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    Ok(format!(
        "Machine: {}, {cores} cores, Linux {}, load {} at the beginning.\n\
         Tools: {}, node {}, {}.\n\
         Versions: {}.\n",
        processor(),
        told_by_kernel("sys/kernel/osrelease"),
        told_by_kernel("loadavg")
            .split(' ')
            .next()
            .unwrap_or_default(),
        said_by("rustc")?,
        said_by("node")?,
        said_by("python3")?,
        versions(workspace)?.join(", "),
    ))
}

fn processor() -> String {
    let info = told_by_kernel("cpuinfo");
    let model = info.lines().find(|line| line.starts_with("model name"));
    let name = model.and_then(|line| line.split_once(": "));
    name.map_or_else(
        || std::env::consts::ARCH.to_owned(),
        |(_, name)| name.to_owned(),
    )
}

/// What stands in a file of `/proc`; nothing where there is none.
fn told_by_kernel(file: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{file}")).unwrap_or_default();
    text.trim().to_owned()
}

fn said_by(program: &str) -> Result<String, String> {
    let mut command = Command::new(program);
    command.arg("--version");
    Ok(output(command)?.trim().to_owned())
}

/// Ours and the others' by their locks.
fn versions(workspace: &Workspace) -> Result<Vec<String>, String> {
    let lock = workspace.read("bench/Cargo.lock")?;
    let crates = [
        "blobcopy",
        "hyper",
        "object_store",
        "opendal",
        "azure_storage_blob",
    ];
    let mut versions = Vec::new();
    for name in crates {
        versions.push(version(
            &lock,
            &format!("name = \"{name}\"\nversion = \""),
            name,
        )?);
    }
    let npm = workspace.read("tests/npm/package.json")?;
    versions.push(version(
        &npm,
        "\"@azure/storage-blob\": \"",
        "@azure/storage-blob",
    )?);
    let pip = workspace.read("bindings/python/tests/requirements.txt")?;
    for name in ["azure-storage-blob", "aiohttp"] {
        versions.push(version(&pip, &format!("\n{name}=="), name)?);
    }
    Ok(versions)
}

/// The name, and the version that stands behind `before`.
fn version(text: &str, before: &str, name: &str) -> Result<String, String> {
    let (_, rest) = text
        .split_once(before)
        .ok_or_else(|| format!("bench: no version of {name} is found"))?;
    let end = rest.find(['"', '\n']).unwrap_or(rest.len());
    Ok(format!("{name} {}", &rest[..end]))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_client_beside_ours_has_a_version() {
        let versions = versions(&Workspace::here()).unwrap();
        assert_eq!(versions.len(), 8);
        let is_number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
        for version in versions {
            assert!(
                version.rsplit(' ').next().is_some_and(is_number),
                "{version}"
            );
        }
    }
}
