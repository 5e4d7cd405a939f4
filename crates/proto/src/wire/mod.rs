//! The encoding of headers, request targets and XML.

pub(crate) mod base64;
pub(crate) mod cursor;
pub(crate) mod element;
pub(crate) mod field;
pub mod header;
pub(crate) mod iso_time;
pub(crate) mod markup;
pub(crate) mod message;
pub(crate) mod multipart;
pub(crate) mod name_element;
pub(crate) mod page;
pub(crate) mod record;
pub(crate) mod tag_set;
pub(crate) mod target;
pub(crate) mod xml;
