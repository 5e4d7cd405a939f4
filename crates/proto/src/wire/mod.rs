//! Bytes and meaning: header names, typed headers, target encoding and bounded XML.

pub(crate) mod field;
pub mod header;
pub(crate) mod message;
pub(crate) mod record;
pub(crate) mod target;
pub(crate) mod xml;
