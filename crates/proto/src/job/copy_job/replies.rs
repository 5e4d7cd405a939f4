//! What a job makes of a reply, purpose by purpose.

use std::sync::Arc;
use std::time::{Duration, Instant};

use bytes::Bytes;
use http::Response;

use super::stage::{Conflict, ForeignCopy};
use super::{CopyJob, Phase, Purpose};
use crate::error::Error;
use crate::job::answer::{Answer, Claim};
use crate::job::refusal::{self, StartRefusal};
use crate::job::start::Granted;
use crate::job::{Accepted, Action, CopyOutcome, OnPending};
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
        self.beginning_mut().note_start(sent, now);
        match refusal::start_refusal(&error) {
            StartRefusal::Pending => self.conflicted(error, false, now),
            // An earlier start of ours may have changed the destination, or somebody did since it was looked at.
            StartRefusal::Unmet => {
                let may_pass = self.new_copy().is_in_doubt || self.is_narrowed();
                self.conflicted(error, !may_pass, now)
            }
            StartRefusal::Taken => self.conflicted(error, true, now),
            StartRefusal::Busy => self.start_failed(Purpose::Start, Some(error), now),
            StartRefusal::Final => self.end_refused(error),
            // It may have come after the effect, and so may a reply that cannot be read.
            StartRefusal::Unclear => {
                self.beginning_mut().is_in_doubt = true;
                self.start_failed(Purpose::Settle, Some(error), now)
            }
        }
    }

    /// Keeps what the service said of the start.
    fn note(&mut self, granted: Granted, reply: &Response<Bytes>) {
        match granted {
            Granted::Accepted(output) => {
                // What is only told must not spoil what was done.
                let receipt = Receipt::of(reply).unwrap_or_default();
                self.accepted = Some(Arc::new(Accepted { output, receipt }));
            }
            Granted::Copied(output) => self.copied = Some(Box::new(output)),
        }
    }

    /// The start is refused because of how the destination stands, which an earlier delivery of it may have caused: how
    /// it stands is asked at once.
    fn conflicted(&mut self, error: Error, is_final: bool, now: Instant) -> Action {
        let new_copy = self.beginning_mut();
        new_copy.starts = new_copy.starts.saturating_add(1);
        new_copy.conflict = Some(Conflict {
            refusal: Box::new(error.clone()),
            is_final,
        });
        self.last_failure = Some(Box::new(error));
        self.send(Purpose::Settle, now)
    }

    /// Whether the start was sent under a narrower condition than the caller's.
    fn is_narrowed(&self) -> bool {
        let new_copy = self.new_copy();
        let wanted = new_copy.start.conditions();
        new_copy.pin.as_ref().is_some_and(|pin| pin != wanted)
    }

    fn settle_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        let seen = match Answer::read(reply) {
            Ok(seen) => Some(seen),
            Err(error) if refusal::is_no_blob(&error) => None,
            Err(error) if refusal::is_passing(&error) => {
                return self.failed(Purpose::Settle, Some(error), now);
            }
            Err(error) => return self.end_unsettled(error),
        };
        let new_copy = self.new_copy();
        let pinned = new_copy.pin.as_ref();
        let pinned = pinned.unwrap_or_else(|| new_copy.start.conditions());
        if let (Some(seen), Some(since)) = (&seen, new_copy.claims_since)
            && !seen.is_still(pinned)
        {
            let source = new_copy.start.source();
            let age = (!new_copy.has_own_source).then(|| now.saturating_duration_since(since));
            match seen.claim(source, new_copy.stranger.as_ref(), age) {
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
        let new_copy = self.beginning_mut();
        new_copy.stranger = copy.map(|copy| copy.id.clone());
        match (new_copy.conflict.take(), copy) {
            (Some(conflict), _) if conflict.is_final => self.end_refused(*conflict.refusal),
            (conflict, Some(other)) if other.status == CopyStatus::Pending => {
                if !new_copy.is_in_doubt {
                    // Every start so far was refused, so that only the next can begin a copy of ours.
                    new_copy.claims_since = None;
                }
                let refusal = conflict.map(|conflict| conflict.refusal);
                self.deal_with(other.clone(), refusal, now)
            }
            _ => self.start_as_seen(seen.as_ref(), now),
        }
    }

    /// The destination was seen to hold no pending copy: starts, on that condition where it matters.
    fn start_as_seen(&mut self, seen: Option<&Answer>, now: Instant) -> Action {
        let attempts = self.policy.retry.attempts;
        let look_first = self.policy.look_first;
        let new_copy = self.beginning_mut();
        new_copy.other = None;
        if new_copy.starts >= attempts {
            return self.give_up(&Purpose::Start);
        }
        let pin = Answer::pin(seen, new_copy.start.conditions());
        if new_copy.is_in_doubt {
            // Of two starts on one and the same condition only one can have an effect; that is what looking first
            // promises, and so a destination that has changed since is left alone.
            let is_safe = !look_first || pin == new_copy.pin;
            if pin.is_none() || !is_safe {
                return self.end_unstarted();
            }
            new_copy.pin = pin;
        } else if look_first {
            // A start that is bound to be refused may arrive again, or late, when it no longer is.
            if pin.is_none() {
                return self.end(CopyOutcome::ConditionNotMet);
            }
            new_copy.pin = pin;
        }
        self.send(Purpose::Start, now)
    }

    /// Another copy is pending at the destination.
    fn deal_with(&mut self, copy: CopyState, refusal: Option<Box<Error>>, now: Instant) -> Action {
        let attempts = self.policy.retry.attempts;
        let new_copy = self.new_copy();
        let source = new_copy.start.source();
        let is_same = copy
            .source
            .as_ref()
            .is_some_and(|echo| source.is_echoed_by(echo));
        // A start in doubt was conditioned on what is no longer there, so it must not be sent again.
        let is_final = self.cancelled || new_copy.is_in_doubt && self.policy.look_first;
        match self.policy.on_pending {
            OnPending::Adopt if is_same && !self.cancelled => self.judge(copy, now),
            OnPending::Abort if !is_final && new_copy.others_aborted < attempts => {
                self.beginning_mut().others_aborted += 1;
                let purpose = Purpose::AbortOther(copy.id.clone());
                self.remember(copy, refusal, now);
                self.send(purpose, now)
            }
            OnPending::Wait if !is_final => {
                self.beginning_mut().starts = 0;
                let since = self.remember(copy, refusal, now);
                let elapsed = now.saturating_duration_since(since);
                // It began before we saw it, so that what it tells of its progress says nothing of its pace.
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

    /// Notes the copy that holds the destination, and returns since when it is known to.
    fn remember(&mut self, copy: CopyState, refusal: Option<Box<Error>>, now: Instant) -> Instant {
        let other = &mut self.beginning_mut().other;
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
            Err(error) if refusal::is_passing(&error) => self.failed(purpose, Some(error), now),
            Err(error) if !refusal::had_ended(&error) && !refusal::is_gone(&error) => {
                self.end_refused(error)
            }
            _ => {
                self.failures = 0;
                let new_copy = self.beginning_mut();
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
        let seen = Answer::read(reply).map(|mut seen| (seen.copy.take(), seen));
        match seen {
            Ok((None, _)) => self.end(CopyOutcome::Cleared),
            Ok((Some(state), _)) if Some(&state.id) != self.copy_id() => {
                self.end(CopyOutcome::Superseded(state))
            }
            Ok((Some(state), seen)) => {
                self.sight(&seen, &state, reply);
                self.judge(state, now)
            }
            Err(error) if refusal::is_gone(&error) => self.end(CopyOutcome::Gone),
            Err(error) if refusal::is_passing(&error) => {
                self.failed(Purpose::Watch, Some(error), now)
            }
            Err(error) if self.cancelled => self.end(CopyOutcome::NotAborted(Some(error))),
            Err(error) => self.end(CopyOutcome::Unwatched(error)),
        }
    }

    fn abort_answered(&mut self, reply: &Response<Bytes>, now: Instant) -> Action {
        match abort_decoded(reply) {
            Ok(()) => self.end_aborted(),
            Err(error) if refusal::had_ended(&error) => {
                self.has_ended = true;
                self.failures = 0;
                self.send(Purpose::Watch, now)
            }
            Err(error) if refusal::is_gone(&error) => self.end(CopyOutcome::Gone),
            Err(error) if refusal::is_passing(&error) => {
                self.failed(Purpose::Abort, Some(error), now)
            }
            Err(error) => self.end(CopyOutcome::NotAborted(Some(error))),
        }
    }

    /// The state of our copy is known: ends the job, or watches on.
    fn judge(&mut self, mut state: CopyState, now: Instant) -> Action {
        self.has_news = true;
        let is_whole = matches!(self.phase, Phase::Sent(Purpose::Start, _));
        let known = self.stage.know(&state.id, now, is_whole);
        let elapsed = now.saturating_duration_since(known.since);
        // It is the same name, and is held once.
        state.id = known.id.clone();
        known.last = Some(state.clone());
        match state.status {
            // The abort was refused because it had ended; one who says both is asked again, but not for ever.
            CopyStatus::Pending if self.has_ended => self.failed(Purpose::Watch, None, now),
            CopyStatus::Pending => {
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
            CopyStatus::Success => {
                let finished_copy = known.finished_copy(elapsed);
                self.finish(Ok(state), finished_copy)
            }
            CopyStatus::Failed => self.end(CopyOutcome::Failed(state)),
            CopyStatus::Aborted => self.end_aborted(),
            CopyStatus::Other(_) => self.end(CopyOutcome::UnknownStatus(state)),
        }
    }

    /// Keeps what the reply says of the destination, which is final once the copy has ended.
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
        // The refusal of a start says more than that of the question after it.
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
