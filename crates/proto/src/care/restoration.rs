//! The restoration of a protected destination once its copy has ended, as a pure state machine.
//!
//! Each [`step`](Restoration::step) takes the result of the last request and returns the next request:
//!
//! | the copy | the destination, when looked at | next |
//! |---|---|---|
//! | succeeded | | remove the snapshot |
//! | failed or was aborted | holds what our copy left, and nothing else | restore the content, then remove the snapshot |
//! | failed or was aborted | anything else | keep the snapshot |
//! | is not known to have begun | has the pinned ETag and no pending copy; no start was sent, or none can still be delivered | remove the snapshot |
//! | is not known to have begun | has the pinned ETag and no pending copy | keep the snapshot: a start may still be delivered |
//! | is not known to have begun | anything else | keep the snapshot |
//! | continues, or was replaced by others | | keep the snapshot |
//!
//! Every start is conditioned on the ETag of the blob in the snapshot (the pinned ETag), so no start has an effect once
//! the ETag has changed. An unchanged ETag shows that no start has had an effect so far. A start that is
//! delivered late or again may still have one, for as long as [`LATE_DELIVERY`] says.

use std::time::{Duration, Instant};

use crate::care::placeholder;
use crate::job::CopyError;
use crate::ops::BlobProperties;
use crate::value::{CopyId, CopyStatus, ETag};

/// How long after its sender has given up a request it may still be delivered to the service. An assumption: proxies
/// and kernels that repeat or hold back a request do so for seconds.
pub const LATE_DELIVERY: Duration = Duration::from_secs(60);

/// The restoration of a protected destination once its copy has ended: the table of `care/restoration.rs`.
#[derive(Clone, Debug)]
pub struct Restoration {
    before: Before,
    stage: Stage,
}

/// What the destination held before its copy.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a destination held a blob or did not"
)]
pub enum Before {
    /// No blob.
    NoBlob,
    /// A blob, which a snapshot preserves.
    InSnapshot {
        /// The blob's ETag, to which the start was pinned.
        pinned: ETag,
        /// Whether the snapshot must stay after the copy.
        stays: bool,
    },
}

/// How the copy into a protected destination ended.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Ending<'a> {
    /// Why it ended without success.
    pub error: &'a CopyError,
    /// When the last start was answered or given up, if one was sent: [`CopyJob::last_start`](crate::job::CopyJob::last_start).
    pub last_start: Option<Instant>,
    /// The time limit of one attempt of a request.
    pub attempt_limit: Duration,
}

/// The next thing to do.
#[derive(Clone, Debug, PartialEq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "whoever carries it out must handle every step"
)]
pub enum RestorationStep {
    /// Get the destination's properties.
    Look,
    /// Copy the snapshot back, if the destination has this ETag.
    PutBack(ETag),
    /// Delete the snapshot.
    RemoveSnapshot,
    /// Delete the destination, if it has this ETag.
    RemoveLeftover(ETag),
    /// Nothing more.
    Done(Restored),
}

/// The result of a step.
#[derive(Clone, Debug)]
#[expect(clippy::exhaustive_enums, reason = "a step shows one of these")]
pub enum StepShowed {
    /// The destination's properties.
    Found(Box<BlobProperties>),
    /// No blob at the destination.
    NoBlob,
    /// The step was carried out.
    Done,
    /// The step was not carried out, or is not known to be.
    Failed,
}

/// What happened to the destination's former content.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Restored {
    /// The copy succeeded and replaced it, and no snapshot holds it.
    Replaced,
    /// It was restored. Where there was no blob, there is none again.
    PutBack {
        /// Whether the snapshot is still there.
        keeps_snapshot: bool,
    },
    /// It is there, unchanged.
    Unchanged {
        /// The evidence.
        look: Unchanged,
        /// Whether the snapshot is still there.
        keeps_snapshot: bool,
    },
    /// It is in the snapshot, or there was no blob. What the destination holds now is not known to be ours.
    Kept,
    /// There was no blob, and what our copy left could not be removed.
    Leftover,
}

