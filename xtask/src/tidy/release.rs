//! Rules about what is released: one version for every package, a heading for it in the changelog, licences in all of them.

use super::{Finding, Rule};
use crate::workspace::Workspace;

const ONE_VERSION: Rule = Rule {
    says: "every crate and package has the version of the workspace",
    reason: "they are released together, and a user compares one number",
};

const CHANGELOG: Rule = Rule {
    says: "CHANGELOG.md has a heading for the current version",
    reason: "a user learns there what changed, so it is written with the change",
};

const LICENCES: Rule = Rule {
    says: "every package that is published has the licences beside its manifest",
    reason: "whoever has the package has to have them too, and its tool packs what lies there",
};

/// Where the packages for npm state the version, and how often each file does.
const NPM: [(&str, usize); 2] = [
    ("bindings/node/package.json", 1),
    // Of itself, and of the package at its root.
    ("bindings/node/package-lock.json", 2),
];

/// The folders whose tool packs what lies in them. The package for npm gets its licences when it is packed.
const PUBLISHED: [&str; 6] = [
    "bindings/python",
    "crates/auth",
    "crates/cli",
    "crates/client",
    "crates/emulator",
    "crates/proto",
];

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
    for (path, times) in NPM {
        for line in other_npm_versions(&workspace.read(path)?, times, version) {
            findings.push(Finding {
                path: path.to_owned(),
                line,
                rule: &ONE_VERSION,
                detail: String::new(),
            });
        }
    }
    findings.extend(missing_licences(workspace)?);
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

/// The lines among the first ones that state a version which give another one; line 1 if there are too few.
fn other_npm_versions(manifest: &str, times: usize, version: &str) -> Vec<usize> {
    let stated = manifest.lines().enumerate().filter_map(|(index, line)| {
        let value = line.trim().strip_prefix("\"version\": \"")?;
        Some((index + 1, value.trim_end_matches(',').trim_end_matches('"')))
    });
    let stated: Vec<(usize, &str)> = stated.take(times).collect();
    if stated.len() < times {
        return vec![1];
    }
    let other = stated.into_iter().filter(|(_, stated)| *stated != version);
    other.map(|(line, _)| line).collect()
}

fn missing_licences(workspace: &Workspace) -> Result<Vec<Finding>, String> {
    let mut findings = Vec::new();
    for name in ["LICENSE-APACHE", "LICENSE-MIT"] {
        let text = workspace.read(name)?;
        for folder in PUBLISHED {
            let path = format!("{folder}/{name}");
            if !workspace.read(&path).is_ok_and(|there| there == text) {
                findings.push(Finding {
                    path,
                    line: 1,
                    rule: &LICENCES,
                    detail: String::new(),
                });
            }
        }
    }
    Ok(findings)
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
    fn a_package_for_npm_with_another_version_is_listed_and_its_dependencies_are_not() {
        let lock = "{\n  \"version\": \"0.1.0\",\n  \"packages\": {\n    \"\": {\n      \"version\": \"0.2.0\"\n    },\n\
                    \"a\": {\n      \"version\": \"7.0.0\"\n";

        assert_eq!(other_npm_versions(lock, 2, "0.1.0"), [5]);
        assert_eq!(other_npm_versions(lock, 1, "0.1.0"), []);
        assert_eq!(other_npm_versions("{}", 1, "0.1.0"), [1]);
    }

    #[test]
    fn a_heading_is_the_version_and_not_its_beginning() {
        assert!(has_heading("# Changes\n\n## 0.1.0\n", "0.1.0"));
        assert!(has_heading("## [0.1.0] - 2026-11-23\n", "0.1.0"));
        assert!(!has_heading("## 0.1.01\nsince 0.1.0\n", "0.1.0"));
    }
}
