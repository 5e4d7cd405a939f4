//! The command line.

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

/// Copy Azure blobs on the server side
///
/// blobcopy starts a copy, shows its progress and waits for its result. The Blob service copies the data; nothing is
/// downloaded to this machine.
#[derive(Debug, Parser)]
#[command(name = "blobcopy", version, after_help = help::EXIT_CODES, after_long_help = format!("{}\n\n{}", help::EXAMPLES, help::EXIT_CODES), max_term_width = 98)]
pub(crate) struct Arguments {
    /// Output format
    #[arg(long, value_enum, global = true, default_value_t = Format::Text, value_name = "FORMAT", help_heading = OUTPUT)]
    pub(crate) output: Format,

    /// Print no progress and no remarks; errors are still printed
    #[arg(long, short, global = true, help_heading = OUTPUT)]
    pub(crate) quiet: bool,

    /// Print each request to standard error, with its time and without secrets
    #[arg(long, short, global = true, conflicts_with = "quiet", help_heading = OUTPUT)]
    pub(crate) verbose: bool,

    /// Append each request to this file, with its time and without secrets
    #[arg(long, global = true, value_name = "FILE", help_heading = OUTPUT)]
    pub(crate) log: Option<PathBuf>,

    #[command(subcommand)]
    pub(crate) command: Command,
}

const OUTPUT: &str = "Output";
const WAITING: &str = "Waiting";
const PENDING: &str = "If another copy is pending";

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy a blob, or any URL that the service can read, to a blob
    #[command(after_long_help = help::COPY)]
    Copy(Box<CopyArguments>),
    /// Show the status of the last copy into a blob
    #[command(after_long_help = help::STATUS)]
    Status(StatusArguments),
    /// Wait for the copy into a blob, whichever process started it
    #[command(after_long_help = help::WAIT)]
    Wait(WaitArguments),
    /// Abort the pending copy into a blob, which leaves the blob empty
    #[command(after_long_help = help::ABORT)]
    Abort(AbortArguments),
    /// List the pending copies into a container, or abort them
    #[command(after_long_help = help::PENDING)]
    Pending(PendingArguments),
    /// Check whether the service can read a source; if not, print the cause and a remedy
    #[command(after_long_help = help::EXPLAIN)]
    Explain(Box<ExplainArguments>),
    /// Sign a URL that gives access to a blob or a container for a limited time
    #[command(after_long_help = help::SAS)]
    Sas(SasArguments),
    /// List the blobs of a container, with size, tier and status of the last copy
    #[command(after_long_help = help::LS)]
    Ls(LsArguments),
    /// Upload one file to a block blob
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
    /// Run a Blob service on this machine, to try and to test
    #[command(after_long_help = help::EMULATOR)]
    Emulator(EmulatorArguments),
    /// Print the completion script for a shell
    #[command(after_long_help = help::COMPLETIONS)]
    Completions(CompletionsArguments),
    /// Print the manual page, or write the pages of all commands to a folder
    #[command(after_long_help = help::MAN)]
    Man(ManArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CopyArguments {
    /// The source: `container/blob` in the destination's account, or any URL, with a SAS if it needs one
    ///
    /// To copy `container/blob` from another account, set the credentials for the source. With --embedded the source may
    /// be a local file.
    pub(crate) source: String,

    /// The destination: `container/blob`, or the URL of a blob
    ///
    /// If it ends with `/`, the copy keeps the name of the source. With --embedded it is optional.
    #[arg(required_unless_present = "embedded")]
    pub(crate) destination: Option<String>,

    /// Return as soon as the copy has started, and print its id
    #[arg(long, conflicts_with_all = ["timeout", "embedded"])]
    pub(crate) no_wait: bool,

    /// Print what would be sent, and start nothing
    ///
    /// Only requests that change nothing are sent. The exit code is 0 if the copy would be started. Otherwise the command
    /// fails as the copy would fail, as far as this can be foreseen.
    #[arg(long, conflicts_with = "embedded")]
    pub(crate) dry_run: bool,

    /// Save a resume token for the copy to this file
    ///
    /// `blobcopy wait`, `status` and `abort` accept the token with --ticket, from any process. It contains no secret, and
    /// is written as soon as the copy has started. If FILE exists and contains anything but a token, it is not
    /// overwritten and no copy is started. With --no-wait, `-` is standard output; with --output json the token is the
    /// key `ticket`.
    #[arg(long, value_name = "FILE")]
    pub(crate) ticket: Option<String>,

    /// How the copy is made
    ///
    /// `sync` and `put` return when the copy is complete. They accept no options for waiting and no safeguards, except
    /// --protect create and --keep-tags. The service then reads only a public source or one with a SAS; blobcopy signs a
    /// SAS if the credential allows it.
    #[arg(long, value_enum, value_name = "METHOD", default_value_t = Method::Async)]
    pub(crate) method: Method,

    /// Copy to a Blob service inside this process, and compare every byte: no account needed
    #[arg(long, conflicts_with_all = ["timeout", "poll_ceiling", "ticket", "on_pending", "look_first", "detach_on_interrupt"])]
    pub(crate) embedded: bool,

    #[command(flatten)]
    pub(crate) watching: WatchArguments,

    /// On Ctrl-C or SIGTERM, leave the copy running and print how to wait for it
    #[arg(long, help_heading = WAITING)]
    pub(crate) detach_on_interrupt: bool,

    /// What to do if another copy into the destination is pending
    #[arg(long, value_enum, value_name = "ACTION", default_value_t = PendingChoice::Fail, help_heading = PENDING)]
    pub(crate) on_pending: PendingChoice,

    /// Read the destination first, and start only if it has not changed since
    ///
    /// A start that is delivered late then cannot copy a second time. This costs one request.
    #[arg(long, help_heading = PENDING)]
    pub(crate) look_first: bool,

    #[command(flatten)]
    pub(crate) request: RequestArguments,

    #[command(flatten)]
    pub(crate) care: CareArguments,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,

    #[command(flatten)]
    pub(crate) source_credentials: SourceArguments,
}

/// What to do if another copy into the destination is pending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum PendingChoice {
    /// Fail; the error names the pending copy
    Fail,
    /// Wait until it has ended, with any result, then start
    Wait,
    /// Abort it, then start
    Abort,
    /// Attach to it if it copies the same source, otherwise fail
    Adopt,
}

