//! Public access to a container.

use crate::open_enum::open_enum;

open_enum! {
    /// What can be read in a container without a credential. Source: *Create Container*, REST reference.
    pub enum PublicAccess {
        /// The list of its blobs, and the blobs.
        Container = "container",
        /// The blobs, but not their list.
        Blob = "blob",
    }
}
