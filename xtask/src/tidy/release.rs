//! Rules about versions: one for every crate, and a heading for it in the changelog.

use super::{Finding, Rule};
use crate::workspace::Workspace;

const ONE_VERSION: Rule = Rule {
    says: "every crate has the version of the workspace",
    reason: "they are released together, and a user compares one number",
};

const CHANGELOG: Rule = Rule {
    says: "CHANGELOG.md has a heading for the current version",
    reason: "a user learns there what changed, so it is written with the change",
};

pub(super) fn findings(workspace: &Workspace, files: &[String]) -> Result<Vec<Finding>, String> {
    let root = workspace.read("Cargo.toml")?;
    let version =
        workspace_version(&root).ok_or("Cargo.toml has no [workspace.package] version")?;
    let mut findings = Vec::new();
    for path in files.iter().filter(|path| path.ends_with("Cargo.toml")) {
        for line in other_versions(&workspace.read(path)?, version) {
            findings.push(Finding {
                path: path.clone(),
                line,
                rule: &ONE_VERSION,
                detail: String::new(),
            });
        }
    }
    let changelog = workspace.read("CHANGELOG.md").unwrap_or_default();
    if !has_heading(&changelog, version) {
        let detail = format!("{version} has none");
        findings.push(Finding {
            path: "CHANGELOG.md".to_owned(),
            line: 1,
            rule: &CHANGELOG,
            detail,
        });
    }
    Ok(findings)
}

fn workspace_version(manifest: &str) -> Option<&str> {
    entries(manifest)
        .find(|entry| entry.table == "workspace.package" && entry.key == "version")?
        .string()
}

/// The lines of a manifest that give a crate of ours, or a dependency on one, a version of its own.
fn other_versions(manifest: &str, version: &str) -> Vec<usize> {
    let mut lines = Vec::new();
    for entry in entries(manifest) {
        let own = entry.table == "package" && entry.key == "version";
        let ours = entry.table.ends_with("dependencies") && entry.value.contains("path = ");
        let wrong =
            own || ours && inline_version(entry.value).is_some_and(|stated| stated != version);
        if wrong {
            lines.push(entry.line);
        }
    }
    lines
}

fn inline_version(value: &str) -> Option<&str> {
    value.split_once("version = \"")?.1.split('"').next()
}

fn has_heading(changelog: &str, version: &str) -> bool {
    changelog
        .lines()
        .filter_map(|line| line.strip_prefix("## "))
        .any(|heading| {
            heading
                .split_whitespace()
                .next()
                .is_some_and(|word| word.trim_matches(['[', ']']) == version)
        })
}

/// One `key = value` line of a manifest.
struct Entry<'a> {
    line: usize,
    table: &'a str,
    key: &'a str,
    value: &'a str,
}

impl<'a> Entry<'a> {
    fn string(&self) -> Option<&'a str> {
        self.value.strip_prefix('"')?.split('"').next()
    }
}

/// The one-line entries of a manifest, which is how ours are written.
fn entries(manifest: &str) -> impl Iterator<Item = Entry<'_>> {
    let mut table = "";
    manifest
        .lines()
        .enumerate()
        .filter_map(move |(index, line)| {
            let line = line.trim();
            if let Some(header) = line.strip_prefix('[') {
                table = header.trim_end_matches(']');
                return None;
            }
            let (key, value) = line.split_once('=')?;
            Some(Entry {
                line: index + 1,
                table,
                key: key.trim(),
                value: value.trim(),
            })
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_version_of_the_workspace_is_found_in_its_table() {
        let manifest = "[package]\nversion = \"9.9.9\"\n[workspace.package]\nedition = \"2024\"\nversion = \"0.1.0\"\n";

        assert_eq!(workspace_version(manifest), Some("0.1.0"));
    }

    #[test]
    fn a_crate_with_a_version_of_its_own_is_listed() {
        assert_eq!(
            other_versions("[package]\nname = \"a\"\nversion = \"0.1.0\"\n", "0.1.0"),
            [3]
        );
        assert_eq!(
            other_versions(
                "[package]\nname = \"a\"\nversion.workspace = true\n",
                "0.1.0"
            ),
            []
        );
    }

    #[test]
    fn a_dependency_on_another_version_of_ours_is_listed() {
        let manifest = "[workspace.dependencies]\na = { path = \"a\", version = \"0.1.0\" }\n\
                        b = { path = \"b\", version = \"0.2.0\" }\nc = { version = \"3\" }\n";

        assert_eq!(other_versions(manifest, "0.1.0"), [3]);
    }

    #[test]
    fn a_heading_is_the_version_and_not_its_beginning() {
        assert!(has_heading("# Changes\n\n## 0.1.0\n", "0.1.0"));
        assert!(has_heading("## [0.1.0] - 2026-11-23\n", "0.1.0"));
        assert!(!has_heading("## 0.1.01\nsince 0.1.0\n", "0.1.0"));
    }
}
