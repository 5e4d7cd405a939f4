//! The arguments of the commands for single blobs and containers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::CredentialArguments;

#[derive(Debug, Args)]
pub(crate) struct LsArguments {
    /// What to list: `container` or `container/prefix`, or its URL
    pub(crate) prefix: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PutArguments {
    /// The file to upload
    pub(crate) file: PathBuf,

    /// The blob to write: `container/blob`, or its URL
    ///
    /// If it ends with `/`, the name of the file is added.
    pub(crate) blob: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The blob to download: `container/blob`, or its URL
    pub(crate) blob: String,

    /// The file to write, or a folder to write a file with the blob's name to
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RmArguments {
    /// The blob to delete: `container/blob`, or its URL
    pub(crate) blob: String,

    /// Delete the snapshots as well, or only them; by default a blob with snapshots is not deleted
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) snapshots: Option<Snapshots>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

/// What to delete of a blob with snapshots.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Snapshots {
    /// The blob and its snapshots
    Include,
    /// Only its snapshots
    Only,
}

#[derive(Debug, Args)]
pub(crate) struct MkArguments {
    /// The container to create: its name, or its URL
    pub(crate) container: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}
