//! How a lease stands, as the properties of a blob or container tell.

use crate::open_enum::open_enum;

open_enum! {
    /// How a lease stands. Source: *Lease Blob*, REST reference.
    pub enum LeaseState {
        /// There is none, and one can be acquired.
        Available = "available",
        /// It holds.
        Leased = "leased",
        /// It was not renewed in time.
        Expired = "expired",
        /// It was broken, and still holds for a moment.
        Breaking = "breaking",
        /// It was broken.
        Broken = "broken",
    }
}

open_enum! {
    /// Whether a lease keeps others from writing. Source: *Get Blob Properties*, REST reference.
    pub enum LeaseStatus {
        /// It does.
        Locked = "locked",
        /// It does not.
        Unlocked = "unlocked",
    }
}

open_enum! {
    /// Whether a lease that holds has an end. Source: *Get Blob Properties*, REST reference.
    pub enum LeaseDurationKind {
        /// It lasts until it is released or broken.
        Infinite = "infinite",
        /// It lasts for seconds.
        Fixed = "fixed",
    }
}
