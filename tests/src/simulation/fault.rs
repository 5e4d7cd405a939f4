//! Faults added to the state machine from outside, to show that the properties detect them.

use std::time::{Duration, Instant};

use blobcopy_proto::job::{CopyJob, CopyOutcome, CopyTicket, Event, NoResponse};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response};

use crate::simulation::machine::{Machine, Next};
use crate::simulation::record::End;

/// Defines the faults and the list of all of them.
macro_rules! faults {
    ($( $(#[$meta:meta])* $fault:ident, )+) => {
        /// A fault of a state machine.
        #[derive(Clone, Copy, Debug, PartialEq)]
        #[non_exhaustive]
        pub enum Fault {
            $( $(#[$meta])* $fault, )+
        }

        impl Fault {
            /// All faults.
            pub const ALL: &[Self] = &[$( Self::$fault, )+];
        }
    };
}

faults! {
    /// Treats any copy at the destination as its own.
    NoIdCheck,
    /// Treats no copy as its own if the reply to the start was lost.
    NoAdoption,
    /// Treats any copy of the same source as its own, however old.
    AnyAge,
    /// Sends a start again without a look.
    NeverAsks,
    /// Sends a start again without a condition.
    Unconditioned,
    /// Takes a failure for a refusal.
    FailureIsRefusal,
    /// Takes `202 pending` for done.
    AcceptedIsDone,
    /// Sends a request before `Retry-After` has passed.
    NoRetryAfter,
    /// Ends when cancelled, even with a request under way.
    DropsStart,
    /// Reports aborted without sending an abort.
    NeverAborts,
    /// Stops after two failed polls in a row.
    GivesUp,
    /// Polls every 15 seconds.
    FixedInterval,
    /// Treats a missing reply as no effect.
    LostIsUnsent,
    /// Treats the pending copy behind a refused start as a foreign copy.
    ConflictIsForeign,
    /// Treats the page of a server in between as the service's refusal.
    PageIsRefusal,
    /// Removes the snapshot without a look at the destination.
    RemovesUnseen,
    /// Removes the snapshot while a start may still be delivered.
    RemovesTooEarly,
    /// Restores the former content whatever the destination holds.
    PutsBackBlindly,
}

impl Fault {
    /// The state machine with this fault.
    pub(crate) fn plant(self, job: CopyJob) -> Box<dyn Machine> {
        Box::new(Faulty {
            fault: self,
            job,
            sent: None,
            failures: 0,
            met_conflict: false,
        })
    }
}

struct Faulty {
    fault: Fault,
    job: CopyJob,
    /// The request under way.
    sent: Option<Request<Bytes>>,
    failures: u32,
    /// Whether the last start was refused because of the destination's state.
    met_conflict: bool,
}

impl Machine for Faulty {
    fn step(&mut self, event: Event, now: Instant) -> Next {
        let sent = self.sent.take();
        let event = match (self.fault, &sent, event) {
            (Fault::NeverAsks, Some(start), Event::Lost(NoResponse::Unanswered))
                if is_start(start) =>
            {
                return self.send(start.clone());
            }
            (Fault::LostIsUnsent, _, Event::Lost(_)) => Event::Lost(NoResponse::Unsent),
            (_, Some(request), Event::Reply(reply)) => Event::Reply(self.tamper(request, reply)),
            (_, _, event) => event,
        };
        if self.has_given_up(sent.as_ref(), &event) {
            return Next::Done(self.end(CopyOutcome::Unsettled(None)));
        }
        match Machine::step(&mut self.job, event, now) {
            Next::Send(request) => self.send(request),
            Next::WaitUntil(_) if self.fault == Fault::FixedInterval && self.job.is_settled() => {
                Next::WaitUntil(now + Duration::from_secs(15))
            }
            next => next,
        }
    }

    fn cancel(&mut self) -> Option<End> {
        self.job.cancel();
        let outcome = match self.fault {
            Fault::DropsStart if self.job.copy_id().is_none() => CopyOutcome::Cancelled,
            Fault::NeverAborts if self.job.copy_id().is_some() => CopyOutcome::Aborted,
            _ => return None,
        };
        Some(self.end(outcome))
    }

    fn ticket(&self) -> Option<CopyTicket> {
        self.job.ticket()
    }

    fn last_start(&self) -> Option<Instant> {
        self.job.last_start()
    }
}

impl Faulty {
    fn end(&self, outcome: CopyOutcome) -> End {
        End {
            copy_id: self.job.copy_id().cloned(),
            result: Err(outcome),
        }
    }

    fn send(&mut self, mut request: Request<Bytes>) -> Next {
        if self.fault == Fault::Unconditioned && is_start(&request) {
            for name in ["if-match", "if-none-match"] {
                request.headers_mut().remove(name);
            }
        }
        self.sent = Some(request.clone());
        Next::Send(request)
    }

    fn tamper(&mut self, request: &Request<Bytes>, mut reply: Response<Bytes>) -> Response<Bytes> {
        let is_look = request.method() == Method::HEAD;
        let status = reply.status().as_u16();
        if is_start(request) {
            self.met_conflict = matches!(status, 409 | 412);
        }
        let headers = reply.headers_mut();
        match self.fault {
            Fault::NoIdCheck => {
                if let Some(id) = self.job.copy_id()
                    && headers.contains_key("x-ms-copy-id")
                {
                    set(headers, "x-ms-copy-id", id.as_str());
                }
            }
            Fault::ConflictIsForeign
                if is_look && self.met_conflict && headers.contains_key("x-ms-copy-source") =>
            {
                set(headers, "x-ms-copy-source", "https://other.net/x");
            }
            Fault::PageIsRefusal if is_start(request) && (400..500).contains(&status) => {
                headers.insert("x-ms-request-id", HeaderValue::from_static("r"));
            }
            Fault::NoAdoption if is_look && headers.contains_key("x-ms-copy-source") => {
                set(headers, "x-ms-copy-source", "https://other.net/x");
            }
            Fault::AnyAge if is_look && headers.contains_key("x-ms-copy-id") => {
                let now = headers.get("date").cloned();
                for name in ["last-modified", "x-ms-copy-completion-time"] {
                    if let (Some(now), true) = (&now, headers.contains_key(name)) {
                        headers.insert(name, now.clone());
                    }
                }
            }
            Fault::AcceptedIsDone if headers.contains_key("x-ms-copy-status") && !is_look => {
                set(headers, "x-ms-copy-status", "success");
            }
            Fault::FailureIsRefusal if is_start(request) && status >= 500 => {
                headers.remove("x-ms-error-code");
                headers.insert("x-ms-request-id", HeaderValue::from_static("r"));
                *reply.status_mut() = http::StatusCode::BAD_REQUEST;
            }
            Fault::NoRetryAfter => {
                headers.remove("retry-after");
            }
            _ => {}
        }
        reply
    }

    fn has_given_up(&mut self, sent: Option<&Request<Bytes>>, event: &Event) -> bool {
        let failed = match event {
            Event::Woke | Event::Dropped | Event::GraceOver => return false,
            Event::Lost(_) => true,
            Event::Reply(reply) => reply.status().as_u16() >= 500,
        };
        let is_watch =
            sent.is_some_and(|sent| sent.method() == Method::HEAD) && self.job.copy_id().is_some();
        self.failures = if failed && is_watch {
            self.failures + 1
        } else {
            0
        };
        self.fault == Fault::GivesUp && self.failures > 1
    }
}

fn is_start(request: &Request<Bytes>) -> bool {
    request.headers().contains_key("x-ms-copy-source")
}

fn set(headers: &mut HeaderMap, name: &'static str, value: &str) {
    headers.insert(name, HeaderValue::from_str(value).expect("visible ASCII"));
}
