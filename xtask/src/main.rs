//! Every chore of the project: `cargo xtask` lists them.
//!
//! A laptop and the build server call the same chores, so they see the same answers. Only the standard library is
//! used: the first thing a fresh clone builds should take a second.

mod ci;
mod dependencies;
mod npm;
mod python;
mod requirement;
mod runner;
mod test;
mod tidy;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

/// One thing there is to do.
struct Chore {
    name: &'static str,
    about: &'static str,
    /// Does it. Either way the text is the last thing printed.
    run: fn(&Workspace) -> Result<String, String>,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "test",
        about: "set up what the tests need, run all of them, count",
        run: test::run,
    },
    Chore {
        name: "ci",
        about: "format, lints, documentation, tidy, dependencies, then test",
        run: ci::run,
    },
    Chore {
        name: "tidy",
        about: "the rules of the house that a program can check",
        run: tidy::run,
    },
    Chore {
        name: "dependencies",
        about: "who may depend on whom, and on what",
        run: dependencies::run,
    },
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let [name] = asked.as_slice() else {
        print!("{}", list());
        return if asked.is_empty() {
            ExitCode::SUCCESS
        } else {
            ExitCode::from(2)
        };
    };
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        print!("there is no chore named {name}\n\n{}", list());
        return ExitCode::from(2);
    };
    match (chore.run)(&Workspace::here()) {
        Ok(last) => {
            println!("{last}");
            ExitCode::SUCCESS
        }
        Err(last) => {
            println!("{last}");
            ExitCode::FAILURE
        }
    }
}

fn list() -> String {
    let mut list = String::from("cargo xtask <chore>\n\n");
    for chore in CHORES {
        list.push_str(&format!("  {:<13} {}\n", chore.name, chore.about));
    }
    list
}
