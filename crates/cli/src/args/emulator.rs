//! The words of `blobcopy emulator`.

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
    /// The port to listen on; 0 takes any that is free
    #[arg(long, default_value_t = 10000)]
    pub(crate) port: u16,

    /// Address to listen on [default: 127.0.0.1]
    ///
    /// In a container, use 0.0.0.0.
    #[arg(long, value_name = "ADDRESS")]
    pub(crate) listen: Option<IpAddr>,

    /// Answer requests to this host name too; can be repeated
    ///
    /// Other hosts than IP addresses, localhost and names below it are refused, so that web pages cannot reach the
    /// emulator by a name of their own.
    #[arg(long, value_name = "NAME")]
    pub(crate) host: Vec<String>,

    /// Serve this account, with one key or two; can be repeated. Without it, the public development account is served
    #[arg(long, value_name = "NAME:KEY[,KEY2]")]
    pub(crate) account: Vec<Secret>,

    /// Have this container in every account from the start; may be repeated
    #[arg(long, value_name = "NAME")]
    pub(crate) container: Vec<String>,

    /// Upload this file to a blob of every account at the start; may be repeated
    ///
    /// The container is created. Metadata may follow: 'live/db.vhd=FILE;origin=backup'.
    #[arg(long, value_name = "CONTAINER/BLOB=FILE")]
    pub(crate) blob: Vec<FirstBlob>,

    #[command(flatten)]
    pub(crate) copies: EmulatedCopies,

    #[command(flatten)]
    pub(crate) access: EmulatedAccess,

    /// Keep the old state of a blob as a version whenever it is written or deleted
    #[arg(long)]
    pub(crate) versions: bool,

    /// Let time stand still until somebody moves it through the control endpoint
    #[arg(long)]
    pub(crate) manual_clock: bool,

    /// Let something go wrong, as the control endpoint takes it; may be repeated
    ///
    /// Such as '{"effect": {"kind": "reset_after"}, "operation": "CopyBlob", "times": 1}': the first start of a copy
    /// gets through, and nobody hears of it.
    #[arg(long, value_name = "JSON", value_parser = fault)]
    pub(crate) fault: Vec<Fault>,
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

/// How copies go, and what takes time beside them.
#[derive(Args, Debug)]
pub(crate) struct EmulatedCopies {
    /// How fast each copy goes (500000, 10MB, 512KiB); without it a copy of any size takes about two seconds
    #[arg(long, value_name = "BYTES_PER_SECOND", value_parser = quantity::rate)]
    pub(crate) rate: Option<NonZeroU64>,

    /// How long each copy takes, whatever its size (500ms, 90s, 2h)
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, conflicts_with = "rate")]
    pub(crate) lasting: Option<Duration>,

    /// End every copy within the request that starts it, as the service often does with small blobs
    #[arg(long, conflicts_with_all = ["rate", "lasting", "start_delay"])]
    pub(crate) at_once: bool,

    /// How long each copy stands still first
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) start_delay: Option<Duration>,

    /// Let the copies of an account wait for one another, as the service may
    #[arg(long)]
    pub(crate) in_turn: bool,

    /// How long a blob takes to come out of the archive; a fifteenth of it with high priority [default: 15h]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration)]
    pub(crate) rehydration: Option<Duration>,

    /// How long the name of a deleted container stays taken [default: 30s]
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration_or_zero)]
    pub(crate) container_deletion: Option<Duration>,
}

/// Who is let in, and over what.
#[derive(Args, Debug)]
pub(crate) struct EmulatedAccess {
    /// Speak https too, on the same port, with a certificate made at start; what clients have to trust is written to
    /// this file
    #[arg(long, value_name = "FILE", conflicts_with = "certificate")]
    pub(crate) https: Option<PathBuf>,

    /// Speak https too, with the certificate chain in this file, in PEM
    #[arg(long, value_name = "FILE", requires = "certificate_key")]
    pub(crate) certificate: Option<PathBuf>,

    /// The private key of that certificate, in PEM
    #[arg(long, value_name = "FILE", requires = "certificate")]
    pub(crate) certificate_key: Option<PathBuf>,

    /// Trust the certificates in this file, in PEM, when the source of a copy is an https URL
    #[arg(long, value_name = "FILE")]
    pub(crate) trust: Option<PathBuf>,

    /// Take access tokens over plain http too, which the service never does
    #[arg(long)]
    pub(crate) tokens_over_http: bool,

    /// Let tokens with this object id only read; may be repeated. All others may do everything
    #[arg(long, value_name = "OBJECT_ID")]
    pub(crate) reader: Vec<String>,

    /// Ask nobody for a key, a SAS or a token
    #[arg(long)]
    pub(crate) loose: bool,
}

fn fault(text: &str) -> Result<Fault, String> {
    serde_json::from_str(text).map_err(|error| format!("not a fault: {error}"))
}
