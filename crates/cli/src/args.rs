//! The words of the command line.

use std::path::PathBuf;
use std::time::Duration;

use blobcopy::CopyPolicy;
use clap::{Args, Parser, Subcommand, ValueEnum};

mod blobs;
mod credential;
mod emulator;
mod explain;
mod login;
mod manual;
mod method;
mod sas;
mod secret;
mod source;

pub(crate) use blobs::{
    GetArguments, LsArguments, MkArguments, PutArguments, RmArguments, Snapshots,
};
pub(crate) use credential::CredentialArguments;
pub(crate) use emulator::{EmulatedAccess, EmulatedCopies, EmulatorArguments, FirstBlob};
pub(crate) use explain::ExplainArguments;
pub(crate) use login::Login;
pub(crate) use manual::{CompletionsArguments, ManArguments};
pub(crate) use method::Method;
pub(crate) use sas::SasArguments;
pub(crate) use secret::Secret;
pub(crate) use source::SourceArguments;

use crate::care::CareArguments;
use crate::help;
use crate::output::Format;
use crate::quantity;
use crate::request::RequestArguments;

/// Copies Azure blobs on the server side, and tells how the copies really ended.
///
/// The service does the copying; this command starts it, shows it progressing, and waits for its true end. Nothing is
/// downloaded.
#[derive(Debug, Parser)]
#[command(name = "blobcopy", version, after_help = help::EXIT_CODES, after_long_help = format!("{}\n\n{}", help::EXAMPLES, help::EXIT_CODES), max_term_width = 100)]
pub(crate) struct Arguments {
    /// How to answer: text for people, json for one object, jsonl for one object a line with progress
    #[arg(long, value_enum, global = true, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) output: Format,

    /// Print each request to standard error, with its time and without secrets
    #[arg(long, short, global = true, conflicts_with = "quiet")]
    pub(crate) verbose: bool,

    /// Print no progress and no remarks; errors are still printed
    #[arg(long, short, global = true)]
    pub(crate) quiet: bool,

    /// Append each request to this file, with its time and without secrets
    #[arg(long, global = true, value_name = "FILE")]
    pub(crate) log: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy a blob, or whatever a URL gives, into a blob
    #[command(after_long_help = help::COPY)]
    Copy(Box<CopyArguments>),
    /// Wait for the copy into a blob, whoever started it
    #[command(after_long_help = help::WAIT)]
    Wait(WaitArguments),
    /// Show how the last copy into a blob stands
    #[command(after_long_help = help::STATUS)]
    Status(StatusArguments),
    /// End the pending copy into a blob, which is then empty
    #[command(after_long_help = help::ABORT)]
    Abort(AbortArguments),
    /// List the pending copies into a container, and end them if so wished
    #[command(after_long_help = help::PENDING)]
    Pending(PendingArguments),
    /// List the blobs of a container, with size, tier and the state of the last copy
    #[command(after_long_help = help::LS)]
    Ls(LsArguments),
    /// Upload a file to one block blob
    #[command(after_long_help = help::PUT)]
    Put(PutArguments),
    /// Download one blob to a file
    #[command(after_long_help = help::GET)]
    Get(GetArguments),
    /// Delete one blob
    #[command(after_long_help = help::RM)]
    Rm(RmArguments),
    /// Create a container
    #[command(after_long_help = help::MK)]
    Mk(MkArguments),
    /// Say whether the service can read a source, and if not, why and what to do
    #[command(after_long_help = help::EXPLAIN)]
    Explain(Box<ExplainArguments>),
    /// Sign a URL that opens a blob or a container for a while; the answer is a secret
    #[command(after_long_help = help::SAS)]
    Sas(SasArguments),
    /// Serve Blob storage on this machine, for trying things out
    #[command(after_long_help = help::EMULATOR)]
    Emulator(EmulatorArguments),
    /// Print the script by which a shell completes the words of this command
    #[command(after_long_help = help::COMPLETIONS)]
    Completions(CompletionsArguments),
    /// Print the manual page, or write the pages of all commands into a folder
    #[command(after_long_help = help::MAN)]
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CopyArguments {
    /// What to copy: the URL of a blob or of anything the service can read, with a SAS if it needs one
    ///
    /// A blob of the destination's own account needs no SAS, nor does one whose credential is given. With a connection
    /// string, `container/blob` is enough.
    /// With --embedded it may be a local file.
    pub(crate) source: String,

    /// The blob to copy to: its URL, or `container/blob` with a connection string
    ///
    /// With --embedded `container/blob`, and may be left out.
    #[arg(required_unless_present = "embedded")]
    pub(crate) destination: Option<String>,

    /// How the copy is made
    ///
    /// Within the call there is nothing to watch, so that the flags about waiting and care are refused. The service then
    /// reads a public source, or one that has a SAS, even within the account; one is made where the credential can.
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Method::Async)]
    pub(crate) method: Method,

    /// Return as soon as the copy is started, and print its id
    #[arg(long, conflicts_with_all = ["timeout", "embedded"])]
    pub(crate) no_wait: bool,

    /// Keep what `blobcopy wait --ticket` needs in this file as soon as the copy is started; no secret is in it
    ///
    /// The file may be new, empty or an old ticket; anything else is left alone. `-`, with --no-wait, is standard
    /// output; with --output json it is the key `ticket`.
    #[arg(long, value_name = "FILE")]
    pub(crate) ticket: Option<String>,

    /// What to do when another copy is pending into the destination
    #[arg(long, value_enum, value_name = "WHAT", default_value_t = PendingChoice::Fail)]
    pub(crate) on_pending: PendingChoice,

    /// Look at the destination before the first start, which then depends on what was seen
    ///
    /// A start that is lost on its way and arrives late cannot copy a second time then. It costs one request.
    #[arg(long)]
    pub(crate) look_first: bool,

    #[command(flatten)]
    pub(crate) watching: WatchArguments,

    /// At Ctrl-C or SIGTERM leave the copy to itself, and print how to come back to it
    #[arg(long)]
    pub(crate) detach_on_interrupt: bool,

    /// Try it without an account: into a Blob service inside this process, which lasts about three seconds a copy,
    /// and compare every byte afterwards
    #[arg(long, conflicts_with_all = ["timeout", "poll_ceiling", "ticket", "on_pending", "look_first", "detach_on_interrupt"])]
    pub(crate) embedded: bool,

    #[command(flatten)]
    pub(crate) request: RequestArguments,

    #[command(flatten)]
    pub(crate) care: CareArguments,

    #[command(flatten)]
    pub(crate) source_credentials: SourceArguments,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

