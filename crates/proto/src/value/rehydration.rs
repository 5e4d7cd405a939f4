//! Bringing a blob back from the archive.

use crate::open_enum::open_enum;

open_enum! {
    /// How soon an archived blob shall be readable. Source: *Set Blob Tier*, REST reference.
    pub enum RehydratePriority {
        /// Within hours; what is meant if nothing is said.
        Standard = "Standard",
        /// Sooner, and at a price.
        High = "High",
    }
}

open_enum! {
    /// Where an archived blob is being brought to. Source: *Get Blob Properties*, REST reference.
    pub enum ArchiveStatus {
        /// To the hot tier.
        RehydratePendingToHot = "rehydrate-pending-to-hot",
        /// To the cool tier.
        RehydratePendingToCool = "rehydrate-pending-to-cool",
        /// To the cold tier.
        RehydratePendingToCold = "rehydrate-pending-to-cold",
    }
}
