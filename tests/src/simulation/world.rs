//! One run: a job, the network, the service and other clients, with one virtual clock.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use blobcopy_proto::job::{CopyJob, Event, NoResponse};
use blobcopy_proto::ops::Call;
use blobcopy_proto::{Conditions, ETag, Endpoint, ServiceVersion};
use bytes::Bytes;
use http::{Request, Response};

use crate::simulation::chance::Chance;
use crate::simulation::fate::{Fate, Hears, Trip, When};
use crate::simulation::fault::Fault;
use crate::simulation::machine::{Machine, Next, job, machine, policy, wanted};
use crate::simulation::network::in_place;
use crate::simulation::record::{Arrival, Ask, End, Heard, Record, Sent};
use crate::simulation::restorer::{NextOfCare, Restorer};
use crate::simulation::service::Service;
use crate::simulation::truth::By;

/// The instant at which every run begins. Only differences matter.
static BEGINNING: LazyLock<Instant> = LazyLock::new(Instant::now);

static ENDPOINT: LazyLock<Endpoint> = LazyLock::new(|| {
    Endpoint::parse("https://acct.blob.core.windows.net").expect("an account's root")
});

/// Number of requests after which a run counts as endless.
const ENDLESS: usize = 4000;

/// An event that is due at some time.
enum Due {
    Wake(usize),
    Arrives(usize),
    Hears(usize, Response<Bytes>, Heard),
    Loses(usize, NoResponse),
    Cancel,
    Death,
    Deed(usize),
}

struct World<'a> {
    fate: &'a Fate,
    machine: Box<dyn Machine>,
    now: Duration,
    due: BinaryHeap<Reverse<(Duration, usize)>>,
    /// The due events, by the number in `due`.
    dues: Vec<Option<Due>>,
    calls: Vec<Option<Call>>,
    chance: Chance,
    waits: usize,
    is_resting: bool,
    fault: Option<Fault>,
    /// The ETag of the destination at the beginning.
    pinned: Option<ETag>,
    /// The first request whose sender is still running.
    first_alive: usize,
    /// Restores the protected destination, after the end of the job.
    restorer: Option<Restorer>,
    record: Record,
    is_told: bool,
}

/// Runs a fate to its end. `is_told` requests the timeline.
pub(crate) fn run(fate: &Fate, fault: Option<Fault>, is_told: bool) -> Record {
    let service = Service::new(fate);
    let pinned = service.sight().etag;
    let wanted = match (fate.is_protected, &pinned) {
        (true, Some(pinned)) => Conditions::if_match(pinned.clone()),
        (true, None) => Conditions::if_absent(),
        (false, _) => wanted(fate.wish, pinned.clone()),
    };
    let job = job(fate, wanted.clone());
    let mut world = World {
        fate,
        machine: machine(job, fault),
        now: Duration::ZERO,
        due: BinaryHeap::new(),
        dues: Vec::new(),
        calls: Vec::new(),
        chance: Chance::new(!fate.seed),
        waits: 0,
        is_resting: false,
        fault,
        first_alive: 0,
        restorer: None,
        pinned: pinned.clone(),
        record: Record {
            requests: Vec::new(),
            care: Vec::new(),
            had_blob: pinned.is_some(),
            restored: None,
            cancelled: None,
            end: None,
            sight_at_end: service.sight(),
            pending_at_end: Vec::new(),
            service,
            wanted,
            faults: Vec::new(),
            timeline: Vec::new(),
        },
        is_told,
    };
    world.play();
    world.record
}

