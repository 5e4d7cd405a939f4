//! The credentials of an account.

use clap::Args;

use super::{Login, Secret};

/// The credentials for the destination. Each flag replaces an environment variable.
#[derive(Args, Clone, Debug, Default)]
#[command(
    next_help_heading = "Credentials (a SAS in the URL comes first, then flags, then variables)"
)]
pub(crate) struct CredentialArguments {
    /// Connection string [env: AZURE_STORAGE_CONNECTION_STRING]
    ///
    /// `UseDevelopmentStorage=true` is the emulator on port 10000.
    #[arg(long, value_name = "TEXT")]
    pub(crate) connection_string: Option<Secret>,

    /// Account name [env: AZURE_STORAGE_ACCOUNT]
    #[arg(long, value_name = "NAME")]
    pub(crate) account_name: Option<String>,

    /// Account key [env: AZURE_STORAGE_KEY]
    ///
    /// Prefer the variable: other users of this machine can see the flags of a process.
    #[arg(long, value_name = "KEY")]
    pub(crate) account_key: Option<Secret>,

    /// SAS [env: AZURE_STORAGE_SAS_TOKEN]
    #[arg(long, value_name = "SAS")]
    pub(crate) sas_token: Option<Secret>,

    /// Log in with Microsoft Entra ID, in place of a key or SAS
    ///
    /// For an https URL of Azure without other credentials, login is tried automatically.
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "any", conflicts_with_all = ["account_key", "sas_token"])]
    pub(crate) login: Option<Login>,
}
