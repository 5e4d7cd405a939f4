//! The content of a protected destination is not lost, and is reported correctly.

use std::time::Duration;

use blobcopy_proto::CopyStatus;
use blobcopy_proto::care::Restored;

use crate::simulation::check::{Case, Class};
use crate::simulation::record::{Arrival, Sent};
use crate::simulation::service::Service;
use crate::simulation::truth::{BlobRevision, By, Content, Copy};

/// Checks the protection of the destination.
pub(crate) fn check(case: &mut Case<'_>) {
    if !case.fate.is_protected || case.record.end.is_none() {
        return;
    }
    case.the_old_content_has_another_place();
    case.no_start_arrives_after_the_snapshot_is_gone();
    case.only_our_own_leftover_is_replaced();
    match case.record.restored.clone() {
        Some(restored) => case.what_is_said_of_the_destination_is_true(&restored),
        None => case.violated("the destination was not seen to"),
    }
}

impl Case<'_> {
    /// The request that removed the snapshot, and the state of the destination at that time.
    fn removal(&self) -> Option<(usize, &Arrival)> {
        let arrivals = self.record.care.iter().enumerate();
        arrivals
            .flat_map(|(number, sent)| sent.arrivals.iter().map(move |arrival| (number, arrival)))
            .find(|(_, arrival)| arrival.removed_snapshot)
    }

    /// When the snapshot is removed, the destination has its former content, the copy succeeded, or the content was
    /// restored.
    fn the_old_content_has_another_place(&mut self) {
        let Some((number, removal)) = self.removal() else {
            return;
        };
        let has_succeeded = self
            .record
            .end
            .as_ref()
            .is_some_and(|(_, end)| end.result.is_ok());
        let is_there = removal.before.content == Content::Old && !removal.before.is_pending;
        if has_succeeded || is_there || self.is_back() {
            return;
        }
        let looked = self.record.care[..number]
            .iter()
            .filter_map(Sent::answering)
            .next_back();
        let others = looked.is_some_and(|look| {
            look.before.content == Content::Old
                && !look.before.is_pending
                && self.was_touched_by_others(look.at, removal.at)
        });
        match others {
            true => self.allow(Class::Between),
            false => self.violated("the snapshot was removed, and nothing else holds the content"),
        }
    }

    fn was_touched_by_others(&self, from: Duration, to: Duration) -> bool {
        let (from, to) = (BlobRevision::of(from), BlobRevision::of(to));
        let mut done = self.record.service.done.iter();
        done.any(|(at, _)| BlobRevision::of(*at) >= from && BlobRevision::of(*at) <= to)
    }

    /// If the copy did not start, no start of the job has an effect once the snapshot is removed.
    fn no_start_arrives_after_the_snapshot_is_gone(&mut self) {
        let Some((_, removal)) = self.removal() else {
            return;
        };
        let removed = BlobRevision::of(removal.at);
        let late = |copy: &Copy| copy.is_ours() && copy.begun > removed;
        if self.copies().iter().any(late) {
            self.violated("a start had its effect after the snapshot was removed");
        }
    }

    /// A restoring copy overwrites only what the job's own copy left.
    fn only_our_own_leftover_is_replaced(&mut self) {
        // A copy that no client can distinguish from the job's counts as the job's.
        let claimed = self
            .record
            .end
            .as_ref()
            .and_then(|(_, end)| end.copy_id.clone());
        let replaced = self.record.care.iter().flat_map(|sent| &sent.arrivals);
        let wrong = replaced
            .filter(|arrival| arrival.began.is_some())
            .any(|arrival| {
                let left = arrival.before.copy;
                let is_ours = left.is_some_and(|left| {
                    self.copies()[left].is_ours() || claimed == Some(Service::id(left))
                });
                arrival.before.content != Content::Nothing || !is_ours
            });
        if wrong {
            self.violated("what others wrote was replaced by what was put back");
        }
    }

    fn what_is_said_of_the_destination_is_true(&mut self, restored: &Restored) {
        match restored {
            Restored::Unchanged { .. } => {
                let mut looks = self.record.care.iter().filter_map(Sent::answering);
                let is_true = looks.any(|look| !look.before.is_pending && self.is_old(look));
                if !is_true {
                    self.violated("the destination is said to be as it was, and was not");
                }
            }
            Restored::PutBack { .. } if self.record.had_blob && !self.is_back() => {
                self.violated("it is said to be put back, and is not");
            }
            Restored::Replaced
                if self
                    .record
                    .end
                    .as_ref()
                    .is_some_and(|(_, end)| end.result.is_err()) =>
            {
                self.violated("the copy is said to have taken its place, and did not");
            }
            _ => {}
        }
        // A removal without a reply, or whose first delivery had none, may have been executed.
        let mut care = self.record.care.iter();
        let is_open = care.any(|sent| sent.reply().is_none() || sent.answered > 0);
        let has_snapshot = self.record.had_blob && self.removal().is_none();
        if self.record.had_blob && restored.keeps_snapshot() != has_snapshot && !is_open {
            self.violated(format!(
                "it says {restored:?}, and the snapshot is there: {has_snapshot}"
            ));
        }
        if self.is_left_alone() && *restored == Restored::Kept {
            self.violated("nobody interfered, and nothing was put back");
        }
    }

    /// Whether a restoring copy has succeeded.
    fn is_back(&self) -> bool {
        let mut copies = self.copies().iter();
        copies.any(|copy| copy.by == By::Restoration && copy.status == CopyStatus::Success)
    }

    fn is_old(&self, look: &Arrival) -> bool {
        match self.record.had_blob {
            true => look.before.content == Content::Old,
            false => look.before.etag.is_none(),
        }
    }

    /// Whether the job's copy started and failed without any interference.
    fn is_left_alone(&self) -> bool {
        let left_it_empty = self
            .outcome()
            .is_some_and(|outcome| outcome.left_it_empty());
        let fate = self.fate;
        left_it_empty && fate.deeds.is_empty() && fate.sas_ends.is_none() && fate.trips.is_empty()
    }
}