/// The evidence that a destination is unchanged after its copy has ended. Only a look at the destination creates it.
#[derive(Clone, Debug, PartialEq)]
pub struct Unchanged {
    etag: Option<ETag>,
    may_still_start: bool,
}

impl Unchanged {
    /// The destination's ETag. `None` if there is no blob, as before.
    pub fn etag(&self) -> Option<&ETag> {
        self.etag.as_ref()
    }

    /// Whether a start that was sent may still be delivered, so that the snapshot is still needed.
    pub fn may_still_start(&self) -> bool {
        self.may_still_start
    }
}

#[derive(Clone, Debug)]
enum Stage {
    /// Our copy failed or was aborted. Looks whether the destination holds what it left.
    LookingForLeftover(CopyId),
    /// Our copy is not known to have begun. Looks whether the destination is unchanged. A start may be delivered until
    /// the given time.
    LookingForChange(Option<Instant>),
    PuttingBack,
    RemovingLeftover,
    RemovingSnapshot(Restored),
    Over(Restored),
}

impl Restoration {
    /// The restoration after a copy that succeeded.
    pub fn after_success(before: Before) -> Self {
        let stage = match before {
            Before::InSnapshot { stays: true, .. } => Stage::Over(Restored::Kept),
            Before::InSnapshot { .. } => Stage::RemovingSnapshot(Restored::Replaced),
            Before::NoBlob => Stage::Over(Restored::Replaced),
        };
        Self { before, stage }
    }

    /// The restoration after any other end.
    pub fn after_failure(before: Before, ending: Ending<'_>) -> Self {
        let error = ending.error;
        let stage = match &error.copy_id {
            Some(id) if error.outcome.left_it_empty() => Stage::LookingForLeftover(id.clone()),
            // Our copy may continue, or others have changed the destination, so it is left alone.
            Some(_) => Stage::Over(Restored::Kept),
            None => Stage::LookingForChange(ending.last_delivery()),
        };
        Self { before, stage }
    }

    /// The first thing to do.
    pub fn first(&self) -> RestorationStep {
        match &self.stage {
            Stage::LookingForLeftover(_) | Stage::LookingForChange(_) => RestorationStep::Look,
            Stage::RemovingSnapshot(_) => RestorationStep::RemoveSnapshot,
            Stage::Over(restored) => RestorationStep::Done(restored.clone()),
            Stage::PuttingBack | Stage::RemovingLeftover => {
                unreachable!("both are entered by a step")
            }
        }
    }

    /// Takes the result of the last step, and returns the next step.
    pub fn step(&mut self, showed: &StepShowed, now: Instant) -> RestorationStep {
        match (self.stage.clone(), showed) {
            (Stage::LookingForLeftover(id), StepShowed::Found(found)) => {
                self.found_after_our_copy(placeholder(found, &id))
            }
            // Where there was no blob, there is none again.
            (Stage::LookingForLeftover(_), StepShowed::NoBlob) if self.before == Before::NoBlob => {
                self.over(Restored::PutBack {
                    keeps_snapshot: false,
                })
            }
            (Stage::LookingForChange(until), showed) => {
                let may_still_start = until.is_some_and(|until| now < until);
                match self.unchanged(showed, may_still_start) {
                    Some(look) => self.found_unchanged(look),
                    None => self.over(Restored::Kept),
                }
            }
            (Stage::PuttingBack, StepShowed::Done) => self.remove_snapshot(Restored::PutBack {
                keeps_snapshot: false,
            }),
            (Stage::RemovingLeftover, StepShowed::Done | StepShowed::NoBlob) => {
                self.over(Restored::PutBack {
                    keeps_snapshot: false,
                })
            }
            (Stage::RemovingLeftover, _) => self.over(Restored::Leftover),
            (Stage::RemovingSnapshot(restored), StepShowed::Done | StepShowed::NoBlob) => {
                self.over(restored)
            }
            (Stage::RemovingSnapshot(restored), _) => self.over(restored.with_snapshot()),
            (Stage::Over(restored), _) => RestorationStep::Done(restored),
            (Stage::LookingForLeftover(_) | Stage::PuttingBack, _) => self.over(Restored::Kept),
        }
    }

