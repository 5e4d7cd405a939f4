//! The three kinds of blob.

use crate::open_enum::open_enum;

open_enum! {
    /// What a blob is made of. Source: *Understanding block blobs, append blobs, and page blobs*, REST reference.
    pub enum BlobType {
        /// Blocks, committed together.
        Block = "BlockBlob",
        /// Pages of 512 bytes.
        Page = "PageBlob",
        /// Blocks, appended one by one.
        Append = "AppendBlob",
    }
}
