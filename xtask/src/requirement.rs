//! The programs that must be on a machine before the tests can be set up.

use std::process::Command;

use crate::npm;
use crate::workspace::output;

/// A program of at least some version.
struct Requirement {
    program: &'static str,
    least: (u32, u32),
    /// What to install when it is missing or too old.
    install: &'static str,
}

const REQUIREMENTS: &[Requirement] = &[
    Requirement {
        program: "python3",
        least: (3, 11),
        install: "install Python 3.11 or newer",
    },
    Requirement {
        program: "node",
        least: (20, 17),
        install: "install Node.js 20.17 or newer",
    },
    Requirement {
        program: npm::PROGRAM,
        least: (10, 0),
        install: "install npm, which comes with Node.js",
    },
];

/// All that is missing or too old, one sentence each.
pub(crate) fn check() -> Result<(), String> {
    let unmet: Vec<String> = REQUIREMENTS
        .iter()
        .filter_map(Requirement::complaint)
        .collect();
    if unmet.is_empty() {
        Ok(())
    } else {
        Err(unmet.join("\n"))
    }
}

impl Requirement {
    fn complaint(&self) -> Option<String> {
        let mut command = Command::new(self.program);
        command.arg("--version");
        self.judge(output(command))
    }

    fn judge(&self, printed: Result<String, String>) -> Option<String> {
        let Self {
            program,
            least: (major, minor),
            install,
        } = self;
        let found = match printed {
            Ok(found) => found,
            Err(why) => {
                return Some(format!(
                    "{program} {major}.{minor} or newer is needed, but {why}: {install}"
                ));
            }
        };
        if version(&found).is_some_and(|version| version >= self.least) {
            return None;
        }
        Some(format!(
            "{program} {major}.{minor} or newer is needed, this is {}: {install}",
            found.trim()
        ))
    }
}

/// Major and minor of what `--version` prints: `Python 3.11.7`, `v20.20.2`, `11.19.1`.
fn version(printed: &str) -> Option<(u32, u32)> {
    let digits = printed.trim_start_matches(|c: char| !c.is_ascii_digit());
    let mut parts = digits.split(|c: char| !c.is_ascii_digit());
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;

    const PYTHON: &Requirement = &REQUIREMENTS[0];

    #[test]
    fn versions_are_read_as_each_program_prints_them() {
        assert_eq!(version("Python 3.11.7\n"), Some((3, 11)));
        assert_eq!(version("Python 3.15.0rc1\n"), Some((3, 15)));
        assert_eq!(version("v20.20.2\n"), Some((20, 20)));
        assert_eq!(version("11.19.1\n"), Some((11, 19)));
        assert_eq!(version("unknown"), None);
    }

    #[test]
    fn a_program_new_enough_is_no_complaint() {
        assert_eq!(PYTHON.judge(Ok("Python 3.11.0".to_owned())), None);
        assert_eq!(PYTHON.judge(Ok("Python 4.0.0".to_owned())), None);
    }

    #[test]
    fn an_old_program_is_named_with_its_version_and_the_way_out() {
        let complaint = PYTHON
            .judge(Ok("Python 3.9.2\n".to_owned()))
            .expect("3.9 is too old");

        assert_eq!(
            complaint,
            "python3 3.11 or newer is needed, this is Python 3.9.2: install Python 3.11 or newer"
        );
    }

    #[test]
    fn a_missing_program_is_named_with_the_way_out() {
        let absent = Requirement {
            program: "no-such-program-anywhere",
            ..*PYTHON
        };

        let complaint = absent.complaint().expect("it is not there");

        assert!(
            complaint.contains("no-such-program-anywhere"),
            "{complaint}"
        );
        assert!(
            complaint.ends_with("install Python 3.11 or newer"),
            "{complaint}"
        );
    }
}
