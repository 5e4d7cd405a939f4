//! The programs that must be installed before the tests can be set up.

use std::fmt::Display;

use anyhow::{Result, ensure};
use xshell::cmd;

use crate::npm;
use crate::workspace::Workspace;

/// A program, the oldest supported version, and what to install if it is missing or too old.
type Requirement = (&'static str, (u32, u32), &'static str);

const REQUIREMENTS: [Requirement; 3] = [
    ("python3", (3, 11), "install Python 3.11 or newer"),
    ("node", (20, 17), "install Node.js 20.17 or newer"),
    (
        npm::PROGRAM,
        (10, 0),
        "install npm, which comes with Node.js",
    ),
];

/// Reports all programs that are missing or too old, one sentence each.
pub(crate) fn check(workspace: &Workspace) -> Result<()> {
    let sh = &workspace.sh;
    let unmet = REQUIREMENTS.iter().filter_map(|requirement| {
        let program = requirement.0;
        complaint(requirement, cmd!(sh, "{program} --version").read())
    });
    let unmet: Vec<String> = unmet.collect();
    ensure!(unmet.is_empty(), unmet.join("\n"));
    Ok(())
}

/// What is wrong with the program's output, if anything.
fn complaint(
    (program, least, install): &Requirement,
    printed: Result<String, impl Display>,
) -> Option<String> {
    let found = match printed {
        Ok(found) if version(&found).is_some_and(|version| version >= *least) => return None,
        Ok(found) => found,
        Err(why) => why.to_string(),
    };
    let (major, minor) = least;
    Some(format!(
        "{program} {major}.{minor} or newer is needed: {install} (found: {found})"
    ))
}

/// Major and minor version in the output of `--version`: `Python 3.11.7`, `v20.20.2`, `11.19.1`.
fn version(printed: &str) -> Option<(u32, u32)> {
    let digits = printed.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_are_read_as_each_program_prints_them() {
        assert_eq!(version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(version("Python 3.15.0rc1\n"), Some((3, 15)));
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("11.19.1\n"), Some((11, 19)));
        assert_eq!(version("unknown"), None);
    }

    #[test]
    fn an_old_or_missing_program_is_named_with_what_to_install() {
        let complain =
            |printed: Result<&str, &str>| complaint(&REQUIREMENTS[0], printed.map(str::to_owned));

        assert_eq!(complain(Ok("Python 3.11.0")), None);
        assert_eq!(complain(Ok("Python 4.0.0")), None);
        let start = "python3 3.11 or newer is needed: install Python 3.11 or newer (found: ";
        assert_eq!(
            complain(Ok("Python 3.9.2")),
            Some(format!("{start}Python 3.9.2)"))
        );
        assert_eq!(
            complain(Err("no python3 in 3.99")),
            Some(format!("{start}no python3 in 3.99)"))
        );
    }
}
