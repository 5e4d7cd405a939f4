//! What storing and reading a blob costs.

use crate::open_enum::open_enum;

open_enum! {
    /// The tier of a blob. Source: *Set Blob Tier*, REST reference.
    pub enum AccessTier {
        /// Read often.
        Hot = "Hot",
        /// Read seldom.
        Cool = "Cool",
        /// Read hardly ever, and then at once.
        Cold = "Cold",
        /// Not readable before it is rehydrated.
        Archive = "Archive",
    }
}
