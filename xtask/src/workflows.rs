//! Checks the workflows of the build server: their syntax, and that the chores that they call exist.

use anyhow::Result;
use xshell::cmd;

use crate::npm;
use crate::workspace::Workspace;

const WORKFLOWS: [&str; 3] = [
    ".github/workflows/ci.yml",
    ".github/workflows/release.yml",
    ".github/workflows/site.yml",
];

/// Lints the workflows.
pub(crate) fn run(workspace: &Workspace) -> Result<String> {
    let sh = &workspace.sh;
    let modules = npm::install(workspace, "xtask/npm", "workflows")?;
    cmd!(sh, "node xtask/src/workflows.mjs {WORKFLOWS...}")
        .env("BLOBCOPY_WORKFLOW_TOOLS", modules)
        .run()?;
    Ok(format!("workflows: {} without findings", WORKFLOWS.len()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    use crate::Chore;

    fn lines() -> Vec<String> {
        let workspace = Workspace::here();
        let texts = WORKFLOWS.map(|name| workspace.read(name).unwrap());
        texts
            .iter()
            .flat_map(|text| text.lines())
            .map(|line| line.trim().to_owned())
            .collect()
    }

    #[test]
    fn every_chore_that_a_workflow_calls_is_there() {
        let lines = lines();
        let calls = lines
            .iter()
            .filter_map(|line| line.split_once("cargo xtask "));
        let called: Vec<&str> = calls
            .filter_map(|(_, words)| words.split(' ').next())
            .collect();
        assert!(called.len() >= 8, "{called:?}");
        for name in called {
            assert!(Chore::command().find_subcommand(name).is_some(), "{name}");
        }
    }

    #[test]
    fn every_action_is_pinned_to_a_commit_and_says_its_version() {
        let lines = lines();
        let uses = lines.iter().filter_map(|line| line.split_once("uses: "));
        let used: Vec<&str> = uses.map(|(_, action)| action).collect();
        assert!(used.len() > 15, "{used:?}");
        for action in used {
            let (_, pin) = action.split_once('@').expect(action);
            let (commit, version) = pin.split_once(" # v").expect(action);
            assert!(
                commit.len() == 40 && commit.chars().all(|c| c.is_ascii_hexdigit()),
                "{action}"
            );
            assert_eq!(version.split('.').count(), 3, "{action}");
        }
    }

    #[test]
    fn the_crates_that_are_published_are_those_that_are_made() {
        let workflow = Workspace::here().read(WORKFLOWS[1]).unwrap();
        let (_, publish) = workflow.split_once("cargo publish ").unwrap();
        let (publish, _) = publish.split_once("env:").unwrap();
        let words: Vec<&str> = publish.split_whitespace().collect();
        let named = words.windows(2).filter(|pair| pair[0] == "--package");
        let named: Vec<&str> = named.map(|pair| pair[1]).collect();
        assert_eq!(named, crate::dist::CRATES);
    }
}
