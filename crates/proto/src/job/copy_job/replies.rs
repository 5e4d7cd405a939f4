//! What a reply means for a job, by the purpose of its request.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Response;

use super::stage::{Conflict, ForeignCopy};
use super::{CopyJob, Phase, Purpose};
use crate::error::Error;
use crate::job::answer::{Answer, Claim};
use crate::job::refusal_meaning::{self, StartRefusal};
use crate::job::start::Granted;
use crate::job::{Accepted, Action, CopyOutcome, Judgement, OnPending};
use crate::operation::Operation;
use crate::ops::AbortCopyBlob;
use crate::proof;
use crate::receipt::Receipt;
use crate::value::{CopyState, CopyStatus};

impl CopyJob {
    pub(super) fn answered(
        &mut self,
        purpose: Purpose,
        sent: Instant,
        reply: &Response<Bytes>,
        now: Instant,
    ) -> Action {
        match purpose {
            Purpose::Start => self.start_answered(sent, reply, now),
            Purpose::Settle => self.settle_answered(reply, now),
            Purpose::AbortOther(_) => self.abort_other_answered(purpose, reply, now),
            Purpose::Watch => self.watch_answered(reply, now),
            Purpose::Abort => self.abort_answered(reply, now),
        }
    }

    fn start_answered(&mut self, sent: Instant, reply: &Response<Bytes>, now: Instant) -> Action {
        let error = match self.start().decode(reply) {
            Ok((state, granted)) => {
                self.note(granted, reply);
                return self.judge(state, now);
            }
            Err(error) => error,
        };
        self.new_copy_mut().note_start(sent, now);
        match refusal_meaning::start_refusal(&error) {
            StartRefusal::Pending => self.conflicted(error, false, now),
            // An earlier start of ours may have changed the destination, or another client did after it was checked.
            StartRefusal::Unmet => {
                let may_pass = self.new_copy().is_in_doubt || self.is_narrowed();
                self.conflicted(error, !may_pass, now)
            }
            StartRefusal::Taken => self.conflicted(error, true, now),
            StartRefusal::Busy => self.start_failed(Purpose::Start, Some(error), now),
            StartRefusal::Final => self.end_refused(error),
            // This refusal may have followed the effect, and so may a reply that cannot be read.
            StartRefusal::Unclear => {
                self.new_copy_mut().is_in_doubt = true;
                self.start_failed(Purpose::Settle, Some(error), now)
            }
        }
    }

    /// Keeps the reply that accepted the start.
    fn note(&mut self, granted: Granted, reply: &Response<Bytes>) {
        match granted {
            Granted::Accepted(output) => {
                // A receipt that cannot be read must not turn an accepted start into an error.
                let receipt = Receipt::of(reply).unwrap_or_default();
                self.accepted = Some(Arc::new(Accepted { output, receipt }));
            }
            Granted::Copied(output) => self.copied = Some(Box::new(output)),
        }
    }

    /// Handles a refusal caused by the destination's state, which an earlier delivery of the start may have changed.
    /// Asks for that state immediately.
    fn conflicted(&mut self, error: Error, is_final: bool, now: Instant) -> Action {
        let new_copy = self.new_copy_mut();
        new_copy.starts = new_copy.starts.saturating_add(1);
        new_copy.conflict = Some(Conflict {
            refusal: Box::new(error.clone()),
            is_final,
        });
        self.last_failure = Some(Box::new(error));
        self.send(Purpose::Settle, now)
    }

    /// Whether the start was sent with another condition than the caller's.
    fn is_narrowed(&self) -> bool {
        let new_copy = self.new_copy();
        let wanted = new_copy.start.conditions();
        new_copy.pin.as_ref().is_some_and(|pin| pin != wanted)
    }

