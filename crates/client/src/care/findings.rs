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
    /// What happened to the destination's previous content, if it was protected by a snapshot.
    pub protection: Option<Protection>,
}

/// What happened to the content that the destination had before the copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Protection {
    /// Where the previous content is now.
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
                return write!(f, "the previous content is in snapshot {snapshot}");
            }
            (Restored::Kept, None) => f.write_str("the destination did not exist before")?,
            (Restored::Leftover, _) => f.write_str("the destination is empty")?,
            (Restored::Replaced, _) => f.write_str("the copy replaced the previous content")?,
            (Restored::PutBack { .. }, _) => f.write_str("the previous content was restored")?,
            (Restored::Unchanged { .. }, _) => f.write_str("the destination is unchanged")?,
            (other, _) => write!(f, "{other:?}")?,
        }
        match (&self.snapshot, &self.restored) {
            (Some(snapshot), Restored::Unchanged { look, .. }) if look.may_still_start() => write!(
                f,
                "; snapshot {snapshot} was kept, because the start may still arrive: delete it later"
            ),
            (Some(snapshot), _) => write!(f, "; snapshot {snapshot} was kept"),
            (None, _) => Ok(()),
        }
    }
}
