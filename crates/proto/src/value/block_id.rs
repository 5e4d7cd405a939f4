//! The id of a block in a block blob.

use std::fmt;

use crate::invalid::Invalid;
use crate::wire::base64;

/// The id of a block: base64 of 1 to 64 bytes. All ids of a blob's blocks have the same length.
///
/// Source: *Put Block*, REST reference.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BlockId(Box<str>);

impl BlockId {
    /// An id in base64, not percent-encoded.
    ///
    /// # Errors
    /// If it is not base64 of 1 to 64 bytes.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        match base64::decoded_length(text) {
            Some(1..=64) => Ok(Self(text.into())),
            _ => {
                let rule = "must be 1 to 64 bytes in base64";
                Err(Invalid::new("block id", text, rule, "Put Block"))
            }
        }
    }

    /// The number of bytes that it encodes, which is the same for all blocks of a blob.
    pub fn byte_length(&self) -> usize {
        base64::decoded_length(&self.0).expect("it was base64 when it was made")
    }

    /// The id in base64.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for BlockId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
