//! The results of a copy's safeguards.

use std::fmt;
use std::sync::Arc;

use blobcopy_proto::HeaderText;
use blobcopy_proto::care::{Restored, Verified};

use crate::error::Error;

/// The results of a copy's safeguards, once the copy has ended.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct Findings {
    /// What the comparison with the source proves, if it was requested.
    pub verified: Option<Verified>,
    /// What happened to the destination's former content, if it was protected by a snapshot.
    pub protection: Option<Protection>,
}

/// What happened to the content that the destination had before the copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Protection {
    /// Where the former content is now.
    pub restored: Restored,
    /// The snapshot of the destination that holds it, if there still is one. A snapshot is identified by its time.
    pub snapshot: Option<HeaderText>,
    /// Why a step was not carried out, if one failed.
    pub failure: Option<Arc<Error>>,
}

impl Protection {
    /// The snapshot that holds it.
    pub fn snapshot(&self) -> Option<&HeaderText> {
        self.snapshot.as_ref()
    }
}

impl fmt::Display for Protection {
    /// A remark about the destination, without a final period.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.restored, &self.snapshot) {
            (Restored::Kept, Some(snapshot)) => {
                return write!(f, "what was there before is in its snapshot {snapshot}");
            }
            (Restored::Kept, None) => f.write_str("there was no blob before")?,
            (Restored::Leftover, _) => f.write_str("it left an empty blob")?,
            (Restored::Replaced, _) => f.write_str("the copy took the place of what was there")?,
            (Restored::PutBack { .. }, _) => f.write_str("what was there before was put back")?,
            (Restored::Unchanged { .. }, _) => f.write_str("the destination is as it was")?,
            (other, _) => write!(f, "{other:?}")?,
        }
        match (&self.snapshot, &self.restored) {
            (Some(snapshot), Restored::Unchanged { look, .. }) if look.may_still_start() => write!(
                f,
                "; its snapshot {snapshot} was kept, because the start may still be delivered: delete it later"
            ),
            (Some(snapshot), _) => write!(f, "; its snapshot {snapshot} was kept"),
            (None, _) => Ok(()),
        }
    }
}