impl World<'_> {
    fn play(&mut self) {
        if let Some(at) = self.fate.cancel {
            self.plan(at, Due::Cancel);
        }
        if let Some(at) = self.fate.death {
            self.plan(at, Due::Death);
        }
        for (number, (when, _)) in self.fate.deeds.iter().enumerate() {
            if let When::At(at) = when {
                self.plan(*at, Due::Deed(number));
            }
        }
        self.step(Event::Woke);
        while let Some(Reverse((at, number))) = self.due.pop() {
            self.now = at;
            let due = self.dues[number].take().expect("planned once, due once");
            self.happen(due);
            if self.calls.len() > ENDLESS {
                self.record.faults.push("the run does not end".to_owned());
                break;
            }
        }
        self.record.service.advance(Duration::MAX / 2);
        if self.record.end.is_none() && self.record.faults.is_empty() {
            self.record
                .faults
                .push("the job waits for nothing".to_owned());
        }
    }

    fn happen(&mut self, due: Due) {
        match due {
            Due::Wake(wait) if wait == self.waits && self.is_resting => self.step(Event::Woke),
            Due::Wake(_) => {}
            Due::Arrives(request) => self.arrive(request),
            Due::Hears(request, ..) | Due::Loses(request, _) if request < self.first_alive => {}
            Due::Hears(request, reply, heard) => {
                self.tell(|| format!("heard {request}: {heard:?}"));
                self.sent(request).heard = Some((self.now, heard));
                self.step(Event::Reply(reply));
            }
            Due::Loses(request, loss) => {
                self.tell(|| format!("heard {request}: {loss:?}"));
                let heard = match loss {
                    NoResponse::Unsent => Heard::NoConnection,
                    NoResponse::Unanswered => Heard::Nothing,
                };
                self.sent(request).heard = Some((self.now, heard));
                self.step(Event::Lost(loss));
            }
            Due::Cancel => self.cancel(),
            Due::Death => self.die(),
            Due::Deed(number) => {
                let deed = &self.fate.deeds[number].1;
                self.record.service.suffer(deed, self.now);
                self.tell(|| format!("another: {deed:?}"));
            }
        }
    }

    fn cancel(&mut self) {
        if self.record.end.is_some() {
            return;
        }
        self.tell(|| "cancelled".to_owned());
        self.record.cancelled = Some(self.now);
        match self.machine.cancel() {
            Some(end) => self.end(end),
            None if self.is_resting => self.step(Event::Woke),
            None => {}
        }
    }

    /// Ends the process. Another process resumes the copy from its ticket.
    fn die(&mut self) {
        let (None, Some(ticket)) = (&self.record.end, self.machine.ticket()) else {
            return;
        };
        self.tell(|| format!("died, and went on from `{ticket}`"));
        let now = *BEGINNING + self.now;
        let job = CopyJob::resume(&ticket, policy(self.fate), ServiceVersion::DEFAULT, now);
        self.machine = machine(job, self.fault);
        self.first_alive = self.record.requests.len();
        self.step(Event::Woke);
    }

    /// The request with this number, of the job or about the protected destination.
    fn sent(&mut self, number: usize) -> &mut Sent {
        let of_job = self.record.requests.len();
        match number < of_job {
            true => &mut self.record.requests[number],
            false => &mut self.record.care[number - of_job],
        }
    }

    fn step(&mut self, event: Event) {
        if self.record.end.is_some() {
            return self.restore(event);
        }
        self.is_resting = false;
        match self.machine.step(event, *BEGINNING + self.now) {
            Next::Send(request) => self.send(&request),
            Next::WaitUntil(until) => self.rest(until),
            Next::Done(end) => self.end(end),
        }
    }

    fn rest(&mut self, until: Instant) {
        let until = until.saturating_duration_since(*BEGINNING).max(self.now);
        self.waits += 1;
        self.is_resting = true;
        self.plan(until, Due::Wake(self.waits));
    }

    /// Begins the restoration after the end of the job.
    fn restore(&mut self, event: Event) {
        let Some(restorer) = &mut self.restorer else {
            return;
        };
        self.is_resting = false;
        match restorer.step(event, *BEGINNING + self.now) {
            NextOfCare::Send(request) => self.send(&request),
            NextOfCare::WaitUntil(until) => self.rest(until),
            NextOfCare::Done(restored) => {
                self.tell(|| format!("restored: {restored:?}"));
                self.record.restored = Some(restored);
                self.restorer = None;
            }
        }
    }

    fn end(&mut self, end: End) {
        self.record.service.advance(self.now);
        self.tell(|| format!("end: {end:?}"));
        self.record.sight_at_end = self.record.service.sight();
        let copies = self.record.service.copies.iter().enumerate();
        self.record.pending_at_end = copies
            .filter(|(_, copy)| copy.is_ours() && copy.ended.is_none())
            .map(|(index, _)| index)
            .collect();
        if self.fate.is_protected {
            let last_start = self.machine.last_start();
            let pinned = self.pinned.clone();
            self.restorer = Some(Restorer::new(pinned, &end, last_start, self.fault));
        }
        self.record.end = Some((self.now, end));
        self.restore(Event::Woke);
    }

    fn send(&mut self, request: &Request<Bytes>) {
        let number = self.calls.len();
        let call = Call::parse(request, &ENDPOINT).ok();
        let ask = match &call {
            Some(Call::CopyBlob(start)) => Ask::Start(start.options.conditions.clone()),
            Some(Call::CopyBlobFromUrl(start)) => Ask::Start(start.options.conditions.clone()),
            Some(Call::GetBlobProperties(_)) => Ask::Look,
            Some(Call::AbortCopyBlob(abort)) => Ask::Abort(abort.copy_id.clone()),
            Some(Call::DeleteBlob(_)) => Ask::Delete,
            _ => Ask::Nonsense,
        };
        self.tell(|| format!("send {number}: {ask:?}"));
        let trip = self.trip(number);
        let sent = Sent {
            at: self.now,
            ask,
            arrivals: Vec::new(),
            heard: None,
            answered: usize::from(matches!(trip.hears, Hears::SecondReply(_))),
        };
        match self.record.end.is_some() {
            true => self.record.care.push(sent),
            false => self.record.requests.push(sent),
        }
        self.calls.push(call);
        for after in &trip.arrivals {
            self.plan(self.now + *after, Due::Arrives(number));
        }
        match trip.hears {
            Hears::Reply(_) | Hears::SecondReply(_) => {}
            Hears::Nothing(after) => {
                self.plan(self.now + after, Due::Loses(number, NoResponse::Unanswered));
            }
            Hears::NoConnection(after) => {
                self.plan(self.now + after, Due::Loses(number, NoResponse::Unsent));
            }
            Hears::Failure(failure, after) => {
                let (reply, heard) = in_place(failure);
                self.plan(self.now + after, Due::Hears(number, reply, heard));
            }
        }
    }

    fn trip(&mut self, number: usize) -> Trip {
        self.fate
            .trips
            .get(&number)
            .cloned()
            .unwrap_or_else(|| Trip {
                arrivals: vec![self.chance.up_to(self.fate.latency)],
                hears: Hears::Reply(self.chance.up_to(self.fate.latency)),
            })
    }

    fn arrive(&mut self, number: usize) {
        let Some(call) = self.calls[number].clone() else {
            return;
        };
        let service = &mut self.record.service;
        service.advance(self.now);
        let (before, copies) = (service.sight(), service.copies.len());
        let meets_wanted = service.meets(&self.record.wanted);
        let had_snapshot = service.has_snapshot;
        let of_job = self.record.requests.len();
        let arrival = match number < of_job {
            true => self.record.requests[number].arrivals.len(),
            false => self.record.care[number - of_job].arrivals.len(),
        };
        let reply = service.answer(&call, By::Us(number, arrival), self.now);
        let status = reply.status().as_u16();
        let removed_snapshot = had_snapshot && !service.has_snapshot;
        let began = (service.copies.len() > copies).then_some(copies);
        self.tell(|| format!("arrived {number}: {status}, began {began:?}, before {before:?}"));
        let at = self.now;
        self.sent(number).arrivals.push(Arrival {
            at,
            before,
            meets_wanted,
            began,
            removed_snapshot,
        });
        if arrival == 0 {
            self.plan_deeds_after(number);
        }
        let hears = self.fate.trips.get(&number).map(|trip| &trip.hears);
        let down = match (hears, arrival) {
            (None, 0) => self.chance.up_to(self.fate.latency),
            (Some(Hears::Reply(down)), 0) | (Some(Hears::SecondReply(down)), 1) => *down,
            _ => return,
        };
        let heard = Heard::Reply {
            status,
            is_conflict: is_conflict(&reply),
        };
        self.plan(self.now + down, Due::Hears(number, reply, heard));
    }

    /// Schedules the actions of other clients that follow the first arrival of this request.
    fn plan_deeds_after(&mut self, number: usize) {
        for (deed, (when, _)) in self.fate.deeds.iter().enumerate() {
            if let When::After(request, delay) = when
                && *request == number
            {
                self.plan(self.now + *delay, Due::Deed(deed));
            }
        }
    }

    fn plan(&mut self, at: Duration, due: Due) {
        self.due.push(Reverse((at, self.dues.len())));
        self.dues.push(Some(due));
    }

    fn tell(&mut self, line: impl FnOnce() -> String) {
        if self.is_told {
            self.record.timeline.push((self.now, line()));
        }
    }
}

/// Whether a reply is a refusal because of the destination's state.
fn is_conflict(reply: &Response<Bytes>) -> bool {
    let code = reply.headers().get("x-ms-error-code");
    code.is_some_and(|code| {
        [
            "PendingCopyOperation",
            "ConditionNotMet",
            "BlobAlreadyExists",
        ]
        .iter()
        .any(|conflict| code == conflict)
    })
}
