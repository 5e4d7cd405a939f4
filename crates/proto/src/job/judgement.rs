//! What the state of a destination's copy means for the copy that is tracked.

use crate::value::{CopyId, CopyState, CopyStatus};

/// What the state that a destination or a listing reports means for one copy.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a caller must handle every judgement"
)]
pub enum Judgement {
    /// The copy is under way.
    StillPending(CopyState),
    /// The copy has succeeded.
    Succeeded(CopyState),
    /// The copy has failed. The state gives the reason.
    Failed(CopyState),
    /// The copy was aborted.
    Aborted(CopyState),
    /// The status of the copy is one that this crate does not know.
    Unknown(CopyState),
    /// The state is that of another copy. How this one ended is not known.
    NotOurs(CopyState),
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
    /// assert!(matches!(Judgement::of(&id, seen), Judgement::StillPending(_)));
    /// # Ok(())
    /// # }
    /// ```
    pub fn of(id: &CopyId, mut seen: CopyState) -> Self {
        if seen.id != *id {
            return Self::NotOurs(seen);
        }
        // Both ids are equal; sharing one frees the other.
        seen.id = id.clone();
        match seen.status {
            CopyStatus::Pending => Self::StillPending(seen),
            CopyStatus::Success => Self::Succeeded(seen),
            CopyStatus::Failed => Self::Failed(seen),
            CopyStatus::Aborted => Self::Aborted(seen),
            CopyStatus::Other(_) => Self::Unknown(seen),
        }
    }

    /// The state, unless it is that of another copy.
    pub fn own_state(&self) -> Option<&CopyState> {
        match self {
            Self::NotOurs(_) => None,
            Self::StillPending(state)
            | Self::Succeeded(state)
            | Self::Failed(state)
            | Self::Aborted(state)
            | Self::Unknown(state) => Some(state),
        }
    }
}