/// What to do when another copy is pending into the destination.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PendingChoice {
    /// Do not start; the error names that copy
    Fail,
    /// Take it for ours if it copies the same source, and wait for it; else as `fail`
    Adopt,
    /// Wait until it has ended, then start
    Wait,
    /// Abort it, then start
    Abort,
}

/// How closely a copy is watched, and for how long.
#[derive(Args, Clone, Debug, Default)]
pub(crate) struct WatchArguments {
    /// Wait no longer than this (90s, 5m, 2h, 1d); the copy then goes on without us, and the exit code is 1
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) timeout: Option<Duration>,

    /// End the copy when the timeout has passed
    #[arg(long, requires = "timeout")]
    pub(crate) abort_on_timeout: bool,

    /// Let no more than this pass between two looks at the copy [default: 1s where progress is shown, else 2m]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) poll_ceiling: Option<Duration>,
}

/// Longest time between two questions about a copy whose progress is shown.
const SHOWN: Duration = Duration::from_secs(1);

impl WatchArguments {
    /// How the copy is polled, and until when.
    pub(crate) fn policy(&self, output: Format) -> CopyPolicy {
        let mut policy = CopyPolicy::default();
        policy.deadline = self.timeout;
        policy.abort_at_deadline = self.abort_on_timeout;
        let is_shown = output != Format::Json;
        if let Some(ceiling) = self.poll_ceiling.or_else(|| is_shown.then_some(SHOWN)) {
            policy.poll.ceiling = ceiling;
        }
        policy
    }
}

#[derive(Debug, Args)]
pub(crate) struct WaitArguments {
    /// The blob that is copied to: its URL, or `container/blob` with a connection string
    ///
    /// It is the last copy into it that is waited for, whatever its id.
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// Wait for the copy of this ticket, and for no other; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "destination")]
    pub(crate) ticket: Option<String>,

    #[command(flatten)]
    pub(crate) watching: WatchArguments,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PendingArguments {
    /// Where to look: a container, or the beginning of blobs' names in it; as its URL, or `container` or
    /// `container/prefix` with a connection string
    pub(crate) prefix: String,

    /// End every one of them, and say how it ended
    #[arg(long)]
    pub(crate) abort: bool,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// The blob that is copied to: its URL, or `container/blob` with a connection string
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// The copy of this ticket and no other; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "destination")]
    pub(crate) ticket: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AbortArguments {
    /// The blob that is copied to: its URL, or `container/blob` with a connection string
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// The copy of this ticket and no other; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["destination", "copy_id"])]
    pub(crate) ticket: Option<String>,

    /// The copy to abort; without it, whichever is pending
    #[arg(long, value_name = "ID")]
    pub(crate) copy_id: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[cfg(test)]
mod tests {
    use super::*;
    use clap::CommandFactory;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn debug_shows_no_secret() {
        let words = [
            "blobcopy",
            "status",
            "c/b",
            "--account-key",
            "c2VjcmV0",
            "--sas-token",
            "sig=c2VjcmV0",
        ];
        let arguments = Arguments::try_parse_from(words).unwrap();
        assert!(!format!("{arguments:?}").contains("c2VjcmV0"));
        let words = ["blobcopy", "emulator", "--account", "a:c2VjcmV0"];
        let arguments = Arguments::try_parse_from(words).unwrap();
        assert!(!format!("{arguments:?}").contains("c2VjcmV0"));
    }
}
