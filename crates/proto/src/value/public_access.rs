//! What of a container anybody may read.

use crate::open_enum::open_enum;

open_enum! {
    /// What of a container may be read without a credential. Source: *Create Container*, REST reference.
    pub enum PublicAccess {
        /// The list of its blobs, and the blobs.
        Container = "container",
        /// The blobs, by whoever knows their names.
        Blob = "blob",
    }
}