    fn settle_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        let seen = match Answer::read(reply) {
            Ok(seen) => Some(seen),
            Err(error) if refusal_meaning::is_no_blob(&error) => None,
            Err(error) if refusal_meaning::is_passing(&error) => {
                return self.failed(Purpose::Settle, Some(error), now);
            }
            Err(error) => return self.end_unsettled(error),
        };
        let new_copy = self.new_copy();
        let pinned = new_copy.pin.as_ref();
        let pinned = pinned.unwrap_or_else(|| new_copy.start.conditions());
        // A copy is ours only if a start was sent, and not if the destination still has the ETag that it had before.
        if let (Some(seen), Some(since)) = (&seen, new_copy.claims_since)
            && !seen.is_still(pinned)
        {
            let source = new_copy.start.source();
            let age = (!new_copy.has_own_source).then(|| now.saturating_duration_since(since));
            match seen.claim(source, new_copy.foreign.as_ref(), age) {
                Claim::Ours(copy) => {
                    let copy = copy.clone();
                    self.sight(seen, &copy, reply);
                    return self.judge(copy, now);
                }
                Claim::Untold(missing) => {
                    return self.failed(Purpose::Settle, Some(missing.into()), now);
                }
                Claim::NotOurs => {}
            }
        }
        self.failures = 0;
        let copy = seen.as_ref().and_then(|seen| seen.copy.as_ref());
        let new_copy = self.new_copy_mut();
        new_copy.foreign = copy.map(|copy| copy.id.clone());
        match (new_copy.conflict.take(), copy) {
            (Some(conflict), _) if conflict.is_final => self.end_refused(*conflict.refusal),
            (conflict, Some(other)) if other.status == CopyStatus::Pending => {
                if !new_copy.is_in_doubt {
                    // Every start so far was refused, so only the next one can begin a copy of ours.
                    new_copy.claims_since = None;
                }
                let refusal = conflict.map(|conflict| conflict.refusal);
                self.deal_with(other.clone(), refusal, now)
            }
            _ => self.start_as_seen(seen.as_ref(), now),
        }
    }

    /// Starts, because the destination holds no pending copy. If a start is in doubt or the job looks first, the start
    /// is conditioned on the destination as it was seen.
    fn start_as_seen(&mut self, seen: Option<&Answer>, now: Instant) -> Action {
        let attempts = self.policy.retry.attempts;
        let look_first = self.policy.look_first;
        let new_copy = self.new_copy_mut();
        new_copy.other = None;
        if new_copy.starts >= attempts {
            return self.give_up(&Purpose::Start);
        }
        let pin = Answer::pin(seen, new_copy.start.conditions());
        if new_copy.is_in_doubt {
            // Of two starts with the same condition, at most one can have an effect. Looking first promises that, so a
            // destination that has changed since is left alone.
            let is_safe = !look_first || pin == new_copy.pin;
            if pin.is_none() || !is_safe {
                return self.end_unstarted();
            }
            new_copy.pin = pin;
        } else if look_first {
            // A start that must be refused now could still be accepted if it is delivered late or again.
            if pin.is_none() {
                return self.end(CopyOutcome::ConditionNotMet);
            }
            new_copy.pin = pin;
        }
        self.send(Purpose::Start, now)
    }

    /// Handles a foreign copy that is pending at the destination, as the policy says.
    fn deal_with(&mut self, copy: CopyState, refusal: Option<Box<Error>>, now: Instant) -> Action {
        let attempts = self.policy.retry.attempts;
        let new_copy = self.new_copy();
        let source = new_copy.start.source();
        let is_same = copy
            .source
            .as_ref()
            .is_some_and(|echo| source.is_echoed_by(echo));
        // The condition of a start in doubt is no longer met, so the start must not be sent again.
        let is_final = self.cancelled || new_copy.is_in_doubt && self.policy.look_first;
        match self.policy.on_pending {
            OnPending::Adopt if is_same && !self.cancelled => self.judge(copy, now),
            OnPending::Abort if !is_final && new_copy.others_aborted < attempts => {
                self.new_copy_mut().others_aborted += 1;
                let purpose = Purpose::AbortOther(copy.id.clone());
                self.remember(copy, refusal, now);
                self.send(purpose, now)
            }
            OnPending::Wait if !is_final => {
                // The refusal passes with the foreign copy, so the next start has all its attempts.
                self.new_copy_mut().starts = 0;
                let since = self.remember(copy, refusal, now);
                let elapsed = now.saturating_duration_since(since);
                // The foreign copy began before it was first seen, so its progress does not tell its pace.
                let wait = self.policy.poll.wait(elapsed, None, None, &mut self.jitter);
                self.rest(Purpose::Settle, now, wait, Duration::ZERO)
            }
            _ => self.end_behind(ForeignCopy {
                copy,
                refusal,
                since: now,
            }),
        }
    }

    /// Records the foreign copy that holds the destination, and returns when it was first seen there.
    fn remember(&mut self, copy: CopyState, refusal: Option<Box<Error>>, now: Instant) -> Instant {
        let other = &mut self.new_copy_mut().other;
        let (since, known) = match other.take() {
            Some(other) if other.copy.id == copy.id => (other.since, other.refusal),
            _ => (now, None),
        };
        *other = Some(ForeignCopy {
            copy,
            refusal: refusal.or(known),
            since,
        });
        since
    }

    fn abort_other_answered(
        &mut self,
        purpose: Purpose,
        reply: &Response<Bytes>,
        now: Instant,
    ) -> Action {
        match abort_decoded(reply) {
            Err(error) if refusal_meaning::is_passing(&error) => {
                self.failed(purpose, Some(error), now)
            }
            Err(error)
                if !refusal_meaning::had_ended(&error) && !refusal_meaning::is_gone(&error) =>
            {
                self.end_refused(error)
            }
            // A foreign copy that had ended or is gone no longer holds the destination, as if it was aborted.
            _ => {
                self.failures = 0;
                let new_copy = self.new_copy_mut();
                new_copy.other = None;
                new_copy.starts = 0;
                let is_conditioned = new_copy.is_in_doubt || self.policy.look_first;
                let next = if is_conditioned {
                    Purpose::Settle
                } else {
                    Purpose::Start
                };
                self.send(next, now)
            }
        }
    }

    fn watch_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        // The copy is taken out, so that it can be moved while the rest of the reply is borrowed.
        let seen = Answer::read(reply).map(|mut seen| (seen.copy.take(), seen));
        match seen {
            Ok((None, _)) => self.end(CopyOutcome::Cleared),
            Ok((Some(state), seen)) => {
                if Some(&state.id) == self.copy_id() {
                    self.sight(&seen, &state, reply);
                }
                self.judge(state, now)
            }
            Err(error) if refusal_meaning::is_gone(&error) => self.end(CopyOutcome::Gone),
            Err(error) if refusal_meaning::is_passing(&error) => {
                self.failed(Purpose::Watch, Some(error), now)
            }
            Err(error) if self.cancelled => self.end(CopyOutcome::NotAborted(Some(error))),
            Err(error) => self.end(CopyOutcome::Unwatched(error)),
        }
    }

    fn abort_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        match abort_decoded(reply) {
            Ok(()) => self.end_aborted(),
            Err(error) if refusal_meaning::had_ended(&error) => {
                self.has_ended = true;
                self.failures = 0;
                self.send(Purpose::Watch, now)
            }
            Err(error) if refusal_meaning::is_gone(&error) => self.end(CopyOutcome::Gone),
            Err(error) if refusal_meaning::is_passing(&error) => {
                self.failed(Purpose::Abort, Some(error), now)
            }
            Err(error) => self.end(CopyOutcome::NotAborted(Some(error))),
        }
    }

    /// Ends the job or continues to watch, by the state that the destination reports.
    fn judge(&mut self, mut state: CopyState, now: Instant) -> Action {
        let is_whole = matches!(self.phase, Phase::Sent(Purpose::Start, _));
        let known = self.stage.know(&state.id, now, is_whole);
        let elapsed = now.saturating_duration_since(known.since);
        let judgement = Judgement::of(&known.id, &state);
        if judgement != Judgement::NotOurs {
            self.has_news = true;
            // Both ids are equal; sharing one frees the other.
            state.id = known.id.clone();
            known.last = Some(state.clone());
        }
        match judgement {
            // The service refused the abort because the copy had ended, and yet reports it as pending. It is asked
            // again, but not without limit.
            Judgement::StillPending if self.has_ended => self.failed(Purpose::Watch, None, now),
            Judgement::StillPending => {
                known.seen_pending = elapsed;
                self.failures = 0;
                self.last_failure = None;
                if self.cancelled {
                    return self.send(Purpose::Abort, now);
                }
                let poll = &self.policy.poll;
                let wait = poll.wait(elapsed, state.progress, self.expected, &mut self.jitter);
                self.rest(Purpose::Watch, now, wait, Duration::ZERO)
            }
            Judgement::Succeeded => {
                let finished_copy = known.finished_copy(elapsed);
                self.finish(Ok(state), finished_copy)
            }
            Judgement::Failed => self.end(CopyOutcome::Failed(state)),
            Judgement::Aborted => self.end_aborted(),
            Judgement::Unknown => self.end(CopyOutcome::UnknownStatus(state)),
            Judgement::NotOurs => self.end(CopyOutcome::Superseded(state)),
        }
    }

    /// Keeps the destination's properties from a reply that reports the copy's end, because they are final then.
    fn sight(&mut self, seen: &Answer, copy: &CopyState, reply: &Response<Bytes>) {
        if copy.status != CopyStatus::Pending {
            self.observation = Some(Box::new(seen.observation(reply)));
        }
    }

    fn end_refused(&mut self, error: Error) -> Action {
        self.end(match self.may_have_begun() {
            true => CopyOutcome::Unsettled(Some(error)),
            false => CopyOutcome::Refused(error),
        })
    }

    fn end_unsettled(&mut self, error: Error) -> Action {
        // The refusal of a start explains more than the refusal of the status check after it.
        let is_in_doubt = self
            .stage
            .new_copy()
            .is_some_and(|new_copy| new_copy.is_in_doubt);
        let error = match self.last_failure.take() {
            Some(first) if !is_in_doubt => *first,
            _ => error,
        };
        self.end_refused(error)
    }
}

fn abort_decoded(reply: &Response<Bytes>) -> Result<(), Error> {
    AbortCopyBlob::decode(reply)?;
    proof::of_service(reply)?;
    Ok(())
}
