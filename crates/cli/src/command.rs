//! From the words of a command line to its exit code.

use std::ffi::OsString;

use clap::Parser;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use crate::args::{Arguments, Command};
use crate::commands;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::interrupt::Interrupts;
use crate::output::{Format, IfUnwritten, Output, REPEAT};
use crate::report::Report;
use crate::request_log;
use crate::secrecy;
use crate::typography;

/// Runs the `blobcopy` command with these arguments, the first of which is its name, and returns its exit code.
///
/// What was asked for goes to standard output, progress and errors to standard error; with `--output json` errors go
/// to standard output too. Nothing here ends the process, so that a program which carries the command can call it.
pub fn run<A>(arguments: A) -> u8
where
    A: IntoIterator,
    A::Item: Into<OsString>,
{
    let words: Vec<OsString> = arguments.into_iter().map(Into::into).collect();
    if let Err(failure) = typography::check(&words) {
        return Output::new(Format::among(&words), false)
            .failed(&failure)
            .code();
    }
    let exit_code = match Arguments::try_parse_from(&words) {
        Ok(arguments) => carry_out(arguments),
        Err(error) => answer(&with_apt_tip(error), &words),
    };
    exit_code.code()
}

/// Removes the parser's tip `-- --flag` for an unknown flag, which would make the flag a source or a destination.
fn with_apt_tip(mut error: clap::Error) -> clap::Error {
    if error.kind() != ErrorKind::UnknownArgument {
        return error;
    }
    let mut tips = match error.remove(ContextKind::Suggested) {
        Some(ContextValue::StyledStrs(tips)) => tips,
        _ => Vec::new(),
    };
    tips.retain(|tip| !tip.to_string().contains("as a value"));
    let unknown = error.get(ContextKind::InvalidArg);
    if matches!(unknown, Some(ContextValue::String(flag)) if flag == "--recursive" || flag == "-r")
    {
        tips.push(COPY_EACH.into());
    }
    error.insert(ContextKind::Suggested, ContextValue::StyledStrs(tips));
    error
}

/// What to do in place of `--recursive`.
const COPY_EACH: &str = "blobcopy copies one blob at a time; to copy each blob of a container:
    blobcopy ls live --output jsonl | jq -r .name |
      while read -r name; do blobcopy copy \"live/$name\" \"backups/$name\"; done";

fn carry_out(arguments: Arguments) -> ExitCode {
    let output = Output::new(arguments.output, arguments.quiet);
    let logging = match request_log::start(arguments.verbose, arguments.log.as_deref()) {
        Ok(logging) => logging,
        Err(failure) => return output.failed(&failure),
    };
    // One thread: a copy has one request outstanding at most, and no threads means a quick start.
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    let result = match runtime {
        Ok(runtime) => runtime.block_on(dispatch(&arguments.command, output)),
        Err(error) => Err(Failure::of_system("no runtime could be started", &error)),
    };
    drop(logging);
    match result {
        Ok(exit_code) => exit_code,
        Err(failure) => output.failed(&failure),
    }
}

async fn dispatch(command: &Command, output: Output) -> Result<ExitCode, Failure> {
    match command {
        Command::Copy(arguments) => commands::copy::run(arguments, output).await,
        Command::Wait(arguments) => commands::wait::run(arguments, output).await,
        Command::Status(arguments) => interruptible(commands::status::run(arguments, output)).await,
        Command::Abort(arguments) => interruptible(commands::abort::run(arguments, output)).await,
        Command::Pending(arguments) => {
            interruptible(commands::pending::run(arguments, output)).await
        }
        Command::Ls(arguments) => interruptible(commands::ls::run(arguments, output)).await,
        Command::Put(arguments) => interruptible(commands::put::run(arguments, output)).await,
        Command::Get(arguments) => interruptible(commands::get::run(arguments, output)).await,
        Command::Rm(arguments) => interruptible(commands::rm::run(arguments, output)).await,
        Command::Mk(arguments) => interruptible(commands::mk::run(arguments, output)).await,
        Command::Explain(arguments) => {
            interruptible(commands::explain::run(arguments, output)).await
        }
        Command::Sas(arguments) => interruptible(commands::sas::run(arguments, output)).await,
        Command::Emulator(arguments) => commands::emulator::run(arguments, output).await,
        Command::Completions(arguments) => commands::manual::completions(arguments, output),
        Command::Man(arguments) => commands::manual::man(arguments, output),
    }
}

/// Runs a command that may be dropped in the middle, until a signal.
async fn interruptible(
    answering: impl Future<Output = Result<ExitCode, Failure>>,
) -> Result<ExitCode, Failure> {
    Interrupts::listen()?.or(answering).await
}

/// What is said to words that are not a command: help, the version, or what is wrong with them.
fn answer(error: &clap::Error, words: &[OsString]) -> ExitCode {
    let format = Format::among(words);
    if !error.use_stderr() {
        // Help and version are text whatever format is asked for, and so is the report that they were not written.
        let output = Output::new(Format::Text, false);
        return match output.written(error.print(), IfUnwritten::Repeat(REPEAT)) {
            Ok(exit_code) => exit_code,
            Err(failure) => output.failed(&failure),
        };
    }
    if format == Format::Text {
        eprint_plain(&secrecy::without_secrets(
            &error.render().to_string(),
            words,
        ));
        return ExitCode::Usage;
    }
    let message = secrecy::without_secrets(&first_paragraph(&error.to_string()), words);
    Output::new(format, false).failed(&Failure::usage(message).with_report(Report::default()))
}

fn eprint_plain(text: &str) {
    use std::io::Write;
    let _ = write!(std::io::stderr(), "{text}");
}

/// The sentence of an error of the parser's, without the usage below it.
fn first_paragraph(text: &str) -> String {
    let paragraph = text.split("\n\n").next().unwrap_or(text);
    let words: Vec<&str> = paragraph
        .trim_start_matches("error: ")
        .split_whitespace()
        .collect();
    words.join(" ")
}
