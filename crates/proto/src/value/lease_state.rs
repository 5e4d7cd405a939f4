//! The state of a lease, as the properties of a blob or container report it.

use crate::open_enum::open_enum;

open_enum! {
    /// The state of a lease. Source: *Lease Blob*, REST reference.
    pub enum LeaseState {
        /// There is no lease, and one can be acquired.
        Available = "available",
        /// The lease is active.
        Leased = "leased",
        /// The lease was not renewed in time.
        Expired = "expired",
        /// The lease was broken, and stays active until its break period ends.
        Breaking = "breaking",
        /// The lease was broken.
        Broken = "broken",
    }
}

open_enum! {
    /// Whether a lease prevents writes by others. Source: *Get Blob Properties*, REST reference.
    pub enum LeaseStatus {
        /// It prevents them.
        Locked = "locked",
        /// It does not prevent them.
        Unlocked = "unlocked",
    }
}

open_enum! {
    /// Whether an active lease expires. Source: *Get Blob Properties*, REST reference.
    pub enum LeaseDurationKind {
        /// It lasts until it is released or broken.
        Infinite = "infinite",
        /// It expires after its duration in seconds.
        Fixed = "fixed",
    }
}
