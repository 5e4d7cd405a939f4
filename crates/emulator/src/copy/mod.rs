//! Copies: their sources, their speed, and their end.

pub(crate) mod blob_copy;
pub(crate) mod copier;
pub(crate) mod copy_source;
pub(crate) mod copy_speed;
pub(crate) mod echoed_source;
pub(crate) mod foreign_source;
pub(crate) mod pending;
