//! Every chore of the project: `cargo xtask` lists them.
//!
//! A laptop and the build server call the same chores, so they see the same results.

mod bench;
mod blocking;
mod ci;
mod dependencies;
mod dist;
mod install_check;
mod instructions;
mod interfaces;
mod node_package;
mod node_versions;
mod npm;
mod python;
mod python_package;
mod release_check;
mod requirement;
mod runner;
mod sim;
mod site;
mod step;
mod test;
mod tidy;
mod tool;
mod workflows;
mod workspace;

use std::process::ExitCode;

use anyhow::Result;
use clap::Parser;

use workspace::Workspace;

/// The chores of blobcopy.
#[derive(Parser)]
#[command(
    name = "cargo xtask",
    bin_name = "cargo xtask",
    arg_required_else_help = true
)]
enum Chore {
    /// Set up the tests' requirements, run all tests, and count the results
    Test,
    /// Check format, tidy rules, dependencies, workflows, lints and documentation, then run the tests
    Ci,
    /// Build the Python package and run its tests alone
    Python,
    /// Write the blocking clients of the Python package, generated from its asyncio clients
    Blocking,
    /// Build both packages and the command, and run the examples of the documents alone
    Examples,
    /// Check the project's rules that are not lints of the compiler or clippy
    Tidy,
    /// Check which crates depend on which
    Dependencies,
    /// Build the Node.js package and write the files generated from it
    Node,
    /// Run the tests of the Node.js package on Node 22, 24 and 26
    NodeVersions,
    /// Measure what copies cost, compared with a bare HTTP client and other clients, against the targets
    Bench(bench::Options),
    /// Build the artifacts of a release in target/dist
    Dist(dist::Options),
    /// Install each artifact of `dist` alone into an empty folder, and copy a blob with it
    InstallCheck(install_check::Options),
    /// Check the requirements of a release: dependencies, packages, compatibility
    ReleaseCheck(release_check::Options),
    /// Run the tests of the published crates alone, for systems other than Linux
    Crates,
    /// Count the instructions of the parts of a copy, and compare them with the record
    Instructions {
        /// Write the counts to the record
        #[arg(long)]
        record: bool,
    },
    /// Measure how long every interface takes to return from a request in flight
    TimeLimits,
    /// Check that no interface prints a secret that a server repeats
    RepeatedSecrets,
    /// Build the documents and references as a website, in target/site/html
    Site(site::Options),
    /// Write docs/failures.md: the messages of common failures, as every interface prints them
    Failures,
    /// Simulate many runs of the copy machine, or print the story of one
    Sim {
        /// `--runs N`, `--seed FIRST` or `--replay SEED`
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        options: Vec<String>,
    },
}

impl Chore {
    /// Runs the chore. Both the result and the error are printed last.
    fn run(self, workspace: &Workspace) -> Result<String> {
        match self {
            Self::Test => test::run(workspace),
            Self::Ci => ci::run(workspace),
            Self::Python => python_package::run(workspace),
            Self::Blocking => blocking::run(workspace),
            Self::Examples => interfaces::examples(workspace),
            Self::Tidy => tidy::run(workspace),
            Self::Dependencies => dependencies::run(workspace),
            Self::Node => node_package::run(workspace),
            Self::NodeVersions => node_versions::run(workspace),
            Self::Bench(options) => bench::run(workspace, options),
            Self::Dist(options) => dist::run(workspace, &options),
            Self::InstallCheck(options) => install_check::run(workspace, options),
            Self::ReleaseCheck(options) => release_check::run(workspace, &options),
            Self::Crates => test::crates(workspace),
            Self::Instructions { record: true } => instructions::record(workspace),
            Self::Instructions { record: false } => instructions::check(workspace).closing(),
            Self::TimeLimits => interfaces::time_limits(workspace),
            Self::RepeatedSecrets => interfaces::repeated_secrets(workspace),
            Self::Site(options) => site::run(workspace, &options),
            Self::Failures => interfaces::failures(workspace),
            Self::Sim { options } => sim::run(workspace, &options),
        }
    }
}

fn main() -> ExitCode {
    match Chore::parse().run(&Workspace::here()) {
        Ok(last) => {
            println!("{last}");
            ExitCode::SUCCESS
        }
        Err(last) => {
            println!("{last:#}");
            ExitCode::FAILURE
        }
    }
}
