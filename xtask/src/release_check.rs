//! `cargo xtask release-check`: checks the requirements of a release that take too long for every change.
//!
//! Checks that are impossible on this machine are reported and counted separately. With `--strict` they are failures.

mod crates;
mod packages;
mod tag;

use anyhow::{Context, Result, bail};
use clap::Args;

use crate::step::timed;
use crate::workspace::Workspace;

#[derive(Args)]
pub(crate) struct Options {
    /// Fail if something cannot be checked on this machine
    #[arg(long)]
    strict: bool,
    /// Check that this tag fits the version and the changelog
    #[arg(long, value_name = "vX.Y.Z")]
    tag: Option<String>,
}

/// The result of a check that found no fault.
enum Verdict {
    Holds,
    /// There is nothing to check yet.
    NotYet(&'static str),
    /// The check is impossible on this machine.
    NotChecked(String),
}

type Check = fn(&Workspace) -> Result<Verdict>;

const CHECKS: [(&str, Check); 7] = [
    (
        "licences, bans and sources of all dependencies",
        crates::denied,
    ),
    (
        "advisories, and versions that were withdrawn",
        crates::advisories,
    ),
    (
        "the oldest compiler, as the dependencies state it",
        crates::oldest_compiler,
    ),
    ("compatibility with the last release", crates::compatibility),
    (
        "each crate, built from what is packed of it",
        crates::packed,
    ),
    (
        "metadata of wheel and source distribution",
        packages::python,
    ),
    ("content of the packages for npm", packages::npm),
];

pub(crate) fn run(workspace: &Workspace, options: &Options) -> Result<String> {
    if let Some(tag) = &options.tag {
        tag::fits(workspace, tag)?;
    }
    let mut open = Vec::new();
    for (name, check) in CHECKS {
        let verdict = timed(&format!("release-check: {name}"), || check(workspace));
        match verdict.with_context(|| format!("release-check: {name}"))? {
            Verdict::Holds => println!("holds"),
            Verdict::NotYet(why) => println!("NOTHING TO CHECK YET: {why}"),
            Verdict::NotChecked(why) => {
                println!("NOT CHECKED: {why}");
                open.push(name);
            }
        }
    }
    let open = open.join("; ");
    match open.is_empty() {
        true => Ok(format!(
            "release-check: {} checks, no findings",
            CHECKS.len()
        )),
        false if options.strict => bail!("release-check: not checked: {open}"),
        false => Ok(format!(
            "release-check: no findings, but NOT CHECKED: {open}"
        )),
    }
}
