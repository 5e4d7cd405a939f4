//! `cargo xtask ci`: all that must hold before a change is taken, the quick checks first.

use std::process::Command;
use std::time::Instant;

use crate::runner::Tally;
use crate::workspace::{FEATURES, Workspace, succeed};
use crate::{dependencies, test, tidy, workflows};

/// One check with a name and a measured time.
struct Step {
    name: &'static str,
    run: fn(&Workspace) -> Result<String, String>,
}

const CHECKS: &[Step] = &[
    Step {
        name: "format",
        run: format,
    },
    Step {
        name: "tidy",
        run: tidy::run,
    },
    Step {
        name: "dependencies",
        run: dependencies::run,
    },
    Step {
        name: "workflows",
        run: workflows::run,
    },
    Step {
        name: "clippy",
        run: clippy,
    },
    Step {
        name: "the command alone",
        run: command_alone,
    },
    Step {
        name: "documentation",
        run: documentation,
    },
];

/// Runs the checks until one fails, then the tests. The text is the sum of the tests either way.
pub(crate) fn run(workspace: &Workspace) -> Result<String, String> {
    for check in CHECKS {
        match check.measured(workspace) {
            Ok(said) => println!("{said}"),
            Err(why) => {
                println!("{why}\nci stops here: the step {} failed", check.name);
                return Tally::ONE_FAILURE.closing();
            }
        }
    }
    Step {
        name: "test",
        run: test::run,
    }
    .measured(workspace)
}

impl Step {
    fn measured(&self, workspace: &Workspace) -> Result<String, String> {
        println!("== ci: {}", self.name);
        let start = Instant::now();
        let result = (self.run)(workspace);
        println!(
            "== ci: {} took {:.1} s",
            self.name,
            start.elapsed().as_secs_f64()
        );
        result
    }
}

fn format(workspace: &Workspace) -> Result<String, String> {
    complains_of_nothing(workspace.cargo(&["fmt", "--all", "--check"]))
}

fn clippy(workspace: &Workspace) -> Result<String, String> {
    complains_of_nothing(workspace.cargo(&[
        "clippy",
        "--workspace",
        FEATURES,
        "--all-targets",
        "--",
        "-D",
        "warnings",
    ]))
}

/// The first command of the README builds one package, which must not live on the features that others switch on, and has
/// no login.
fn command_alone(workspace: &Workspace) -> Result<String, String> {
    complains_of_nothing(workspace.cargo(&[
        "clippy",
        "--package",
        "blobcopy-cli",
        "--",
        "-D",
        "warnings",
    ]))
}

fn documentation(workspace: &Workspace) -> Result<String, String> {
    let mut cargo = workspace.cargo(&["doc", "--workspace", FEATURES, "--no-deps"]);
    cargo.env("RUSTDOCFLAGS", "-D warnings");
    complains_of_nothing(cargo)
}

fn complains_of_nothing(cargo: Command) -> Result<String, String> {
    succeed(cargo)?;
    Ok("nothing to complain of".to_owned())
}
