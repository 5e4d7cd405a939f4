//! Whether a tag fits what is released under it.

use crate::dist::VERSION;
use crate::workspace::Workspace;

/// The tag is `v` and the one version, and the changelog says when that was released.
pub(super) fn fits(workspace: &Workspace, tag: &str) -> Result<(), String> {
    if tag != format!("v{VERSION}") {
        return Err(format!(
            "release-check: the tag {tag} is not v{VERSION}, the version of everything here"
        ));
    }
    is_dated(&workspace.read("CHANGELOG.md")?)
}

fn is_dated(changelog: &str) -> Result<(), String> {
    let start = format!("## {VERSION} (");
    let day = changelog
        .lines()
        .find_map(|line| line.strip_prefix(&*start)?.strip_suffix(')'));
    match day {
        Some(day) if day.starts_with("20") && day.len() == 10 => Ok(()),
        _ => Err(format!(
            "release-check: CHANGELOG.md has no heading `{start}YYYY-MM-DD)`"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_of_another_version_does_not_fit() {
        let refused = fits(&Workspace::here(), "v99.0.0").unwrap_err();
        assert!(refused.contains("v99.0.0"), "{refused}");
    }

    #[test]
    fn a_version_without_its_day_is_not_released() {
        assert!(is_dated(&format!("# Changelog\n\n## {VERSION} (2026-11-25)\n")).is_ok());
        assert!(is_dated(&format!("## {VERSION} (unreleased)\n")).is_err());
        assert!(is_dated("## 0.0.1 (2026-11-25)\n").is_err());
    }
}
