//! The words of the command line.

use std::num::NonZeroU64;
use std::time::Duration;

use clap::{Args, Parser, Subcommand};

use crate::output::Format;
use crate::quantity;

/// Copies Azure blobs on the server side, and tells how the copies really ended.
///
/// The service does the copying; this command starts it, shows it progressing, and waits for its true end. Nothing is
/// downloaded.
#[derive(Debug, Parser)]
#[command(name = "blobcopy", version, after_help = EXIT_CODES, after_long_help = format!("{EXAMPLES}\n\n{EXIT_CODES}"), max_term_width = 100)]
pub(crate) struct Arguments {
    /// How to answer: text for people, json for one object, jsonl for one object a line with progress
    #[arg(long, value_enum, global = true, default_value_t = Format::Text, value_name = "FORMAT")]
    pub(crate) output: Format,

    #[command(subcommand)]
    pub(crate) command: Command,
}

#[derive(Debug, Subcommand)]
pub(crate) enum Command {
    /// Copy a blob, or whatever a URL gives, into a blob
    #[command(after_long_help = COPY_EXAMPLES)]
    Copy(CopyArguments),
    /// Show how the last copy into a blob stands
    Status(StatusArguments),
    /// End the pending copy into a blob, which is then empty
    Abort(AbortArguments),
    /// Serve Blob storage on this machine, for trying things out
    #[command(after_long_help = EMULATOR_EXAMPLES)]
    Emulator(EmulatorArguments),
}

#[derive(Debug, Args)]
pub(crate) struct CopyArguments {
    /// What to copy: the URL of a blob or of anything the service can read, with a SAS if it needs one
    ///
    /// A blob of the destination's own account needs no SAS. With a connection string, `container/blob` is enough.
    /// With --embedded it may be a local file.
    pub(crate) source: String,

    /// The blob to copy to: its URL, or `container/blob` with a connection string
    ///
    /// With --embedded `container/blob`, and may be left out.
    #[arg(required_unless_present = "embedded")]
    pub(crate) destination: Option<String>,

    /// Return as soon as the copy is started, and print its id
    #[arg(long, conflicts_with_all = ["timeout", "embedded"])]
    pub(crate) no_wait: bool,

    /// Wait no longer than this (90s, 5m, 2h, 1d); the copy then goes on without us, and the exit code is 1
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, conflicts_with = "embedded")]
    pub(crate) timeout: Option<Duration>,

    /// End the copy when the timeout has passed
    #[arg(long, requires = "timeout")]
    pub(crate) abort_on_timeout: bool,

    /// Give the destination this metadata in place of the source's; may be repeated
    #[arg(long, value_name = "KEY=VALUE")]
    pub(crate) metadata: Vec<String>,

    /// Try it without an account: into a Blob service inside this process, which lasts about three seconds a copy,
    /// and compare every byte afterwards
    #[arg(long)]
    pub(crate) embedded: bool,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct StatusArguments {
    /// The blob that is copied to: its URL, or `container/blob` with a connection string
    pub(crate) destination: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct AbortArguments {
    /// The blob that is copied to: its URL, or `container/blob` with a connection string
    pub(crate) destination: String,

    /// The copy to end; without it, whichever is pending
    #[arg(long, value_name = "ID")]
    pub(crate) copy_id: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

/// What opens the destination. Each flag stands for the environment variable beside it and goes before it.
#[derive(Args, Clone, Default)]
#[command(
    next_help_heading = "Credentials of the destination (a SAS in its URL goes before all of them)"
)]
pub(crate) struct CredentialArguments {
    /// In place of AZURE_STORAGE_CONNECTION_STRING; `UseDevelopmentStorage=true` is the emulator on port 10000
    #[arg(long, value_name = "TEXT")]
    pub(crate) connection_string: Option<String>,

    /// In place of AZURE_STORAGE_ACCOUNT
    #[arg(long, value_name = "NAME")]
    pub(crate) account_name: Option<String>,

    /// In place of AZURE_STORAGE_KEY, which others on this machine cannot see as they can see a flag
    #[arg(long, value_name = "KEY")]
    pub(crate) account_key: Option<String>,

    /// In place of AZURE_STORAGE_SAS_TOKEN
    #[arg(long, value_name = "SAS")]
    pub(crate) sas_token: Option<String>,
}

impl std::fmt::Debug for CredentialArguments {
    /// All but the account's name may be secret.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CredentialArguments")
            .field("account_name", &self.account_name)
            .finish_non_exhaustive()
    }
}

#[derive(Args)]
pub(crate) struct EmulatorArguments {
    /// The port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 10000)]
    pub(crate) port: u16,

    /// How fast each copy goes (500000, 10MB, 512KiB); without it a copy of any size takes about two seconds
    #[arg(long, value_name = "BYTES_PER_SECOND", value_parser = quantity::rate)]
    pub(crate) rate: Option<NonZeroU64>,

    /// Serve this account; may be repeated. Without it, the public development account
    #[arg(long, value_name = "NAME:KEY")]
    pub(crate) account: Vec<String>,

    /// Have this container in every account from the start; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Vec<String>,
}

impl std::fmt::Debug for EmulatorArguments {
    /// The accounts come with their keys.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("EmulatorArguments")
            .field("port", &self.port)
            .finish_non_exhaustive()
    }
}

const EXIT_CODES: &str = "\
Exit codes:
  0    copied; status and abort: answered
  1    the copy ended otherwise, or was not started because another is pending there
  2    the command or a value in it cannot be used
  3    not authorized
  4    account, container or blob not found
  5    network or service trouble
  130  interrupted by Ctrl-C or SIGTERM; the copy was aborted";

const EXAMPLES: &str = "\
Examples:
  Try it, with nothing but a file:
    blobcopy copy --embedded README.md

  Copy within an account, and wait:
    export AZURE_STORAGE_CONNECTION_STRING='…'
    blobcopy copy backups/db.vhd archive/2026/db.vhd

  Copy from another account, whose blob is read by its SAS:
    blobcopy copy 'https://from.blob.core.windows.net/c/b?SAS' https://to.blob.core.windows.net/c/b

  Start now and look later:
    blobcopy copy --no-wait backups/db.vhd archive/db.vhd
    blobcopy status archive/db.vhd
    blobcopy abort archive/db.vhd";

const COPY_EXAMPLES: &str = "\
Examples:
  blobcopy copy --embedded README.md
  blobcopy copy backups/db.vhd archive/db.vhd --metadata origin=backup --timeout 2h
  blobcopy copy https://example.org/big.iso https://acct.blob.core.windows.net/images/big.iso
  blobcopy copy --output json backups/db.vhd archive/db.vhd | jq -r .etag

Ctrl-C and SIGTERM abort the copy on the server and exit with 130. A copy whose timeout has
passed goes on, unless --abort-on-timeout is given; its id and how to go on are printed.";

const EMULATOR_EXAMPLES: &str = "\
Example:
  blobcopy emulator --container demo --rate 10MB
and in another terminal:
  export AZURE_STORAGE_CONNECTION_STRING='UseDevelopmentStorage=true'
  blobcopy copy https://example.org/big.iso demo/big.iso

All is kept in memory and forgotten at the end. Ctrl-C ends it, with exit code 0.";

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