    fn found_after_our_copy(&mut self, leftover: Option<ETag>) -> RestorationStep {
        match (leftover, &self.before) {
            (Some(tag), Before::InSnapshot { .. }) => {
                self.stage = Stage::PuttingBack;
                RestorationStep::PutBack(tag)
            }
            (Some(tag), Before::NoBlob) => {
                self.stage = Stage::RemovingLeftover;
                RestorationStep::RemoveLeftover(tag)
            }
            (None, _) => self.over(Restored::Kept),
        }
    }

    fn found_unchanged(&mut self, look: Unchanged) -> RestorationStep {
        let is_needed = look.may_still_start;
        let unchanged = Restored::Unchanged {
            look,
            keeps_snapshot: false,
        };
        match self.before {
            Before::InSnapshot { .. } if is_needed => self.over(unchanged.with_snapshot()),
            Before::InSnapshot { .. } => self.remove_snapshot(unchanged),
            Before::NoBlob => self.over(unchanged),
        }
    }

    /// The evidence that the destination is unchanged, if the look showed that.
    fn unchanged(&self, showed: &StepShowed, may_still_start: bool) -> Option<Unchanged> {
        let etag = match (&self.before, showed) {
            (Before::NoBlob, StepShowed::NoBlob) => None,
            (Before::InSnapshot { pinned, .. }, StepShowed::Found(found)) => {
                let copy = found.copy.as_ref();
                let is_pending = copy.is_some_and(|copy| copy.status == CopyStatus::Pending);
                let is_pinned = found.etag.as_ref() == Some(pinned) && !is_pending;
                is_pinned.then(|| Some(pinned.clone()))?
            }
            _ => return None,
        };
        Some(Unchanged {
            etag,
            may_still_start,
        })
    }

    /// Removes the snapshot, unless it must stay, because its content is also elsewhere.
    fn remove_snapshot(&mut self, restored: Restored) -> RestorationStep {
        match self.before {
            Before::InSnapshot { stays: false, .. } => {
                self.stage = Stage::RemovingSnapshot(restored);
                RestorationStep::RemoveSnapshot
            }
            _ => self.over(restored.with_snapshot()),
        }
    }

    fn over(&mut self, restored: Restored) -> RestorationStep {
        self.stage = Stage::Over(restored.clone());
        RestorationStep::Done(restored)
    }
}

impl<'a> Ending<'a> {
    /// The end of a copy with this error.
    pub fn new(error: &'a CopyError, last_start: Option<Instant>, attempt_limit: Duration) -> Self {
        Self {
            error,
            last_start,
            attempt_limit,
        }
    }

    /// The time until which a start that was sent may still be delivered.
    fn last_delivery(&self) -> Option<Instant> {
        let after = self.attempt_limit.saturating_add(LATE_DELIVERY);
        // A time beyond the range of the clock is never reached.
        self.last_start
            .map(|last| last.checked_add(after).unwrap_or(last))
    }
}

impl Restored {
    /// Whether the snapshot is still there, where one was taken.
    pub fn keeps_snapshot(&self) -> bool {
        match self {
            Self::PutBack { keeps_snapshot } | Self::Unchanged { keeps_snapshot, .. } => {
                *keeps_snapshot
            }
            Self::Kept => true,
            Self::Replaced | Self::Leftover => false,
        }
    }

    fn with_snapshot(self) -> Self {
        match self {
            Self::Unchanged { look, .. } => Self::Unchanged {
                look,
                keeps_snapshot: true,
            },
            Self::PutBack { .. } => Self::PutBack {
                keeps_snapshot: true,
            },
            _ => Self::Kept,
        }
    }
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "only differences to it count")]
mod tests {
    use super::*;
    use crate::job::CopyOutcome;
    use crate::value::CopyState;

    const LIMIT: Duration = Duration::from_secs(30);

    fn tag(text: &str) -> ETag {
        ETag::parse(text).unwrap()
    }

    fn in_snapshot() -> Before {
        Before::InSnapshot {
            pinned: tag("\"0x1\""),
            stays: false,
        }
    }

