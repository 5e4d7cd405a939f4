//! What the operations speak of.

mod user_delegation_key;

pub use user_delegation_key::UserDelegationKey;
