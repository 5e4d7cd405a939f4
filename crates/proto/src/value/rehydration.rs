//! The rehydration of archived blobs.

use crate::open_enum::open_enum;

open_enum! {
    /// The priority of a rehydration. Source: *Set Blob Tier*, REST reference.
    pub enum RehydratePriority {
        /// Within hours. The default.
        Standard = "Standard",
        /// Faster, at a higher cost.
        High = "High",
    }
}

open_enum! {
    /// The target tier of a rehydration in progress. Source: *Get Blob Properties*, REST reference.
    pub enum ArchiveStatus {
        /// To the hot tier.
        RehydratePendingToHot = "rehydrate-pending-to-hot",
        /// To the cool tier.
        RehydratePendingToCool = "rehydrate-pending-to-cool",
        /// To the cold tier.
        RehydratePendingToCold = "rehydrate-pending-to-cold",
    }
}
