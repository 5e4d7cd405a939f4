//! A start is not repeated without a look, and one request starts one copy.

use blobcopy_proto::Conditions;

use crate::simulation::check::{Case, Class};
use crate::simulation::record::{Arrival, Ask};
use crate::simulation::truth::{BlobRevision, By, Copy, Done};

impl Case<'_> {
    pub(crate) fn copies_are_not_doubled(&mut self) {
        let ours: Vec<Copy> = self
            .copies()
            .iter()
            .filter(|copy| copy.is_ours())
            .cloned()
            .collect();
        for pair in ours.windows(2) {
            let (first, second) = (&pair[0], &pair[1]);
            let By::Us(request, arrival) = second.by else {
                continue;
            };
            let was_sent_again = self.starts().any(|(number, start)| {
                number > request && BlobRevision::of(start.at) <= second.begun
            });
            let erased = self.did_others(
                &[Done::Copied, Done::Deleted, Done::Overwrote],
                first.begun,
                second.begun,
            );
            // If the conflict may be due to another client's change as well as to a second delivery, the job may start
            // again.
            let has_conflict = match first.by {
                By::Us(request, _) => self.record.requests[request].met_conflict(),
                _ => false,
            };
            let deleted = self.did_others(&[Done::Deleted], first.begun, second.begun)
                || erased && has_conflict
                || self.has_removed_leftover();
            if self.is_repeat(first) {
                self.allow(Class::Repeated);
            } else if self.fate.look_first {
                match deleted {
                    true => self.allow(Class::Erased),
                    false => self.violated("two copies were begun although the job looked first"),
                }
            } else if arrival > 0 {
                self.allow(Class::Repeated);
            } else if was_sent_again {
                self.allow(Class::Late);
            } else if erased {
                self.allow(Class::Erased);
            } else {
                self.violated("one request began two copies");
            }
        }
    }

    /// Whether what the job's failed copy left was deleted, so that a start conditioned on no blob may have an effect
    /// again.
    fn has_removed_leftover(&self) -> bool {
        let mut care = self.record.care.iter();
        !self.record.had_blob
            && care.any(|sent| sent.ask == Ask::Delete && !sent.arrivals.is_empty())
    }

    pub(crate) fn starts_are_conditioned(&mut self) {
        let mut wrong = Vec::new();
        for (number, start) in self.starts() {
            let Ask::Start(conditions) = &start.ask else {
                continue;
            };
            let doubts = self.record.requests[..number]
                .iter()
                .rfind(|sent| sent.is_doubtful());
            let look = self.last_look(start.at);
            let must_look = doubts.is_some() || self.fate.look_first;
            if let (Some(doubt), Some((look, _))) = (doubts, look)
                && look.at < doubt.at
            {
                wrong.push(format!("start {number} was sent again without a look"));
            }
            match look {
                None if must_look => wrong.push(format!("start {number} was sent without a look")),
                Some((_, seen)) if must_look && !self.is_pinned(conditions, seen) => {
                    wrong.push(format!(
                        "start {number} is not conditioned on what was seen"
                    ));
                }
                _ => {}
            }
            if start
                .arrivals
                .iter()
                .any(|a| a.began.is_some() && !a.meets_wanted)
            {
                wrong.push(format!(
                    "start {number} went against the caller's condition"
                ));
            }
            if self.record.cancelled.is_some_and(|at| start.at > at) {
                wrong.push(format!(
                    "start {number} was sent after the job was cancelled"
                ));
            }
        }
        self.verdict.violations.extend(wrong);
    }

    fn is_pinned(&self, conditions: &Conditions, seen: &Arrival) -> bool {
        let pin = match &seen.before.etag {
            Some(etag) => Conditions::if_match(etag.clone()),
            None => Conditions::if_absent(),
        };
        *conditions == pin
    }
}
