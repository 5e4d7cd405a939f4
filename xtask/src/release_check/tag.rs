//! Whether a tag fits the release.

use anyhow::{Result, ensure};

use crate::dist::VERSION;
use crate::workspace::Workspace;

/// Checks that the tag is `v` and the version, and that the changelog has the release date.
pub(super) fn fits(workspace: &Workspace, tag: &str) -> Result<()> {
    ensure!(
        tag == format!("v{VERSION}"),
        "release-check: the tag {tag} is not v{VERSION}, the version of every package"
    );
    is_dated(&workspace.read("CHANGELOG.md")?)
}

fn is_dated(changelog: &str) -> Result<()> {
    let start = format!("## {VERSION} (");
    let mut days = changelog
        .lines()
        .filter_map(|line| line.strip_prefix(&*start)?.strip_suffix(')'));
    let is_dated = days
        .next()
        .is_some_and(|day| day.starts_with("20") && day.len() == 10);
    ensure!(
        is_dated,
        "release-check: CHANGELOG.md has no heading `{start}YYYY-MM-DD)`"
    );
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_another_version_does_not_fit() {
        let refused = fits(&Workspace::here(), "v99.0.0").unwrap_err().to_string();
        assert!(refused.contains("v99.0.0"), "{refused}");
    }

    #[test]
    fn a_version_without_its_day_is_not_released() {
        assert!(is_dated(&format!("# Changelog\n\n## {VERSION} (2026-11-25)\n")).is_ok());
        assert!(is_dated(&format!("## {VERSION} (unreleased)\n")).is_err());
        assert!(is_dated("## 0.0.1 (2026-11-25)\n").is_err());
    }
}
