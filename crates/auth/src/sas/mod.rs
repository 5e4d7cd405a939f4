//! Shared access signatures: built, parsed and verified.
//!
//! [`BlobSas`] and [`AccountSas`] build them. [`SasToken`] holds one from any source. A server verifies it with
//! [`SasToken::verify`] or [`SasToken::verify_delegated`].

mod account;
mod blob;
mod delegation;
mod field;
mod kind;
mod layout;
mod letters;
mod permissions;
mod resource;
mod rules;
mod sign;
mod time;
mod token;
mod verify;

pub use account::AccountSas;
pub use blob::BlobSas;
pub use delegation::DelegationKey;
pub use field::SasField;
pub use kind::SasKind;
pub use permissions::{
    AccountPermissions, AccountResourceTypes, AccountServices, BlobPermissions,
    ContainerPermissions,
};
pub use resource::SasResource;
pub use sign::SasProtocol;
pub use time::{SKEW_MARGIN, SasTime};
pub use token::SasToken;
pub(crate) use token::{has_signature, is_signature};
pub use verify::SasTarget;
