//! An emulator with the two accounts, over https, for clients with access tokens.

use std::error::Error;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::{BlobServiceClient, ClientConfig, ClientCredential};
use blobcopy_emulator::{Emulator, Pace};

use crate::cases::ACCOUNTS;
use crate::identity::Identity;

/// Starts an emulator over https with [`ACCOUNTS`], each with the container `box`. Its copies take `copies`.
///
/// # Errors
/// If it does not start.
pub fn emulator(copies: Duration) -> Result<Emulator, Box<dyn Error>> {
    let builder = Emulator::builder()
        .https()
        .container("box")
        .pace(Pace::lasting(copies));
    let with_accounts = ACCOUNTS
        .into_iter()
        .fold(builder, |builder, (name, key)| builder.account(name, key));
    Ok(with_accounts.start()?)
}

/// A client of one of its accounts, with access tokens.
///
/// # Errors
/// If the emulator does not serve https, or has no such account.
pub fn service(emulator: &Emulator, account: &str) -> Result<BlobServiceClient, Box<dyn Error>> {
    let not_spoken = "https is not spoken";
    let endpoint = emulator.https_endpoint(account).ok_or(not_spoken)?;
    let authority = emulator.certificate_authority().ok_or(not_spoken)?;
    let mut config = ClientConfig::default();
    config.trust_pem(authority.as_bytes())?;
    let credential = ClientCredential::token(Identity::default());
    let endpoint = Endpoint::parse(&endpoint)?;
    Ok(BlobServiceClient::with_config(
        endpoint, credential, config,
    )?)
}
