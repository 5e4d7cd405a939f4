//! Accounts, their containers, and the entries of a container.

pub(crate) mod account_keys;
pub(crate) mod account_rules;
pub(crate) mod container;
pub(crate) mod entry;
pub(crate) mod listing_position;
pub(crate) mod store;
