//! The credentials of the source, in the words of the command line.

use clap::Args;

use super::{CredentialArguments, Login, Secret};

/// What opens the source, where that is not the destination's account. Each flag stands for the environment variable
/// beside it and goes before it.
#[derive(Args, Clone, Debug, Default)]
#[command(
    next_help_heading = "Credentials of the source, where it is in another account (a SAS in its URL goes before all of them)"
)]
pub(crate) struct SourceArguments {
    /// In place of BLOBCOPY_SOURCE_CONNECTION_STRING
    #[arg(long, value_name = "TEXT")]
    source_connection_string: Option<Secret>,

    /// In place of BLOBCOPY_SOURCE_ACCOUNT
    #[arg(long, value_name = "NAME")]
    source_account: Option<String>,

    /// In place of BLOBCOPY_SOURCE_KEY, which others on this machine cannot see as they can see a flag
    #[arg(long, value_name = "KEY")]
    source_key: Option<Secret>,

    /// In place of BLOBCOPY_SOURCE_SAS_TOKEN
    #[arg(long, value_name = "SAS")]
    source_sas_token: Option<Secret>,

    /// A login in place of a key or SAS; --source-access says what becomes of it
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "any", conflicts_with_all = ["source_key", "source_sas_token"])]
    pub(crate) source_login: Option<Login>,
}

impl SourceArguments {
    /// The same as credentials of an account.
    pub(crate) fn as_credentials(&self) -> CredentialArguments {
        CredentialArguments {
            connection_string: self.source_connection_string.clone(),
            account_name: self.source_account.clone(),
            account_key: self.source_key.clone(),
            sas_token: self.source_sas_token.clone(),
            login: self.source_login,
        }
    }
}
