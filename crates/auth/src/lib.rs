//! Authorization for Azure Blob Storage without I/O: Shared Key, shared access signatures and tokens.
#![doc = include_str!("../README.md")]
#![warn(clippy::panic, clippy::unwrap_used)]

mod credential;
mod query;
mod secret;

mod authorize;
mod sent_secrets;
mod shared_key;
mod spelling;

pub mod sas;

mod challenge;
mod connection_string;
mod error;

pub use authorize::authorize;
pub use challenge::BearerChallenge;
pub use connection_string::{ConnectionString, DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY, environment};
pub use credential::{BearerToken, Credential};
pub use error::{Error, Mismatch};
pub use sas::{DelegationKey, SasToken};
pub use sent_secrets::SentSecrets;
pub use shared_key::{SharedKey, SharedKeyAuthorization};
