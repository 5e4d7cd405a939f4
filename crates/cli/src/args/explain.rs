//! The words of `blobcopy explain`.

use clap::Args;

use super::CredentialArguments;
use crate::args::SourceArguments;

#[derive(Debug, Args)]
pub(crate) struct ExplainArguments {
    /// What would be copied: the URL of a blob or of anything else, with its SAS if it has one
    ///
    /// With a connection string, `container/blob` is enough.
    pub(crate) source: String,

    /// The blob that it would be copied to: which service would read the source, and with which credential
    ///
    /// Nothing is asked there. Without it the source is taken to be copied within its own account, if that is the one
    /// whose credential is given, and else by Azure and from outside.
    #[arg(long, value_name = "DESTINATION")]
    pub(crate) destination: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,

    #[command(flatten)]
    pub(crate) source_credentials: SourceArguments,
}
