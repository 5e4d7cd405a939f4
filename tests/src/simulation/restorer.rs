//! Performs a restoration in a run, as the client does.

use std::time::{Duration, Instant};

use blobcopy_proto::care::{Before, Ending, Restoration, RestorationStep, Restored, StepShowed};
use blobcopy_proto::job::{Action, CopyError, CopyJob, CopyPolicy, Event};
use blobcopy_proto::ops::{CopyBlob, DeleteBlob, DeleteBlobOptions, GetBlobProperties};
use blobcopy_proto::{
    BlobRevision, BlobUrl, Conditions, ETag, Error, ErrorCode, Operation, ServiceVersion, SourceUrl,
};
use bytes::Bytes;
use http::{Request, Response};

use crate::simulation::fault::Fault;
use crate::simulation::machine::DESTINATION;
use crate::simulation::record::End;

/// Time limit of one attempt.
pub(crate) const ATTEMPT_LIMIT: Duration = Duration::from_secs(60);

/// The name of the snapshot, which is a time.
const SNAPSHOT: &str = "2026-11-18T11:00:00.0000000Z";

/// A restoration, and its current step.
pub(crate) struct Restorer {
    restoration: Restoration,
    doing: RestorationStep,
    putting_back: Option<CopyJob>,
    tries: u32,
    fault: Option<Fault>,
}

/// The next action.
#[expect(clippy::large_enum_variant, reason = "it is taken apart at once")]
pub(crate) enum NextOfCare {
    /// Send this request.
    Send(Request<Bytes>),
    /// Continue at this time.
    WaitUntil(Instant),
    /// The restoration has ended.
    Done(Restored),
}

impl Restorer {
    /// The restoration after this end of a copy into a destination that had this ETag.
    pub(crate) fn new(
        pinned: Option<ETag>,
        end: &End,
        last_start: Option<Instant>,
        fault: Option<Fault>,
    ) -> Self {
        let before = match pinned {
            Some(pinned) => Before::InSnapshot {
                pinned,
                stays: false,
            },
            None => Before::NoBlob,
        };
        let last_start = last_start.filter(|_| fault != Some(Fault::RemovesTooEarly));
        let restoration = match &end.result {
            Ok(_) => Restoration::after_success(before),
            Err(outcome) => {
                let error = CopyError::new(end.copy_id.clone(), outcome.clone());
                let ending = Ending::new(&error, last_start, ATTEMPT_LIMIT);
                Restoration::after_failure(before, ending)
            }
        };
        Self {
            doing: restoration.first(),
            restoration,
            putting_back: None,
            tries: 0,
            fault,
        }
    }

    /// Takes the last event, and returns the next action.
    pub(crate) fn step(&mut self, event: Event, now: Instant) -> NextOfCare {
        if let Some(job) = &mut self.putting_back {
            let showed = match job.step(event, now) {
                Action::Send(request) => return NextOfCare::Send(self.tampered(request)),
                Action::WaitUntil(until) => return NextOfCare::WaitUntil(until),
                Action::Done(Ok(_)) => StepShowed::Done,
                Action::Done(Err(_)) => StepShowed::Failed,
            };
            self.putting_back = None;
            return self.showed(&showed, now);
        }
        match event {
            Event::Reply(reply) => match self.read(&reply) {
                Some(showed) => self.showed(&showed, now),
                None => self.try_again(now),
            },
            Event::Lost(_) => self.try_again(now),
            _ => self.send(now),
        }
    }

    fn showed(&mut self, showed: &StepShowed, now: Instant) -> NextOfCare {
        self.tries = 0;
        self.doing = self.restoration.step(showed, now);
        self.send(now)
    }

    fn try_again(&mut self, now: Instant) -> NextOfCare {
        self.tries += 1;
        match self.tries {
            0..4 => NextOfCare::WaitUntil(now + Duration::from_millis(250 << self.tries)),
            _ => self.showed(&StepShowed::Failed, now),
        }
    }

    fn send(&mut self, now: Instant) -> NextOfCare {
        let destination = BlobUrl::parse(DESTINATION).expect("a blob's URL");
        let version = ServiceVersion::DEFAULT;
        let request = match &self.doing {
            RestorationStep::Look if self.fault == Some(Fault::RemovesUnseen) => {
                self.doing = RestorationStep::RemoveSnapshot;
                return self.send(now);
            }
            RestorationStep::Look => GetBlobProperties::new(destination).request(version),
            RestorationStep::RemoveSnapshot => DeleteBlob::new(snapshot()).request(version),
            RestorationStep::RemoveLeftover(tag) => {
                let mut delete = DeleteBlob::new(destination);
                delete.options = DeleteBlobOptions::default();
                delete.options.conditions = Conditions::if_match(tag.clone());
                delete.request(version)
            }
            RestorationStep::PutBack(over) => {
                let source = SourceUrl::parse(&snapshot().to_string()).expect("a source");
                let mut start = CopyBlob::new(destination, source);
                start.options.conditions = Conditions::if_match(over.clone());
                let policy = CopyPolicy::default();
                let job = CopyJob::new(start, policy, version).expect("a plain start");
                self.putting_back = Some(job);
                return self.step(Event::Woke, now);
            }
            RestorationStep::Done(restored) => return NextOfCare::Done(restored.clone()),
        };
        NextOfCare::Send(request.expect("a plain request"))
    }

    /// What a reply shows. `None` if the same request may be answered later.
    fn read(&self, reply: &Response<Bytes>) -> Option<StepShowed> {
        let result = match &self.doing {
            RestorationStep::Look => {
                GetBlobProperties::decode(reply).map(|found| StepShowed::Found(Box::new(found)))
            }
            _ => DeleteBlob::decode(reply).map(|_| StepShowed::Done),
        };
        match result {
            Ok(showed) => Some(showed),
            Err(Error::Service(refusal)) if refusal.code == Some(ErrorCode::BlobNotFound) => {
                Some(StepShowed::NoBlob)
            }
            Err(Error::Service(refusal)) if refusal.is_transient() => None,
            Err(_) => Some(StepShowed::Failed),
        }
    }

    fn tampered(&self, mut request: Request<Bytes>) -> Request<Bytes> {
        if self.fault == Some(Fault::PutsBackBlindly) {
            request.headers_mut().remove("if-match");
        }
        request
    }
}

fn snapshot() -> BlobUrl {
    let destination = BlobUrl::parse(DESTINATION).expect("a blob's URL");
    destination.at(BlobRevision::Snapshot(SNAPSHOT.into()))
}
