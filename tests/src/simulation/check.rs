//! The properties that must hold of every run, checked against what actually happened.

use std::fmt;
use std::time::Duration;

use blobcopy_proto::job::CopyOutcome;
use blobcopy_proto::{CopyId, CopyStatus};

use crate::simulation::fate::Fate;
use crate::simulation::fault::Fault;
use crate::simulation::record::{Arrival, Ask, Heard, Record, Sent};
use crate::simulation::truth::{BlobRevision, By, Copy, Done};
use crate::simulation::world::run;
use crate::simulation::{outcome, polling, protection};

/// The result of a run.
#[derive(Debug, Default)]
#[non_exhaustive]
pub struct Verdict {
    /// The properties that do not hold, as sentences.
    pub violations: Vec<String>,
    /// The cases in the run that no client can distinguish.
    pub classes: Vec<Class>,
}

/// A case that no client can distinguish, so it is allowed and counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Class {
    /// A start that was lost arrived after it had been sent again.
    Late,
    /// Another client copied the same source into the destination while the job's start was in doubt.
    Namesake,
    /// The job's first copy was overwritten or deleted before the job's next look.
    Erased,
    /// The network delivered one start twice.
    Repeated,
    /// Another client started a copy between the job's look at the destination and the removal of its snapshot.
    Between,
}

impl Class {
    /// All classes.
    pub const ALL: &[Self] = &[
        Self::Late,
        Self::Namesake,
        Self::Erased,
        Self::Repeated,
        Self::Between,
    ];
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Late => {
                "a lost start arrived after it had been sent again, and copied a second time"
            }
            Self::Namesake => "another's copy of the same source was taken for the lost start's",
            Self::Erased => "another destroyed what the lost start had made, and it was made again",
            Self::Repeated => "the network delivered one start twice",
            Self::Between => "another changed the destination between the look and the removal",
        })
    }
}

/// A run, as the properties use it.
pub(crate) struct Case<'a> {
    pub(crate) fate: &'a Fate,
    pub(crate) record: &'a Record,
    pub(crate) verdict: Verdict,
}

/// Runs a fate, and checks all properties.
pub fn verdict(fate: &Fate, fault: Option<Fault>) -> Verdict {
    check(fate, &run(fate, fault, false))
}

/// Checks all properties of a run.
pub(crate) fn check(fate: &Fate, record: &Record) -> Verdict {
    let mut case = Case {
        fate,
        record,
        verdict: Verdict::default(),
    };
    case.verdict
        .violations
        .extend(record.faults.iter().cloned());
    case.copies_are_not_doubled();
    case.starts_are_conditioned();
    case.what_was_seen_is_claimed();
    case.claims_are_true();
    case.the_service_is_left_alone_when_it_asks();
    case.nothing_is_sent_too_late();
    case.a_cancelled_job_comes_to_its_end();
    case.a_cancel_acts_at_once();
    case.a_conflict_is_looked_into();
    outcome::check(&mut case);
    polling::check(&mut case);
    protection::check(&mut case);
    case.verdict
}

