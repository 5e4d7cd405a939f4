//! Rules about releases: one version of all packages, a heading for it in the changelog, licences in all packages.

use anyhow::Result;
use serde_json::Value;

use crate::dist::VERSION;
use crate::workspace::Workspace;

/// The folders whose content a tool packs. The npm package gets its licences when it is packed.
const PUBLISHED: [&str; 7] = [
    "bindings/python",
    "crates/auth",
    "crates/cli",
    "crates/client",
    "crates/diagnosis",
    "crates/emulator",
    "crates/proto",
];

pub(super) fn findings(workspace: &Workspace, files: &[String]) -> Result<Vec<String>> {
    let mut findings = Vec::new();
    for path in files.iter().filter(|path| path.ends_with("Cargo.toml")) {
        if has_own_version(&workspace.read(path)?) {
            findings.push(format!(
                "{path}: every crate takes the version of the workspace"
            ));
        }
    }
    for path in [
        "bindings/node/package.json",
        "bindings/node/package-lock.json",
    ] {
        if !is_of_version(&serde_json::from_str(&workspace.read(path)?)?, VERSION) {
            findings.push(format!(
                "{path}: its version is not {VERSION}, that of the workspace"
            ));
        }
    }
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = workspace.read(name)?;
        for path in PUBLISHED.map(|folder| format!("{folder}/{name}")) {
            if workspace.read(&path).ok().as_ref() != Some(&text) {
                findings.push(format!("{path}: a published package holds its licences"));
            }
        }
    }
    if !has_heading(&workspace.read("CHANGELOG.md")?, VERSION) {
        findings.push(format!("CHANGELOG.md: it has no heading for {VERSION}"));
    }
    Ok(findings)
}

fn has_own_version(manifest: &str) -> bool {
    let package = manifest
        .split("\n[")
        .find_map(|table| table.trim_start_matches('[').strip_prefix("package]"));
    package.is_some_and(|table| table.lines().any(|line| line.starts_with("version =")))
}

/// Whether an npm manifest or lock file has this version. A lock file has it twice: at the top and for the root
/// package.
fn is_of_version(npm: &Value, version: &str) -> bool {
    let own = &npm["version"];
    let root = npm.pointer("/packages//version").unwrap_or(own);
    own == version && root == version
}

fn has_heading(changelog: &str, version: &str) -> bool {
    let start = format!("## {version} ");
    changelog.lines().any(|line| line.starts_with(&start))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_with_a_version_of_its_own_is_found() {
        let own = "[package]\nname = \"a\"\nversion = \"0.1.0\"\n";

        assert!(has_own_version(own));
        assert!(has_own_version(&format!(
            "[workspace]\n\n{own}\n[dependencies]\n"
        )));
        assert!(!has_own_version(
            "[package]\nversion.workspace = true\n\n[dependencies.b]\nversion = \"2\"\n"
        ));
        assert!(!has_own_version(
            "[workspace.package]\nversion = \"0.1.0\"\n"
        ));
    }

    #[test]
    fn a_package_for_npm_with_another_version_is_found_and_its_dependencies_are_not() {
        let lock = |own: &str| serde_json::json!({"version": "0.1.0", "packages": {"": {"version": own}, "a": {"version": "7.0.0"}}});

        assert!(is_of_version(&lock("0.1.0"), "0.1.0"));
        assert!(!is_of_version(&lock("0.2.0"), "0.1.0"));
        assert!(!is_of_version(&lock("0.1.0"), "0.2.0"));
        assert!(!is_of_version(&serde_json::json!({}), "0.1.0"));
    }

    #[test]
    fn a_heading_is_the_version_and_not_its_beginning() {
        assert!(has_heading("# Changes\n\n## 0.1.0 (unreleased)\n", "0.1.0"));
        assert!(!has_heading(
            "## 0.1.01 (2026-11-23)\nsince 0.1.0\n",
            "0.1.0"
        ));
    }
}
