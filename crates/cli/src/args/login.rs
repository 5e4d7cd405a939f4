//! The ways to log in.

use clap::ValueEnum;

/// How to log in with Microsoft Entra ID.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Login {
    /// The credential that the environment configures, otherwise az, azd, or the identity of this virtual machine
    Any,
    /// The login of `az login`
    Az,
    /// The login of `azd auth login`
    Azd,
    /// A client secret: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET
    Secret,
    /// The workload identity of a pod: AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_FEDERATED_TOKEN_FILE
    Workload,
    /// The managed identity of a virtual machine or an app; AZURE_CLIENT_ID selects one of several
    Managed,
    /// No login: read public blobs
    None,
}
