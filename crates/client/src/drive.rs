//! The loops that carry out what the pure machines decide; the only place that sleeps.
#![expect(
    clippy::disallowed_methods,
    reason = "this file is where the client sleeps"
)]

use std::pin::{Pin, pin};
use std::time::{Duration, Instant};

use blobcopy_auth::SentSecrets;
use blobcopy_proto::job::{Action, CopyError, CopyJob, Event, NoResponse, Retries};
use blobcopy_proto::proof::{self, Proof};
use blobcopy_proto::{CopyState, Error as ReplyError, Operation, Receipt, ReplyBody, ServiceError};
use bytes::Bytes;
use http::{Method, Request, Response};
use tokio::sync::oneshot;
use tracing::Instrument;

use crate::client_credential::CredentialError;
use crate::connection::{Connection, ExchangeError, clone_of};
use crate::diagnosis;
use crate::error::{CallError, Error};
use crate::grace::{Cancellation, Grace, now, unless};
use crate::last_failure::{DriveFailures, LastFailure};
use crate::question::Question;
use crate::trace::{self, WithoutQuery};
use crate::transport::Permit;
use crate::transport_error::TransportError;

impl Connection {
    /// Calls the service, again where trouble may pass.
    pub(crate) async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        Ok(self.call_with_receipt(operation).await?.0)
    }

    /// Calls the service, and keeps what every reply carries.
    pub(crate) async fn call_with_receipt<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, Receipt), Error> {
        let request = operation.request(self.config.version)?;
        let span = trace::call_span(O::NAME, request.uri());
        let mut is_in_doubt = false;
        let tries = self.tries::<O>(&request, &mut is_in_doubt);
        tries.instrument(span.clone()).await.map_err(|cause| {
            let diagnosis = diagnosis::of_call(&cause, O::NAME, &request, &self.requester());
            let error = Error::of_call(O::NAME, &WithoutQuery(request.uri()), cause, is_in_doubt);
            let error = error.explained(diagnosis);
            trace::failed(&span, &error);
            error
        })
    }

    async fn tries<O: Operation>(
        &self,
        request: &Request<Bytes>,
        is_in_doubt: &mut bool,
    ) -> Result<(O::Output, Receipt), CallError> {
        let question = Question::of::<O>();
        let mut retries = Retries::new(self.config.retry.clone(), fastrand::u64(..));
        loop {
            let mut permit = Some(self.transport.permit().await);
            let reply = self.exchange(clone_of(request), &question, &mut permit);
            let reply = reply.await;
            drop(permit);
            let error = match reply {
                Ok(reply) => match decoded::<O>(&reply) {
                    // What is only told must not spoil what was done.
                    Ok(output) => return Ok((output, Receipt::of(&reply).unwrap_or_default())),
                    Err(error) => CallError::Reply(error),
                },
                Err(ExchangeError::Credential(error)) => return Err(CallError::Credential(error)),
                Err(ExchangeError::Lost(lost)) => CallError::Lost(lost),
            };
            let method = request.method();
            *is_in_doubt |= !method.is_safe() && error.may_follow_effect(method);
            let wait = if error.may_pass(method) {
                retries.wait(error.retry_after())
            } else {
                None
            };
            match wait {
                Some(wait) => tokio::time::sleep(wait).await,
                None => return Err(error),
            }
        }
    }

    /// Carries a job on until it is settled or over.
    ///
    /// `observe` is told how the copy stands whenever that was asked. Where no state is returned the copy is pending.
    pub(crate) async fn drive(
        &self,
        job: &mut CopyJob,
        cancellation: &Cancellation,
        until: Until,
        observe: &mut (dyn FnMut(&CopyState) + Send),
    ) -> Result<Option<CopyState>, Stopped> {
        let mut question: Option<Box<Question>> = None;
        let mut failures = DriveFailures::default();
        let mut permit = None;
        let mut event = first_event(job);
        let begun = now();
        // The time until the first step is spent on the copy too.
        if job.deadline().is_none() {
            job.count_from(begun);
        }
        let grace = Grace::new(cancellation, job.deadline(), begun);
        loop {
            // Before the step and not after it: many copies come due at once, and those in line have no request yet.
            if permit.is_none() {
                let (waiting, begins) = (pin!(self.transport.permit()), pin!(grace.begins()));
                permit = unless(waiting, begins).await;
            }
            if cancellation.is_requested() {
                job.cancel();
            }
            // In a room of its own, so that nothing of the step is kept while its outcome is awaited.
            let next = {
                let (action, is_far_enough) = self.step(job, event, until, observe);
                match action {
                    Action::Send(request) => {
                        let operation = job.asking().expect("its request was made just now");
                        let question = Question::follow(&mut question, operation);
                        // Before anything is under way, who has no token is better told so than kept waiting.
                        question.is_under_way = job.is_under_way();
                        question.source = job.source().and_then(SentSecrets::of_source);
                        // Most of the time a copy rests, and many do at once: none of them then has room for a request.
                        let heard =
                            self.hear(job, request, question, &grace, &mut failures, &mut permit);
                        Next::Hear(Box::pin(heard))
                    }
                    Action::WaitUntil(_) if is_far_enough => return Ok(None),
                    Action::WaitUntil(when) => {
                        // A copy that rests holds no more than it must.
                        permit = None;
                        question.take_if(|question| question.is_granted());
                        Next::Rest(when)
                    }
                    Action::Done(Ok(state)) => {
                        self.copies.learn_from(job);
                        return Ok(Some(state));
                    }
                    Action::Done(Err(error)) => return Err(Stopped::Ended(error, failures.last)),
                }
            };
            event = match next {
                Next::Hear(heard) => heard.await?,
                Next::Rest(when) => rest(when, &grace, cancellation).await,
            };
        }
    }

    /// Sends a request of a job. A cancel or the deadline drops it if it may be dropped; otherwise the end of the grace does.
    async fn hear<'a>(
        &'a self,
        job: &mut CopyJob,
        request: Request<Bytes>,
        question: &Question,
        grace: &Grace<'_>,
        failures: &mut DriveFailures,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Event, Stopped> {
        let begun = now();
        let late = {
            let mut outcome = pin!(self.outcome_of(request, question, failures, permit));
            if let Some(event) = unless(outcome.as_mut(), pin!(grace.begins())).await {
                return event;
            }
            if grace.is_cancelled() {
                job.cancel();
            }
            match job.may_be_dropped(question.is_sent()) {
                true => Event::Dropped,
                false => match unless(outcome.as_mut(), pin!(grace.over())).await {
                    Some(event) => return event,
                    None => Event::GraceOver,
                },
            }
        };
        tracing::debug!(blobcopy.operation = question.operation(), "dropped");
        if question.is_sent() {
            let waited = TransportError::NoReply(in_tenths(now() - begun));
            failures.last = Some(LastFailure::Transport(waited));
        }
        Ok(late)
    }

    /// Takes a job one step on, and says whether that is as far as it was to be driven.
    fn step(
        &self,
        job: &mut CopyJob,
        event: Event,
        until: Until,
        observe: &mut (dyn FnMut(&CopyState) + Send),
    ) -> (Action, bool) {
        job.expect(self.copies.expectation(job));
        let was_known = job.copy_id().is_some();
        let action = job.step(event, now());
        if let (false, Some(id)) = (was_known, job.copy_id()) {
            self.copies.keep_in_mind(job.destination(), id);
        }
        let heard = job.news();
        heard.into_iter().for_each(observe);
        let is_far_enough = match until {
            Until::Settled => job.is_settled(),
            Until::Heard => heard.is_some(),
            Until::Ended => false,
        };
        (action, is_far_enough)
    }

    /// What a job is told of its request. What broke on the way is kept among its troubles.
    async fn outcome_of<'a>(
        &'a self,
        request: Request<Bytes>,
        question: &Question,
        failures: &mut DriveFailures,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Event, Stopped> {
        match self.exchange(request, question, permit).await {
            Ok(reply) => {
                failures.had_token();
                Ok(Event::Reply(reply))
            }
            Err(ExchangeError::Lost(lost)) => {
                failures.had_token();
                failures.last = Some(LastFailure::Transport(lost.cause));
                Ok(Event::Lost(lost.loss))
            }
            Err(ExchangeError::Credential(error)) if question.is_under_way => {
                let borne = failures.bear(error, now(), self.config.token_timeout);
                borne.map_err(Stopped::Credential)?;
                Ok(Event::Lost(NoResponse::Unsent))
            }
            Err(ExchangeError::Credential(error)) => Err(Stopped::Credential(error)),
        }
    }
}

