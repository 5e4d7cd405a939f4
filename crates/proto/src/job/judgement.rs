//! What the state of a destination's copy means for the copy that is tracked.

use crate::value::{CopyId, CopyState, CopyStatus};

/// What the state that a destination or a listing reports means for one copy.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller must handle every judgement"
)]
pub enum Judgement {
    /// The copy is under way.
    StillPending,
    /// The copy has succeeded.
    Succeeded,
    /// The copy has failed. The state gives the reason.
    Failed,
    /// The copy was aborted.
    Aborted,
    /// The status of the copy is one that this crate does not know.
    Unknown,
    /// The state is that of another copy. How this one ended is not known.
    NotOurs,
}

impl Judgement {
    /// Judges the state that was `seen` at the destination of the copy with this id.
    ///
    /// ```
    /// use blobcopy_proto::job::Judgement;
    /// use blobcopy_proto::{CopyId, CopyState, CopyStatus};
    ///
    /// # fn main() -> Result<(), blobcopy_proto::Invalid> {
    /// let id = CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5")?;
    /// let seen = CopyState::new(id.clone(), CopyStatus::Pending);
    /// assert_eq!(Judgement::of(&id, &seen), Judgement::StillPending);
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(id: &CopyId, seen: &CopyState) -> Self {
        if seen.id != *id {
            return Self::NotOurs;
        }
        match seen.status {
            CopyStatus::Pending => Self::StillPending,
            CopyStatus::Success => Self::Succeeded,
            CopyStatus::Failed => Self::Failed,
            CopyStatus::Aborted => Self::Aborted,
            CopyStatus::Other(_) => Self::Unknown,
        }
    }
}