    fn found(etag: &str, copy: Option<CopyStatus>) -> StepShowed {
        let properties = BlobProperties {
            etag: Some(tag(etag)),
            copy: copy.map(|status| CopyState::new(CopyId::parse("1").unwrap(), status)),
            ..BlobProperties::default()
        };
        StepShowed::Found(Box::new(properties))
    }

    fn not_begun(before: Before, last_start: Option<Instant>) -> Restoration {
        let error = CopyError::new(None, CopyOutcome::Cancelled);
        let restoration =
            Restoration::after_failure(before, Ending::new(&error, last_start, LIMIT));
        assert_eq!(restoration.first(), RestorationStep::Look);
        restoration
    }

    #[test]
    fn a_snapshot_goes_only_when_no_start_can_still_be_delivered() {
        let sent = Instant::now();
        let late = sent + LIMIT + LATE_DELIVERY;
        let unchanged = found("\"0x1\"", Some(CopyStatus::Success));
        for (last_start, now, goes) in [
            (None, sent, true),
            (Some(sent), sent, false),
            (Some(sent), late - Duration::from_millis(1), false),
            (Some(sent), late, true),
        ] {
            let mut restoration = not_begun(in_snapshot(), last_start);
            let next = restoration.step(&unchanged, now);
            if goes {
                assert_eq!(next, RestorationStep::RemoveSnapshot);
                let over = restoration.step(&StepShowed::Done, now);
                let RestorationStep::Done(Restored::Unchanged {
                    keeps_snapshot: false,
                    ..
                }) = over
                else {
                    panic!("{over:?}");
                };
            } else {
                let RestorationStep::Done(Restored::Unchanged {
                    look,
                    keeps_snapshot: true,
                }) = next
                else {
                    panic!("{next:?}");
                };
                assert!(look.may_still_start());
            }
        }
    }

    #[test]
    fn a_destination_that_a_look_does_not_show_unchanged_keeps_its_snapshot() {
        for showed in [
            found("\"0x2\"", None),
            found("\"0x1\"", Some(CopyStatus::Pending)),
            StepShowed::NoBlob,
            StepShowed::Failed,
        ] {
            let mut restoration = not_begun(in_snapshot(), None);
            let next = restoration.step(&showed, Instant::now());
            assert_eq!(next, RestorationStep::Done(Restored::Kept), "{showed:?}");
        }
    }

    #[test]
    fn a_snapshot_that_cannot_be_removed_is_still_there() {
        let now = Instant::now();
        let mut restoration = not_begun(in_snapshot(), None);
        restoration.step(&found("\"0x1\"", None), now);
        let over = restoration.step(&StepShowed::Failed, now);
        assert!(matches!(
            over,
            RestorationStep::Done(Restored::Unchanged {
                keeps_snapshot: true,
                ..
            })
        ));
        let mut replaced = Restoration::after_success(in_snapshot());
        assert_eq!(replaced.first(), RestorationStep::RemoveSnapshot);
        assert_eq!(
            replaced.step(&StepShowed::Failed, now),
            RestorationStep::Done(Restored::Kept)
        );
    }

    #[test]
    fn what_our_copy_left_is_replaced_and_nothing_else() {
        let now = Instant::now();
        let id = CopyId::parse("1").unwrap();
        let failed = CopyState::new(id.clone(), CopyStatus::Failed);
        let error = CopyError::new(Some(id), CopyOutcome::Failed(failed));
        let after = |before| Restoration::after_failure(before, Ending::new(&error, None, LIMIT));
        let left = found("\"0x2\"", Some(CopyStatus::Failed));

        let mut restoration = after(in_snapshot());
        assert_eq!(
            restoration.step(&left, now),
            RestorationStep::PutBack(tag("\"0x2\""))
        );
        assert_eq!(
            restoration.step(&StepShowed::Done, now),
            RestorationStep::RemoveSnapshot
        );
        let mut restoration = after(Before::NoBlob);
        assert_eq!(
            restoration.step(&left, now),
            RestorationStep::RemoveLeftover(tag("\"0x2\""))
        );
        for showed in [found("\"0x3\"", None), StepShowed::Failed] {
            assert_eq!(
                after(in_snapshot()).step(&showed, now),
                RestorationStep::Done(Restored::Kept)
            );
        }
    }
}
