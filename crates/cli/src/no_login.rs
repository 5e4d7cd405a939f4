//! Replaces logins if the command is built without them.

use blobcopy::ClientCredential;
use clap::ValueEnum;

use crate::args::Login;
use crate::failure::Failure;

/// Refuses every login.
pub(crate) fn credential(login: Login) -> Result<ClientCredential, Failure> {
    let value = login.to_possible_value();
    let name = value.as_ref().map_or("any", |value| value.get_name());
    Err(Failure::usage(format!(
        "--login={name} requires a blobcopy that is built with the feature `login`; pass the account's key or a SAS"
    )))
}
