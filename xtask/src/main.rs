//! Every chore of the project: `cargo xtask` lists them.
//!
//! A laptop and the build server call the same chores, so they see the same answers. Only the standard library is
//! used: the first thing a fresh clone builds should take a second.

mod bench;
mod blocking;
mod ci;
mod dependencies;
mod dist;
mod doors;
mod every_interface;
mod examples;
mod instructions;
mod node_package;
mod node_versions;
mod npm;
mod python;
mod python_package;
mod release_check;
mod repeated_secrets;
mod requirement;
mod runner;
mod sim;
mod terminal;
mod test;
mod tidy;
mod time_limits;
mod tool;
mod workflows;
mod workspace;

use std::process::ExitCode;

use workspace::Workspace;

/// One thing there is to do.
struct Chore {
    name: &'static str,
    about: &'static str,
    /// What may stand behind its name.
    options: &'static str,
    /// Does it. Either way the text is the last thing printed.
    run: fn(&Workspace) -> Result<String, String>,
}

const CHORES: &[Chore] = &[
    Chore {
        name: "test",
        about: "set up what the tests need, run all of them, count",
        options: "",
        run: test::run,
    },
    Chore {
        name: "ci",
        about: "format, lints, documentation, tidy, dependencies, then test",
        options: "",
        run: ci::run,
    },
    Chore {
        name: "python",
        about: "build the Python package, and run its tests alone",
        options: "",
        run: python_package::run,
    },
    Chore {
        name: "blocking",
        about: "write the blocking clients of the Python package, from those for asyncio",
        options: "",
        run: blocking::run,
    },
    Chore {
        name: "examples",
        about: "build both packages and the command, and run the examples of the documents alone",
        options: "",
        run: examples::run,
    },
    Chore {
        name: "tidy",
        about: "the rules of the house that a program can check",
        options: "",
        run: tidy::run,
    },
    Chore {
        name: "dependencies",
        about: "who may depend on whom, and on what",
        options: "",
        run: dependencies::run,
    },
    Chore {
        name: "node",
        about: "build the package for Node, write what is generated of it",
        options: "",
        run: node_package::run,
    },
    Chore {
        name: "node-versions",
        about: "the tests of the package for Node, on Node 22, 24 and 26",
        options: "",
        run: node_versions::run,
    },
    Chore {
        name: "bench",
        about: "what copies cost, beside a floor and other clients, against our targets",
        options: "[--quick] [PART]…",
        run: bench::run,
    },
    Chore {
        name: "dist",
        about: "what a release consists of, made into target/dist",
        options: "[source|platform|sums]… [--target TRIPLE]",
        run: dist::run,
    },
    Chore {
        name: "doors",
        about: "each thing that dist made, tried alone in an empty folder",
        options: "[command|wheel|npm|crates|sdist]…",
        run: doors::run,
    },
    Chore {
        name: "release-check",
        about: "what must hold before a release: dependencies, packages, compatibility",
        options: "[--strict] [--tag vX.Y.Z]",
        run: release_check::run,
    },
    Chore {
        name: "crates",
        about: "the tests of the five crates alone, for systems beside Linux",
        options: "",
        run: test::crates,
    },
    Chore {
        name: "terminal",
        about: "the picture of the command at work, drawn from a real run",
        options: "",
        run: terminal::run,
    },
    Chore {
        name: "instructions",
        about: "how many instructions the parts of a copy take; or writes that down",
        options: "[--record]",
        run: instructions::run,
    },
    Chore {
        name: "time-limits",
        about: "how long every interface takes to return from a request in flight",
        options: "",
        run: time_limits::run,
    },
    Chore {
        name: "repeated-secrets",
        about: "what every interface prints of secrets that a server repeats: none",
        options: "",
        run: repeated_secrets::run,
    },
    Chore {
        name: "sim",
        about: "many fates of the copy machine, or the story of one",
        options: "[--runs N] [--seed FIRST] [--replay SEED]",
        run: sim::run,
    },
];

fn main() -> ExitCode {
    let asked: Vec<String> = std::env::args().skip(1).collect();
    let Some((name, options)) = asked.split_first() else {
        print!("{}", list());
        return ExitCode::SUCCESS;
    };
    let Some(chore) = CHORES.iter().find(|chore| chore.name == name) else {
        print!("there is no chore named {name}\n\n{}", list());
        return ExitCode::from(2);
    };
    if chore.options.is_empty() && !options.is_empty() {
        print!("{name} takes nothing behind its name\n\n{}", list());
        return ExitCode::from(2);
    }
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
        list.push_str(&format!("  {:<16} {}\n", chore.name, chore.about));
        if !chore.options.is_empty() {
            list.push_str(&format!("  {:<16} {}\n", "", chore.options));
        }
    }
    list
}