/// What a reply of the service grants.
fn decoded<O: Operation>(reply: &Response<Bytes>) -> Result<O::Output, ReplyError> {
    let output = O::decode(reply)?;
    // A document that could be read is a mark of its own; Azurite sends one without any other.
    if !matches!(O::REPLY_BODY, ReplyBody::Document(_)) {
        proof::of_service(reply)?;
    }
    Ok(output)
}

/// What a driver waits for.
enum Next<'a> {
    Hear(Pin<Box<dyn Future<Output = Result<Event, Stopped>> + Send + 'a>>),
    Rest(Instant),
}

/// What a drive begins with. One that was dropped in the middle of a request has lost its reply, unless it only asked.
fn first_event(job: &CopyJob) -> Event {
    match job.is_sent() {
        false => Event::Woke,
        true if job.may_be_dropped(true) => Event::Dropped,
        true => Event::Lost(NoResponse::Unanswered),
    }
}

/// Waits until `when`, until a cancel that the job does not know of yet, or until the grace is over.
async fn rest(when: Instant, grace: &Grace<'_>, cancellation: &Cancellation) -> Event {
    let is_known = cancellation.is_requested();
    let ends = grace.ends().filter(|ends| *ends < when);
    let until = ends.unwrap_or(when);
    if is_known {
        tokio::time::sleep_until(until.into()).await;
    } else {
        cancellation.or_at(Some(until)).await;
    }
    match ends {
        Some(ends) if now() >= ends => Event::GraceOver,
        _ => Event::Woke,
    }
}

