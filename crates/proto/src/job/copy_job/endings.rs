//! Failures that may pass, and how a job ends when they do not.

use std::time::{Duration, Instant};

use super::stage::{Other, Stage};
use super::{CopyJob, Ended, Errand, Phase};
use crate::error::Error;
use crate::job::{Action, CopyError, CopyOutcome, LONGEST_RETRY_AFTER, Lesson, Loss, refusal};
use crate::value::CopyState;

impl CopyJob {
    pub(super) fn lost(
        &mut self,
        errand: Errand,
        sent: Instant,
        loss: Loss,
        now: Instant,
    ) -> Action {
        match (errand, loss) {
            (Errand::Start, Loss::Unanswered) => {
                let beginning = self.beginning_mut();
                beginning.note_start(sent, now);
                beginning.is_in_doubt = true;
                self.start_failed(Errand::Settle, None, now)
            }
            (Errand::Start, Loss::Unsent) => self.start_failed(Errand::Start, None, now),
            (Errand::AbortOther(_), Loss::Unanswered) => self.failed(Errand::Settle, None, now),
            (errand, _) => self.failed(errand, None, now),
        }
    }

    /// A start failed in a way that may pass. Whether there is another is decided when `next` is Start; a start in
    /// doubt is asked about in any case.
    pub(super) fn start_failed(
        &mut self,
        next: Errand,
        error: Option<Error>,
        now: Instant,
    ) -> Action {
        if let Some(asked) = error.as_ref().and_then(refusal::retry_after) {
            return self.put_off(next, error, asked, now);
        }
        let beginning = self.beginning_mut();
        beginning.starts = beginning.starts.saturating_add(1);
        let starts = beginning.starts;
        let is_last = next == Errand::Start && starts >= self.policy.retry.attempts;
        self.try_again(next, error, starts, is_last, now)
    }

    /// Anything else failed in a way that may pass.
    pub(super) fn failed(&mut self, next: Errand, error: Option<Error>, now: Instant) -> Action {
        if let Some(asked) = error.as_ref().and_then(refusal::retry_after) {
            return self.put_off(next, error, asked, now);
        }
        self.failures = self.failures.saturating_add(1);
        let is_watch = next == Errand::Watch && !self.has_ended;
        let is_last = !is_watch && self.failures >= self.policy.retry.attempts;
        self.try_again(next, error, self.failures, is_last, now)
    }

    /// The service has said when to come back, which is no failure, and has a budget of its own.
    fn put_off(
        &mut self,
        next: Errand,
        error: Option<Error>,
        asked: Duration,
        now: Instant,
    ) -> Action {
        self.trouble = error.map(Box::new);
        self.put_offs = self.put_offs.saturating_add(1);
        let is_watch = next == Errand::Watch && !self.has_ended;
        let is_bearable =
            self.put_offs < self.policy.retry.put_offs && asked <= LONGEST_RETRY_AFTER;
        if !is_watch && !is_bearable {
            return self.give_up(&next);
        }
        let retry = &self.policy.retry;
        let asked = retry.asked(Some(asked));
        let wait = retry.wait(1, Some(asked), &mut self.jitter);
        self.rest(next, now, wait, asked)
    }

    fn try_again(
        &mut self,
        next: Errand,
        error: Option<Error>,
        failures: u32,
        is_last: bool,
        now: Instant,
    ) -> Action {
        if let Some(error) = error {
            self.trouble = Some(Box::new(error));
        }
        if is_last {
            return self.give_up(&next);
        }
        let wait = self.policy.retry.wait(failures, None, &mut self.jitter);
        self.rest(next, now, wait, Duration::ZERO)
    }

    pub(super) fn give_up(&mut self, errand: &Errand) -> Action {
        let trouble = self.trouble.take().map(|trouble| *trouble);
        self.end(match (errand, trouble) {
            (Errand::Abort | Errand::Watch, trouble) => CopyOutcome::NotAborted(trouble),
            (_, trouble) if self.may_have_begun() => CopyOutcome::Unsettled(trouble),
            (_, Some(error)) => CopyOutcome::Refused(error),
            (_, None) => CopyOutcome::Unreached,
        })
    }

    /// There will be no start, or no other.
    pub(super) fn end_unstarted(&mut self) -> Action {
        let outcome = match self.may_have_begun() {
            true => CopyOutcome::Unsettled(self.trouble.take().map(|trouble| *trouble)),
            false => CopyOutcome::Cancelled,
        };
        self.end(outcome)
    }

    /// Another copy holds the destination, and it is to be left alone.
    pub(super) fn end_behind(&mut self, other: Other) -> Action {
        self.end(match self.may_have_begun() {
            true => CopyOutcome::Overtaken(other.copy),
            false => CopyOutcome::NotStarted {
                other: other.copy,
                refusal: other.refusal.map(|refusal| *refusal),
            },
        })
    }

    pub(super) fn end_aborted(&mut self) -> Action {
        self.end(match self.is_late {
            true => CopyOutcome::AbortedAtDeadline,
            false => CopyOutcome::Aborted,
        })
    }

    /// Nothing is waited for any more, whatever is outstanding.
    pub(super) fn grace_over(&mut self, phase: &Phase, now: Instant) -> Action {
        if let Phase::Sent(Errand::Start, sent) = phase {
            let beginning = self.beginning_mut();
            beginning.note_start(*sent, now);
            beginning.is_in_doubt = true;
        }
        match self.stage {
            _ if !self.cancelled => self.end_late(),
            Stage::Known(_) => self.give_up(&Errand::Abort),
            Stage::Beginning(_) => self.end_unstarted(),
        }
    }

    pub(super) fn end_late(&mut self) -> Action {
        self.is_late = true;
        match &mut self.stage {
            Stage::Known(known) => {
                let last = known.last.clone();
                self.end(CopyOutcome::DeadlinePassed(last))
            }
            Stage::Beginning(beginning) => match beginning.other.take() {
                Some(other) => self.end_behind(other),
                None => self.give_up(&Errand::Start),
            },
        }
    }

    pub(super) fn end(&mut self, outcome: CopyOutcome) -> Action {
        let error = CopyError {
            copy_id: self.copy_id().cloned(),
            outcome,
        };
        self.finish(Err(error), None)
    }

    pub(super) fn finish(
        &mut self,
        result: Result<CopyState, CopyError>,
        lesson: Option<Lesson>,
    ) -> Action {
        let ended = Ended {
            result: result.clone(),
            lesson,
        };
        self.phase = Phase::Ended(Box::new(ended));
        Action::Done(result)
    }
}
