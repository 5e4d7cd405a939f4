//! How much a page of a listing holds.

use crate::invalid::Invalid;

/// Most entries that a page of a listing shall hold: 1 to 5,000, prefixes counted in.
///
/// A page may always hold fewer, or none. Source: *List Blobs*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxResults(u16);

impl MaxResults {
    /// What the service takes for the limit if none is given, and the most it grants.
    pub const MOST: Self = Self(5000);

    /// So many.
    ///
    /// # Errors
    /// If it is not 1 to 5,000.
    pub fn new(entries: u16) -> Result<Self, Invalid> {
        if (1..=Self::MOST.0).contains(&entries) {
            return Ok(Self(entries));
        }
        let rule = "must be 1 to 5,000";
        let given = entries.to_string();
        Err(Invalid::new("maxresults", &given, rule, "List Blobs"))
    }

    /// The number.
    pub fn get(self) -> u16 {
        self.0
    }
}
