//! The result of `wait` is what the service did.

use std::time::Duration;

use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{CopyId, CopyState, CopyStatus};

use crate::simulation::check::{Case, Class};
use crate::simulation::record::{Ask, End, Heard, Sent};
use crate::simulation::service::Service;
use crate::simulation::truth::{BlobRevision, By, Copy, Done};

/// Checks the result that the job reported.
pub(crate) fn check(case: &mut Case<'_>) {
    let Some((at, end)) = case.record.end.clone() else {
        return;
    };
    let truth = match &end.result {
        Ok(state) => case.succeeded(&end, state),
        Err(outcome) => case.is_true(at, &end, outcome),
    };
    if let Err(why) = truth {
        case.violated(format!("it says {:?}, but {why}", end.result));
    }
    case.nothing_is_left_behind();
}

impl Case<'_> {
    fn succeeded(&self, end: &End, state: &CopyState) -> Result<(), String> {
        let is_same = end.copy_id.as_ref() == Some(&state.id);
        hold(
            is_same && self.is(Some(&state.id), &CopyStatus::Success),
            "that copy did not succeed",
        )
    }

    fn is_true(&mut self, at: Duration, end: &End, said: &CopyOutcome) -> Result<(), String> {
        let id = end.copy_id.as_ref();
        match said {
            CopyOutcome::Refused(_) | CopyOutcome::Cancelled => self.nothing_was_started(said),
            CopyOutcome::Unreached => {
                let arrived = self.starts().any(|(_, start)| !start.arrivals.is_empty());
                hold(!arrived, "a start arrived")?;
                self.nothing_was_started(said)
            }
            CopyOutcome::ConditionNotMet => {
                let met = self.last_look(at).is_none_or(|(_, seen)| seen.meets_wanted);
                hold(!met, "it was met")?;
                self.nothing_was_started(said)
            }
            CopyOutcome::NotStarted { other, .. } => {
                self.is_anothers(other)?;
                self.nothing_was_started(said)
            }
            CopyOutcome::Overtaken(other) => {
                self.is_anothers(other)?;
                hold(self.first_doubt(at).is_some(), "no start was in doubt")
            }
            CopyOutcome::Unsettled(_) => {
                hold(self.first_doubt(at).is_some(), "no start was in doubt")?;
                hold(self.has_reason_to_stop(at), "it could have gone on")
            }
            CopyOutcome::Failed(_) => hold(self.is(id, &CopyStatus::Failed), "it did not fail"),
            CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline => {
                hold(self.is(id, &CopyStatus::Aborted), "it was not aborted")
            }
            CopyOutcome::Superseded(by) => {
                let begun = |id: &CopyId| self.record.service.copy(id).map(|copy| copy.begun);
                let order = id.and_then(begun).zip(begun(&by.id));
                hold(
                    id != Some(&by.id) && order.is_some_and(|(ours, other)| other >= ours),
                    "no later copy took its place",
                )
            }
            CopyOutcome::Cleared => self.was_done(id, Done::Overwrote),
            CopyOutcome::Gone => self.was_done(id, Done::Deleted),
            CopyOutcome::DeadlinePassed(_) => {
                let deadline = self.fate.deadline.unwrap_or(Duration::MAX);
                hold(at >= deadline, "the deadline had not passed")?;
                hold(id.is_some(), "no copy was known")
            }
            CopyOutcome::Unwatched(_) => hold(
                self.fate.sas_ends.is_some_and(|ends| ends <= at),
                "it could be watched",
            ),
            CopyOutcome::NotAborted(_) => self.was_not_aborted(at),
            other => Err(format!("nothing in the model is {other:?}")),
        }
    }

    fn was_not_aborted(&self, at: Duration) -> Result<(), String> {
        hold(self.record.cancelled.is_some(), "nobody wanted it aborted")?;
        let wished = self.record.cancelled.unwrap_or_default();
        let tries = self.record.requests.iter().filter(|sent| sent.at >= wished);
        // A poll under way counts as one.
        let is_tried = tries.count() + 1 >= self.fate.attempts as usize;
        hold(
            self.has_tried_in_vain(at) && (is_tried || self.was_forbidden()),
            "it was not tried often enough",
        )
    }

    fn was_done(&self, id: Option<&CopyId>, done: Done) -> Result<(), String> {
        let begun = id
            .and_then(|id| self.record.service.copy(id))
            .map_or(BlobRevision(0), |copy| copy.begun);
        let was = self.did_others(&[done], begun, BlobRevision(i64::MAX));
        hold(was, "nobody did that to the destination")
    }

    fn is_anothers(&self, other: &CopyState) -> Result<(), String> {
        let copy = self.record.service.copy(&other.id);
        hold(
            copy.is_some_and(|copy| !copy.is_ours() || self.is_repeat(copy)),
            "the other copy is ours",
        )
    }

    /// The job started no copy, then or later, unless the network made two of one start.
    fn nothing_was_started(&mut self, said: &CopyOutcome) -> Result<(), String> {
        let begun: Vec<Copy> = self
            .copies()
            .iter()
            .filter(|copy| copy.is_ours())
            .cloned()
            .collect();
        for copy in &begun {
            if self.is_repeat(copy) {
                self.allow(Class::Repeated);
            } else if self.is_erased(copy) {
                self.allow(Class::Erased);
            } else {
                return Err(format!("a copy was begun, and it says {said:?}"));
            }
        }
        Ok(())
    }

    /// Whether another copy had replaced this one before the look that should have shown it.
    fn is_erased(&self, copy: &Copy) -> bool {
        let By::Us(request, _) = copy.by else {
            return false;
        };
        let mut later = self.record.requests.iter().skip(request + 1);
        let look = later.find(|sent| sent.ask == Ask::Look && sent.reply().is_some());
        look.and_then(Sent::answering).is_some_and(|look| {
            let others = [Done::Copied, Done::Deleted, Done::Overwrote];
            self.did_others(&others, copy.begun, BlobRevision::of(look.at))
        })
    }

    /// Why a job may leave open whether its start had an effect.
    fn has_reason_to_stop(&self, at: Duration) -> bool {
        let late = self.fate.deadline.is_some_and(|deadline| at >= deadline);
        let tired = self.starts().count() >= self.fate.attempts as usize;
        let was_refused = self.record.requests.last().is_some_and(|last| {
            last.reply()
                .is_some_and(|(_, status)| status >= 400 && status != 404)
                || self.is_harmless_refusal(last.heard.map(|(_, heard)| heard))
        });
        let look = self.last_look(at);
        let is_unmet = look.is_some_and(|(_, seen)| !seen.meets_wanted);
        // Unless it was refused, the last start in doubt was in any case followed by a look.
        let mut starts = self.record.requests.iter();
        let doubt = starts.rfind(|sent| sent.is_doubtful());
        let was_asked = look.is_some_and(|(look, _)| doubt.is_some_and(|start| look.at > start.at));
        let is_done = tired
            || is_unmet
            || self.record.cancelled.is_some()
            || self.fate.look_first && self.has_changed_since_first_look();
        late || was_refused || self.has_tried_in_vain(at) || was_asked && is_done
    }

    fn is_harmless_refusal(&self, heard: Option<Heard>) -> bool {
        matches!(
            heard,
            Some(Heard::Failure {
                status: 300..=499,
                ..
            })
        )
    }

    /// Whether the destination has changed since the first start was conditioned on it.
    fn has_changed_since_first_look(&self) -> bool {
        let looks = self.record.requests.iter().filter(|sent| {
            sent.ask == Ask::Look
                && sent
                    .reply()
                    .is_some_and(|(_, status)| status == 200 || status == 404)
        });
        let mut tags = looks
            .filter_map(|look| look.answering())
            .map(|seen| &seen.before.etag);
        let first = tags.next();
        tags.any(|tag| Some(tag) != first)
            // A start that did not meet the caller's condition was not conditioned on a fixed state.
            || self.starts().any(|(_, start)| start.ask == Ask::Start(self.record.wanted.clone()))
    }

    /// Whether enough of the last requests in a row had no good reply.
    fn has_tried_in_vain(&self, at: Duration) -> bool {
        let requests = &self.record.requests;
        let last = requests.iter().filter(|sent| sent.at <= at).rev();
        let failed = last
            .take_while(|sent| {
                !matches!(sent.heard, Some((_, Heard::Reply { status, .. })) if status < 300 || status == 404)
            })
            .count();
        failed >= self.fate.attempts as usize || self.was_forbidden()
    }

    fn was_forbidden(&self) -> bool {
        let refused = self.record.requests.last().and_then(Sent::reply);
        refused.is_some_and(|(_, status)| matches!(status, 403 | 412))
    }

    /// A copy of the job that is pending when the job ends is one that the job reports as possibly pending, or one that
    /// no client could know of.
    fn nothing_is_left_behind(&mut self) {
        let goes_on = matches!(
            self.outcome(),
            Some(
                CopyOutcome::DeadlinePassed(_)
                    | CopyOutcome::Unwatched(_)
                    | CopyOutcome::NotAborted(_)
                    | CopyOutcome::Unsettled(_)
                    | CopyOutcome::Overtaken(_)
            )
        );
        let claimed = self
            .record
            .end
            .as_ref()
            .and_then(|(_, end)| end.copy_id.clone());
        for copy in &self.record.pending_at_end {
            let is_claimed = claimed.as_ref() == Some(&Service::id(*copy));
            let is_first = !self.is_repeat(&self.copies()[*copy]) && claimed.is_none();
            if (is_claimed || is_first) && !goes_on {
                self.violated(format!(
                    "copy-{copy} of ours is pending and nobody was told"
                ));
            }
        }
    }
}

fn hold(holds: bool, otherwise: &str) -> Result<(), String> {
    match holds {
        true => Ok(()),
        false => Err(otherwise.to_owned()),
    }
}