impl Case<'_> {
    pub(crate) fn violated(&mut self, what: impl Into<String>) {
        self.verdict.violations.push(what.into());
    }

    pub(crate) fn allow(&mut self, class: Class) {
        self.verdict.classes.push(class);
    }

    pub(crate) fn copies(&self) -> &[Copy] {
        &self.record.service.copies
    }

    pub(crate) fn starts(&self) -> impl Iterator<Item = (usize, &Sent)> {
        let requests = self.record.requests.iter().enumerate();
        requests.filter(|(_, sent)| sent.is_start())
    }

    /// The first start before that time that may have had an effect unknown to the job.
    pub(crate) fn first_doubt(&self, before: Duration) -> Option<&Sent> {
        let mut starts = self.starts().map(|(_, sent)| sent);
        starts.find(|sent| sent.is_open() && sent.heard.is_some_and(|(at, _)| at <= before))
    }

    /// The last answered look before that time.
    pub(crate) fn last_look(&self, before: Duration) -> Option<(&Sent, &Arrival)> {
        let mut looks = self
            .record
            .requests
            .iter()
            .filter(|sent| sent.ask == Ask::Look);
        looks
            .rfind(|look| {
                let answered = |(at, status)| at <= before && matches!(status, 200 | 404);
                look.reply().is_some_and(answered)
            })
            .and_then(|look| Some((look, look.answering()?)))
    }

    pub(crate) fn did_others(&self, what: &[Done], from: BlobRevision, to: BlobRevision) -> bool {
        let mut done = self.record.service.done.iter();
        done.any(|(at, done)| {
            what.contains(done) && BlobRevision::of(*at) >= from && BlobRevision::of(*at) <= to
        })
    }

    /// Whether the network made a second copy from a start to which the job got another reply. A conflict is not such a
    /// reply to a start that arrived earlier, because it requires a look.
    pub(crate) fn is_repeat(&self, copy: &Copy) -> bool {
        let By::Us(request, arrival) = copy.by else {
            return false;
        };
        let start = &self.record.requests[request];
        let is_earlier = arrival < start.answered;
        start.reply().is_some()
            && arrival != start.answered
            && !(is_earlier && start.met_conflict())
    }

    fn the_service_is_left_alone_when_it_asks(&mut self) {
        for pair in self.record.requests.windows(2) {
            if let Some((at, Heard::Failure { retry_after, .. })) = pair[0].heard
                && let Some(asked) = retry_after
                && pair[1].at < at + asked
                && self.fate.death.is_none()
            {
                self.verdict
                    .violations
                    .push(format!("came back before {asked:?} had passed"));
            }
        }
    }

    fn nothing_is_sent_too_late(&mut self) {
        let Some(deadline) = self.fate.deadline else {
            return;
        };
        if self.record.cancelled.is_some_and(|at| at <= deadline) {
            return;
        }
        let mut late = self
            .record
            .requests
            .iter()
            .filter(|sent| sent.at > deadline);
        let first = late.next().map(|sent| &sent.ask);
        let is_wrong = late.next().is_some() || first.is_some_and(|ask| *ask != Ask::Look);
        if is_wrong && self.record.cancelled.is_none() {
            self.violated("went on after the deadline");
        }
    }

    /// After a cancellation the job settles its start, aborts, and requests the result. Each is answered once.
    fn a_cancelled_job_comes_to_its_end(&mut self) {
        let Some(cancelled) = self.record.cancelled else {
            return;
        };
        let sent_after = self
            .record
            .requests
            .iter()
            .filter(|sent| sent.at > cancelled);
        let answered = sent_after.filter(|sent| sent.reply().is_some()).count();
        if answered > 3 && self.fate.death.is_none() {
            self.violated(format!("asked {answered} times after it was cancelled"));
        }
    }

    /// A cancelled job that rests continues immediately, unless the service requested a pause.
    fn a_cancel_acts_at_once(&mut self) {
        let Some(cancelled) = self.record.cancelled else {
            return;
        };
        let before = self
            .record
            .requests
            .iter()
            .rfind(|sent| sent.at <= cancelled);
        let is_resting = before.is_some_and(|sent| match sent.heard {
            Some((at, Heard::Failure { retry_after, .. })) => {
                at + retry_after.unwrap_or_default() < cancelled
            }
            Some((at, _)) => at < cancelled,
            None => false,
        });
        let after = self.record.requests.iter().find(|sent| sent.at > cancelled);
        if let (true, Some(after)) = (is_resting, after)
            && !self.record.requests.iter().any(|sent| sent.at == cancelled)
        {
            let late = after.at - cancelled;
            self.violated(format!("did nothing for {late:?} after it was cancelled"));
        }
    }

    /// A start that is refused because of the destination's state is followed by a look, because an earlier delivery of
    /// it may be the cause.
    fn a_conflict_is_looked_into(&mut self) {
        let requests = &self.record.requests;
        let ignored = self.starts().find(|(number, start)| {
            let next = requests.get(number + 1);
            start.met_conflict() && next.is_none_or(|next| next.ask != Ask::Look)
        });
        if let Some((number, _)) = ignored {
            self.violated(format!(
                "start {number} met a conflict that was not looked into"
            ));
        }
    }

    /// Whether a copy with that id had ended with this status when the job reported it.
    pub(crate) fn is(&self, id: Option<&CopyId>, status: &CopyStatus) -> bool {
        let copy = id.and_then(|id| self.record.service.copy(id));
        let said = self
            .record
            .end
            .as_ref()
            .map(|(at, _)| BlobRevision::of(*at));
        copy.is_some_and(|copy| copy.status == *status && copy.ended <= said)
    }

    /// The outcome that the job reports.
    pub(crate) fn outcome(&self) -> Option<&CopyOutcome> {
        self.record.end.as_ref()?.1.result.as_ref().err()
    }
}
