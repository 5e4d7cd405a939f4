//! The page size of a listing.

use crate::invalid::Invalid;

/// The maximum number of entries in a page of a listing, including prefixes: 1 to 5,000.
///
/// A page may have fewer entries, or none. Source: *List Blobs*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MaxResults(u16);

impl MaxResults {
    /// The maximum of the service, which is also its default.
    pub const MOST: Self = Self(5000);

    /// A page size.
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

    /// The number of entries.
    pub fn get(self) -> u16 {
        self.0
    }
}