/// A time that is reported, without digits that say nothing.
fn in_tenths(time: Duration) -> Duration {
    Duration::from_millis(time.as_millis() as u64 / 100 * 100)
}

/// Whether `stop` was sent or dropped before so much time had passed.
pub(crate) async fn is_stopped_within(period: Duration, stop: &mut oneshot::Receiver<()>) -> bool {
    tokio::time::timeout(period, stop).await.is_ok()
}

/// How far a job is driven.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Until {
    /// Until the copy's name is known.
    Settled,
    /// Until the next word of how the copy stands.
    Heard,
    /// Until the copy has ended.
    Ended,
}

/// Why a drive ended without success.
pub(crate) enum Stopped {
    Ended(CopyError, Option<LastFailure>),
    Credential(CredentialError),
}

impl Stopped {
    /// The same as an error about the job's destination.
    pub(crate) fn said_of(self, job: &CopyJob, connection: &Connection) -> Error {
        let url = job.destination();
        match self {
            Self::Ended(error, last_failure) => {
                let diagnosis = diagnosis::of_copy(&error, job, &connection.requester());
                let error = Error::of_copy(url, error, last_failure, None);
                error.late(job.is_late()).explained(diagnosis)
            }
            Self::Credential(error) => {
                let diagnosis = diagnosis::of_unusable(&error);
                Error::of_unattended_copy(url, job.copy_id().cloned(), error).explained(diagnosis)
            }
        }
    }
}

impl CallError {
    fn may_pass(&self, method: &Method) -> bool {
        match self {
            Self::Lost(lost) => !matches!(lost.cause, TransportError::TooLarge(_)),
            // A page in place of the service's reply proves nothing, and a question may be asked again.
            Self::Reply(ReplyError::Service(refusal)) if method.is_safe() => {
                refusal.is_transient() || refusal.is_foreign() && !refusal.is_redirect()
            }
            Self::Reply(ReplyError::Service(refusal)) => refusal.is_transient(),
            _ => false,
        }
    }

    /// Whether what was asked for may have been done all the same.
    fn may_follow_effect(&self, method: &Method) -> bool {
        match self {
            Self::Lost(lost) => lost.loss == NoResponse::Unanswered,
            Self::Reply(error) => error.proof(method) == Proof::Nothing,
            Self::Credential(_) => false,
        }
    }

    fn retry_after(&self) -> Option<Duration> {
        let refusal: &ServiceError = match self {
            Self::Reply(ReplyError::Service(refusal)) => refusal,
            _ => return None,
        };
        refusal.retry_after
    }
}
