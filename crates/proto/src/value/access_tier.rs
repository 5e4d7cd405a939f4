//! Access tiers, which set the cost to store and to read a blob.

use crate::open_enum::open_enum;

open_enum! {
    /// The access tier of a blob. Tiers of premium page blobs, such as `P10`, are `Other`. Source: *Set Blob Tier*,
    /// REST reference.
    pub enum AccessTier {
        /// For blobs that are read often.
        Hot = "Hot",
        /// For blobs that are read infrequently.
        Cool = "Cool",
        /// For blobs that are rarely read, but must be readable immediately.
        Cold = "Cold" since "2021-12-02",
        /// Offline: the blob must be rehydrated before it can be read.
        Archive = "Archive",
        /// The service moves the blob between the online tiers, depending on how it is read.
        Smart = "Smart" since "2026-06-06",
    }
}
