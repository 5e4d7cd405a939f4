//! The words that open an account.

use clap::Args;

use super::{Login, Secret};

/// What opens the destination. Each flag stands for the environment variable beside it and goes before it.
#[derive(Args, Clone, Debug, Default)]
#[command(
    next_help_heading = "Credentials of the destination (a SAS in its URL goes before all of them)"
)]
pub(crate) struct CredentialArguments {
    /// In place of AZURE_STORAGE_CONNECTION_STRING; `UseDevelopmentStorage=true` is the emulator on port 10000
    #[arg(long, value_name = "TEXT")]
    pub(crate) connection_string: Option<Secret>,

    /// In place of AZURE_STORAGE_ACCOUNT
    #[arg(long, value_name = "NAME")]
    pub(crate) account_name: Option<String>,

    /// In place of AZURE_STORAGE_KEY, which others on this machine cannot see as they can see a flag
    #[arg(long, value_name = "KEY")]
    pub(crate) account_key: Option<Secret>,

    /// In place of AZURE_STORAGE_SAS_TOKEN
    #[arg(long, value_name = "SAS")]
    pub(crate) sas_token: Option<Secret>,

    /// A login of Microsoft Entra ID in place of a key or SAS; implied for Azure's own https URLs where neither is given
    #[arg(long, value_enum, value_name = "HOW", num_args = 0..=1, require_equals = true, default_missing_value = "any", conflicts_with_all = ["account_key", "sas_token"])]
    pub(crate) login: Option<Login>,
}
