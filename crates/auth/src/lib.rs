//! Who may copy.

mod authorize;
mod credential;
mod error;
pub mod sas;
mod secret;
mod shared_key;

pub use authorize::authorize;
pub use credential::{BearerToken, Credential};
pub use error::{Error, Mismatch};
pub use sas::SasToken;
pub use shared_key::{SharedKey, SharedKeyAuthorization};
