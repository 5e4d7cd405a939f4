//! The arguments of `blobcopy emulator`.

use std::net::IpAddr;
use std::num::NonZeroU64;
use std::path::PathBuf;
use std::str::FromStr;
use std::time::Duration;

use blobcopy_emulator::Fault;
use clap::Args;

use super::Secret;
use crate::quantity;

#[derive(Args, Debug)]
pub(crate) struct EmulatorArguments {
    /// Port to listen on; 0 selects a free one
    #[arg(long, default_value_t = 10000)]
    pub(crate) port: u16,

    /// Address to listen on [default: 127.0.0.1]
    ///
    /// In a container, use 0.0.0.0.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<IpAddr>,

    /// Answer requests to this host name too; may be repeated
    ///
    /// Other hosts than IP addresses, localhost and names below it are refused, so that web pages cannot reach the
    /// emulator by a name of their own.
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// Serve this account, with one key or two; may be repeated [default: the public development account]
    #[arg(long, value_name = "NAME:KEY[,KEY2]")]
    pub(crate) account: Vec<Secret>,

    /// Create this container in every account at the start; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Vec<String>,

    /// Upload this file to a blob in every account at the start; may be repeated
    ///
    /// The container is created. To add metadata, write 'live/db.vhd=FILE;origin=backup'.
    #[arg(long, value_name = "CONTAINER/BLOB=FILE")]
    pub(crate) blob: Vec<FirstBlob>,

    /// Keep versions of blobs that are overwritten or deleted
    #[arg(long)]
    pub(crate) versions: bool,

    /// Stop the clock; only the control endpoint advances it
    #[arg(long)]
    pub(crate) manual_clock: bool,

    /// Script a fault, in the format of the control endpoint; may be repeated
    ///
    /// With '{"effect": {"kind": "reset_after"}, "operation": "CopyBlob", "times": 1}' the first copy is started, and the
    /// response is lost.
    #[arg(long, value_name = "JSON", value_parser = fault)]
    pub(crate) fault: Vec<Fault>,

    #[command(flatten)]
    pub(crate) copies: EmulatedCopies,

    #[command(flatten)]
    pub(crate) access: EmulatedAccess,
}

/// A blob that the emulator has from the start.
#[derive(Clone, Debug)]
pub(crate) struct FirstBlob {
    pub(crate) container: String,
    pub(crate) name: String,
    pub(crate) file: PathBuf,
    pub(crate) metadata: Vec<String>,
}

impl FromStr for FirstBlob {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str =
            "write CONTAINER/BLOB=FILE, and perhaps ;NAME=VALUE for each metadata value";
        let (blob, rest) = text.split_once('=').ok_or(FORM)?;
        let (container, name) = blob.split_once('/').ok_or(FORM)?;
        let mut parts = rest.split(';');
        let file = parts.next().filter(|file| !file.is_empty()).ok_or(FORM)?;
        Ok(Self {
            container: container.to_owned(),
            name: name.to_owned(),
            file: file.into(),
            metadata: parts.map(str::to_owned).collect(),
        })
    }
}

/// The pace of copies, and other durations.
#[derive(Args, Debug)]
#[command(next_help_heading = "Durations")]
pub(crate) struct EmulatedCopies {
    /// Speed of each copy per second (500000, 10MB, 512KiB) [default: 2 s per copy]
    #[arg(long, value_name = "BYTES_PER_SECOND", value_parser = quantity::rate)]
    pub(crate) rate: Option<NonZeroU64>,

    /// Duration of each copy, whatever its size (500ms, 90s, 2h)
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, conflicts_with = "rate")]
    pub(crate) lasting: Option<Duration>,

    /// Complete each copy in the request that starts it, as the service often does for small blobs
    #[arg(long, conflicts_with_all = ["rate", "lasting", "start_delay"])]
    pub(crate) at_once: bool,

    /// Delay before each copy begins
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) start_delay: Option<Duration>,

    /// Run the copies of an account one after the other
    #[arg(long)]
    pub(crate) in_turn: bool,

    /// Duration of a rehydration from the archive tier; high priority takes a fifteenth [default: 15h]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) rehydration: Option<Duration>,

    /// Time until the name of a deleted container can be used again [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration_or_zero)]
    pub(crate) container_deletion: Option<Duration>,
}

/// Authentication and https.
#[derive(Args, Debug)]
#[command(next_help_heading = "Authentication and https")]
pub(crate) struct EmulatedAccess {
    /// Serve https as well, with a new certificate; clients must trust this file
    #[arg(long, value_name = "FILE", conflicts_with = "certificate")]
    pub(crate) https: Option<PathBuf>,

    /// Serve https as well, with the certificate chain in this PEM file
    #[arg(long, value_name = "FILE", requires = "certificate_key")]
    pub(crate) certificate: Option<PathBuf>,

    /// Private key of that certificate, a PEM file
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) certificate_key: Option<PathBuf>,

    /// Trust the certificates in this PEM file if the source of a copy is an https URL
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,

    /// Accept access tokens over http, which the service never does
    #[arg(long)]
    pub(crate) tokens_over_http: bool,

    /// Allow tokens with this object id only to read; may be repeated
    #[arg(long, value_name = "OBJECT_ID")]
    pub(crate) reader: Vec<String>,

    /// Disable authentication
    #[arg(long)]
    pub(crate) loose: bool,
}

fn fault(text: &str) -> Result<Fault, String> {
    serde_json::from_str(text).map_err(|error| format!("not a fault: {error}"))
}
