//! Accounts, their containers, and what a container holds under a name.

pub(crate) mod account_keys;
pub(crate) mod account_rules;
pub(crate) mod container;
pub(crate) mod entry;
pub(crate) mod listing_position;
pub(crate) mod store;
