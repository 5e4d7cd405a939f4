//! What storing and reading a blob costs.

use crate::open_enum::open_enum;

open_enum! {
    /// The tier of a blob; those of premium page blobs, such as `P10`, are among the others. Source: *Set Blob Tier*, REST reference.
    pub enum AccessTier {
        /// Read often.
        Hot = "Hot",
        /// Read seldom.
        Cool = "Cool",
        /// Read hardly ever, and then at once.
        Cold = "Cold" since "2021-12-02",
        /// Not readable before it is rehydrated.
        Archive = "Archive",
        /// Moved between the online tiers by the service, as it is read.
        Smart = "Smart" since "2026-06-06",
    }
}
