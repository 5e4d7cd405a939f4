//! Who may copy.

mod authorize;
mod connection_string;
mod credential;
mod error;
pub mod sas;
mod secret;
mod shared_key;

pub use authorize::authorize;
pub use connection_string::{ConnectionString, DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY, environment};
pub use credential::{BearerToken, Credential};
pub use error::{Error, Mismatch};
pub use sas::SasToken;
pub use shared_key::{SharedKey, SharedKeyAuthorization};
