//! The three kinds of blob.

use crate::open_enum::open_enum;

open_enum! {
    /// The type of a blob. Source: *Understanding block blobs, append blobs, and page blobs*, REST reference.
    pub enum BlobType {
        /// A block blob: blocks that are committed together.
        Block = "BlockBlob",
        /// A page blob: pages of 512 bytes.
        Page = "PageBlob",
        /// An append blob: blocks that are appended one by one.
        Append = "AppendBlob",
    }
}
