//! The machine of a measurement, and the versions of the software.

use std::fs;

use anyhow::{Context, Result};
use xshell::cmd;

use crate::workspace::Workspace;

/// Describes machine and versions in three lines.
pub(super) fn described(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let info = from_kernel("cpuinfo");
    let model = info.lines().find(|line| line.starts_with("model name"));
    let model = model.and_then(|line| line.split_once(": "));
    let model = model.map_or(std::env::consts::ARCH, |(_, model)| model);
    let load = from_kernel("loadavg");
    Ok(format!(
        "Machine: {model}, {cores} cores, Linux {}, load {} at the beginning.\n\
         Tools: {}, node {}, {}.\n\
         Versions: {}.\n",
        from_kernel("sys/kernel/osrelease"),
        load.split(' ').next().unwrap_or_default(),
        cmd!(sh, "rustc --version").read()?,
        cmd!(sh, "node --version").read()?,
        cmd!(sh, "python3 --version").read()?,
        versions(workspace)?.join(", "),
    ))
}

/// The text of a file in `/proc`. Empty if there is none.
fn from_kernel(file: &str) -> String {
    let text = fs::read_to_string(format!("/proc/{file}")).unwrap_or_default();
    text.trim().to_owned()
}

/// The file that contains each version, the text before the version in it, and the software's name.
const VERSIONS: [(&str, &str, &str); 8] = [
    (
        "bench/Cargo.lock",
        "name = \"blobcopy\"\nversion = \"",
        "blobcopy",
    ),
    (
        "bench/Cargo.lock",
        "name = \"hyper\"\nversion = \"",
        "hyper",
    ),
    (
        "bench/Cargo.lock",
        "name = \"object_store\"\nversion = \"",
        "object_store",
    ),
    (
        "bench/Cargo.lock",
        "name = \"opendal\"\nversion = \"",
        "opendal",
    ),
    (
        "bench/Cargo.lock",
        "name = \"azure_storage_blob\"\nversion = \"",
        "azure_storage_blob",
    ),
    (
        "tests/npm/package.json",
        "\"@azure/storage-blob\": \"",
        "@azure/storage-blob",
    ),
    (
        "bindings/python/tests/requirements.txt",
        "\nazure-storage-blob==",
        "azure-storage-blob",
    ),
    (
        "bindings/python/tests/requirements.txt",
        "\naiohttp==",
        "aiohttp",
    ),
];

fn versions(workspace: &Workspace) -> Result<Vec<String>> {
    let mut versions = Vec::new();
    for (file, before, name) in VERSIONS {
        let text = workspace.read(file)?;
        let version = text
            .split_once(before)
            .and_then(|(_, rest)| rest.split(['"', '\n']).next());
        versions.push(format!(
            "{name} {}",
            version.with_context(|| format!("{file} states no version of {name}"))?
        ));
    }
    Ok(versions)
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
