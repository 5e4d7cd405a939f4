//! The credentials of the source.

use clap::Args;

use super::{CredentialArguments, Login, Secret};

/// The credentials for a source in another account. Each flag replaces an environment variable.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Credentials for a source in another account (in the same order)")]
pub(crate) struct SourceArguments {
    /// Connection string [env: BLOBCOPY_SOURCE_CONNECTION_STRING]
    #[arg(long, value_name = "TEXT")]
    source_connection_string: Option<Secret>,

    /// Account name [env: BLOBCOPY_SOURCE_ACCOUNT]
    #[arg(long, value_name = "NAME")]
    source_account: Option<String>,

    /// Account key [env: BLOBCOPY_SOURCE_KEY]
    #[arg(long, value_name = "KEY")]
    source_key: Option<Secret>,

    /// SAS [env: BLOBCOPY_SOURCE_SAS_TOKEN]
    #[arg(long, value_name = "SAS")]
    source_sas_token: Option<Secret>,

    /// Log in with Microsoft Entra ID; the source gets a user delegation SAS
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
