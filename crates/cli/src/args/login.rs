//! What opens an account where no key and no SAS does.

use clap::ValueEnum;

/// What opens an account where no key and no SAS does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Login {
    /// What the environment sets up for a client or a managed identity; else az, azd, or this virtual machine's identity
    Any,
    /// AZURE_CLIENT_SECRET, of AZURE_CLIENT_ID in AZURE_TENANT_ID
    Secret,
    /// The workload identity of a pod: AZURE_FEDERATED_TOKEN_FILE, of AZURE_CLIENT_ID in AZURE_TENANT_ID
    Workload,
    /// The managed identity of a virtual machine or an app; AZURE_CLIENT_ID chooses one of several
    Managed,
    /// Whoever is logged in by `az login`
    Az,
    /// Whoever is logged in by `azd auth login`
    Azd,
    /// None: what everybody may read
    None,
}
