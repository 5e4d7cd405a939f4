//! `cargo xtask release-check`: what must hold before a release, and takes too long to be asked of every change.
//!
//! What cannot be checked on this machine is said aloud and counted apart; with `--strict` it is a failure.

mod crates;
mod packages;
mod tag;

use std::time::Instant;

use crate::workspace::Workspace;

/// One check.
struct Check {
    name: &'static str,
    run: fn(&Workspace) -> Result<Verdict, String>,
}

/// What came of a check that found no fault.
enum Verdict {
    Holds,
    /// There is nothing yet that it could look at.
    NotYet(&'static str),
    /// It could not be carried out here.
    NotChecked(String),
}

const CHECKS: &[Check] = &[
    Check {
        name: "licences, bans and sources of all dependencies",
        run: crates::denied,
    },
    Check {
        name: "advisories, and versions that were taken back",
        run: crates::advisories,
    },
    Check {
        name: "the oldest compiler, as the dependencies state it",
        run: crates::oldest_compiler,
    },
    Check {
        name: "compatibility with the last release",
        run: crates::compatibility,
    },
    Check {
        name: "each crate, built from what is packed of it",
        run: crates::packed,
    },
    Check {
        name: "metadata of wheel and source distribution",
        run: packages::python,
    },
    Check {
        name: "content of the packages for npm",
        run: packages::npm,
    },
];

pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    let asked = Asked::read(std::env::args().skip(2))?;
    if let Some(tag) = &asked.tag {
        tag::fits(workspace, tag)?;
    }
    let mut open = Vec::new();
    for check in CHECKS {
        println!("== release-check: {}", check.name);
        let start = Instant::now();
        let verdict = (check.run)(workspace)
            .map_err(|why| format!("release-check: {}: {why}", check.name))?;
        let took = start.elapsed().as_secs_f64();
        match verdict {
            Verdict::Holds => println!("holds ({took:.1} s)"),
            Verdict::NotYet(why) => println!("NOTHING TO CHECK YET: {why}"),
            Verdict::NotChecked(why) => {
                println!("NOT CHECKED: {why}");
                open.push(check.name);
            }
        }
    }
    match &open[..] {
        [] => Ok(format!(
            "release-check: {} checks, nothing to complain of",
            CHECKS.len()
        )),
        open if asked.is_strict => Err(format!("release-check: not checked: {}", open.join("; "))),
        open => Ok(format!(
            "release-check: nothing to complain of, but NOT CHECKED: {}",
            open.join("; ")
        )),
    }
}

/// What stands behind the name of the chore.
#[derive(Debug, Default, PartialEq)]
struct Asked {
    is_strict: bool,
    tag: Option<String>,
}

impl Asked {
    fn read(mut words: impl Iterator<Item = String>) -> Result<Self, String> {
        let mut asked = Self::default();
        while let Some(word) = words.next() {
            match &*word {
                "--strict" => asked.is_strict = true,
                "--tag" => asked.tag = Some(words.next().ok_or("release-check: --tag what?")?),
                other => return Err(format!("release-check: `{other}` is not known")),
            }
        }
        Ok(asked)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_that_are_not_known_are_refused() {
        let read = |words: &str| Asked::read(words.split(' ').map(str::to_owned));
        let asked = read("--strict --tag v1.2.3").unwrap();
        assert!(asked.is_strict);
        assert_eq!(asked.tag.as_deref(), Some("v1.2.3"));
        assert!(read("--stict").unwrap_err().contains("--stict"));
        assert!(read("--tag").is_err());
    }
}