/// How often the status of a copy is checked, and for how long.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = WAITING)]
pub(crate) struct WatchArguments {
    /// Wait at most this long (90s, 5m, 2h, 1d); then exit with 1 and leave the copy running
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) timeout: Option<Duration>,

    /// Abort the copy at the timeout
    #[arg(long, requires = "timeout")]
    pub(crate) abort_on_timeout: bool,

    /// Maximum interval between status checks [default: 1s if progress is shown, otherwise 2m]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) poll_ceiling: Option<Duration>,
}

/// Maximum interval between status checks of a copy whose progress is shown.
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
    /// The destination of the copy: `container/blob`, or the URL of the blob
    ///
    /// The command waits for the last copy into this blob.
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// Wait for the copy of this resume token only; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "destination")]
    pub(crate) ticket: Option<String>,

    #[command(flatten)]
    pub(crate) watching: WatchArguments,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PendingArguments {
    /// Where to search: `container` or `container/prefix`, or its URL
    pub(crate) prefix: String,

    /// Abort all of them, and print the result of each
    #[arg(long)]
    pub(crate) abort: bool,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// The destination of the copy: `container/blob`, or the URL of the blob
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// Show the copy of this resume token only; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with = "destination")]
    pub(crate) ticket: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AbortArguments {
    /// The destination of the copy: `container/blob`, or the URL of the blob
    #[arg(required_unless_present = "ticket")]
    pub(crate) destination: Option<String>,

    /// Abort the copy of this resume token only; `-` reads it from standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["destination", "copy_id"])]
    pub(crate) ticket: Option<String>,

    /// Abort only the copy with this id [default: the pending copy]
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
