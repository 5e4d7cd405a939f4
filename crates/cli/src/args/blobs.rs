//! The arguments of the commands for single blobs and containers.

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use super::CredentialArguments;

#[derive(Debug, Args)]
pub(crate) struct LsArguments {
    /// The container, or a container and the beginning of blobs' names; as its URL, or `container` or
    /// `container/prefix` with a connection string
    pub(crate) prefix: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct PutArguments {
    /// The file to upload
    pub(crate) file: PathBuf,

    /// The blob to write: its URL, or `container/blob` with a connection string
    ///
    /// If it ends with `/`, the name of the file is added.
    pub(crate) blob: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct GetArguments {
    /// The blob to download: its URL, or `container/blob` with a connection string
    pub(crate) blob: String,

    /// The file to write, or a folder, which gets a file of the blob's name
    pub(crate) file: PathBuf,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

#[derive(Debug, Args)]
pub(crate) struct RmArguments {
    /// The blob to delete: its URL, or `container/blob` with a connection string
    pub(crate) blob: String,

    /// Delete the snapshots of the blob too, or only them; without it a blob with snapshots is not deleted
    #[arg(long, value_enum, value_name = "WHICH")]
    pub(crate) snapshots: Option<Snapshots>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

/// What is deleted of a blob with snapshots.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(crate) enum Snapshots {
    /// The blob and its snapshots
    Include,
    /// Only its snapshots
    Only,
}

#[derive(Debug, Args)]
pub(crate) struct MkArguments {
    /// The container to create: its URL, or `container` with a connection string
    pub(crate) container: String,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}
