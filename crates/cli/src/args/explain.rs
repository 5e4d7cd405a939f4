//! The arguments of `blobcopy explain`.

use clap::Args;

use super::CredentialArguments;
use crate::args::SourceArguments;

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// The source to check: `container/blob`, or any URL, with its SAS if it has one
    pub(crate) source: String,

    /// The destination of the copy, which decides which service reads the source, and how
    ///
    /// No request is sent there. By default the source is checked for a copy within its own account if you gave
    /// credentials of that account, and otherwise for a copy by another account in Azure.
    #[arg(long, value_name = "DESTINATION")]
    pub(crate) destination: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,

    #[command(flatten)]
    pub(crate) source_credentials: SourceArguments,
}
