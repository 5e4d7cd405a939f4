//! The loops that carry out what the pure state machines decide. The only place that sleeps.
#![expect(
    clippy::disallowed_methods,
    reason = "this file is where the client sleeps"
)]

use std::pin::pin;
use std::time::{Duration, Instant};

use blobcopy_auth::SentSecrets;
use blobcopy_proto::job::{Action, CopyError, CopyJob, Event, NoResponse, Retries};
use blobcopy_proto::proof::{self, Proof};
use blobcopy_proto::{CopyState, Error as ReplyError, Operation, Receipt, ReplyBody, ServiceError};
use bytes::Bytes;
use http::{Method, Request, Response};
use tracing::Instrument;

use crate::account::{Account, ExchangeError, clone_of};
use crate::client_credential::CredentialError;
use crate::diagnosis;
use crate::error::{CallError, Copied, Error};
use crate::grace::{Cancellation, Grace, now, unless};
use crate::last_failure::{DriveFailures, LastFailure};
use crate::network::Permit;
use crate::network::transport_error::TransportError;
use crate::observer::{Observer, Turn, Unobserved};
use crate::question::Question;
use crate::trace::{self, WithoutQuery};

impl Account {
    /// Calls an operation, and retries after temporary failures.
    pub(crate) async fn call<O: Operation>(&self, operation: &O) -> Result<O::Output, Error> {
        Ok(self.call_with_receipt(operation).await?.0)
    }

    /// Calls an operation as [`call`](Self::call) does. Also returns the fields that every reply has.
    pub(crate) async fn call_with_receipt<O: Operation>(
        &self,
        operation: &O,
    ) -> Result<(O::Output, Receipt), Error> {
        let request = operation.request(self.network.config.version)?;
        let span = trace::call_span(O::KIND, request.uri());
        let mut is_in_doubt = false;
        let tries = self.tries::<O>(&request, &mut is_in_doubt);
        tries.instrument(span.clone()).await.map_err(|cause| {
            let diagnosis = diagnosis::of_call(&cause, O::KIND, &request, &self.requester());
            let error = Error::of_call(O::KIND, &WithoutQuery(request.uri()), cause, is_in_doubt);
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
        let mut retries = Retries::new(self.network.config.retry.clone(), fastrand::u64(..));
        loop {
            let mut permit = Some(self.origin.permit().await);
            let reply = self.exchange(clone_of(request), &question, &mut permit);
            let reply = reply.await;
            // Dropped before the wait below, so that others use the connection meanwhile.
            drop(permit);
            let error = match reply {
                Ok(reply) => match decoded::<O>(&reply) {
                    // A receipt that cannot be read must not turn a success into an error.
                    Ok(output) => return Ok((output, Receipt::of(&reply).unwrap_or_default())),
                    Err(error) => CallError::Reply(error),
                },
                Err(ExchangeError::Credential(error)) => return Err(CallError::Credential(error)),
                Err(ExchangeError::Lost(lost)) => CallError::Lost(lost),
            };
            let method = request.method();
            // An effect of any attempt stays possible, whatever the last attempt shows.
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
}

/// The state of one drive of a copy's job, kept from one turn to the next.
pub(crate) struct Drive<'a> {
    account: &'a Account,
    grace: Grace<'a>,
    /// The job's next event.
    event: Event,
    question: Option<Box<Question>>,
    failures: DriveFailures,
    /// Whether the job was informed of the cancellation.
    knows_cancel: bool,
}

impl<'a> Drive<'a> {
    pub(crate) fn new(
        account: &'a Account,
        job: &mut CopyJob,
        cancellation: &'a Cancellation,
    ) -> Self {
        let begun = now();
        // The deadline covers the time before the first step.
        if job.deadline().is_none() {
            job.count_from(begun);
        }
        Self {
            account,
            grace: Grace::new(cancellation, job.deadline(), begun),
            event: first_event(job),
            question: None,
            failures: DriveFailures::default(),
            knows_cancel: false,
        }
    }

    /// The time that is left once the copy is cancelled or its deadline has passed.
    pub(crate) fn grace(&self) -> &Grace<'a> {
        &self.grace
    }

    /// Drives the job to its end.
    pub(crate) async fn run_to_end(&mut self, job: &mut CopyJob) -> Result<CopyState, Stopped> {
        loop {
            match self.turn(job, &mut Unobserved).await? {
                Turn::Resting(until) => self.rest(until).await,
                Turn::Ended(copied) => return Ok(copied),
            }
        }
    }

    /// Drives the job until it rests or has ended, and reports each step to `observer`.
    pub(crate) async fn turn(
        &mut self,
        job: &mut CopyJob,
        observer: &mut dyn Observer,
    ) -> Result<Turn, Stopped> {
        // Acquired before the step, which builds the request: of many copies that come due together, those that wait
        // for a permit hold no request. A cancel or the deadline ends this wait; `hear` then acquires the permit.
        // Pinned within the statement: a wait that is given up must leave the queue, or it would get the next permit.
        let mut permit = unless(
            pin!(self.account.origin.permit()),
            pin!(self.grace.begins()),
        )
        .await;
        loop {
            // Read once, so that a cancel that comes after this wakes the rest.
            self.knows_cancel = self.grace.is_cancelled();
            if self.knows_cancel {
                job.cancel();
            }
            let heard = match self.step(job, observer) {
                // Boxed, because many copies rest at a time, and their futures should not have room for a request.
                Action::Send(request) => Box::pin(self.hear(job, request, &mut permit)),
                Action::WaitUntil(when) => {
                    // The next request does not repeat a granted question, so a resting copy need not keep it.
                    self.question.take_if(|question| question.is_granted());
                    return Ok(Turn::Resting(when));
                }
                Action::Done(Ok(state)) => {
                    self.account.copies.learn_from(job);
                    return Ok(Turn::Ended(state));
                }
                Action::Done(Err(error)) => {
                    return Err(Stopped::Ended(error, self.failures.last.take()));
                }
            };
            self.event = heard.await?;
        }
    }

    /// Waits until `when`, until a cancellation that the job does not know of, or until the end of the grace, whichever
    /// is first.
    pub(crate) async fn rest(&mut self, when: Instant) {
        let ends = self.grace.ends().filter(|ends| *ends < when);
        let until = ends.unwrap_or(when);
        // The job chose this rest in spite of a cancel that it knows of, so the cancel must not cut it short.
        if self.knows_cancel {
            tokio::time::sleep_until(until.into()).await;
        } else {
            self.grace.cancelled_or_at(until).await;
        }
        self.event = match ends {
            Some(ends) if now() >= ends => Event::GraceOver,
            _ => Event::Woke,
        };
    }

    /// Passes the last event to the job, reports what it learned, and returns its next action.
    fn step(&mut self, job: &mut CopyJob, observer: &mut dyn Observer) -> Action {
        let copies = &self.account.copies;
        job.expect(copies.expectation(job));
        let was_known = job.copy_id().is_some();
        let event = std::mem::replace(&mut self.event, Event::Woke);
        let action = job.step(event, now());
        if let (false, Some(id)) = (was_known, job.copy_id()) {
            copies.keep_in_mind(job.destination(), id);
        }
        observer.note(job);
        action
    }

    /// Sends a request of the job. A cancel or the deadline drops it if it may be dropped; otherwise the end of the grace does.
    async fn hear(
        &mut self,
        job: &mut CopyJob,
        request: Request<Bytes>,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Event, Stopped> {
        let operation = job.asking().expect("its request was made just now");
        let question = Question::follow(&mut self.question, operation);
        // Before a copy is under way, a missing token ends the drive with an error. Later the job tries again.
        question.is_under_way = job.is_under_way();
        question.source = job.source().and_then(SentSecrets::of_source);
        let begun = now();
        // The request's future is dropped at the end of this block, and with it the request.
        let late = {
            let (account, failures) = (self.account, &mut self.failures);
            let mut outcome = pin!(account.outcome_of(request, question, failures, permit));
            if let Some(event) = unless(outcome.as_mut(), pin!(self.grace.begins())).await {
                return event;
            }
            // The job must know of a cancel first, because that decides whether the request may be dropped.
            if self.grace.is_cancelled() {
                self.knows_cancel = true;
                job.cancel();
            }
            match job.may_be_dropped(question.is_sent()) {
                true => Event::Dropped,
                false => match unless(outcome.as_mut(), pin!(self.grace.over())).await {
                    Some(event) => return event,
                    None => Event::GraceOver,
                },
            }
        };
        tracing::debug!(blobcopy.operation = question.operation().name(), "dropped");
        if question.is_sent() {
            let waited = TransportError::NoReply(in_tenths(now() - begun));
            self.failures.last = Some(LastFailure::Transport(waited));
        }
        Ok(late)
    }
}

impl Account {
    /// Sends a request of a job, and returns the event for the job. Records the cause in `failures` if there was no
    /// reply.
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
                let borne = failures.bear(error, now(), self.network.config.token_timeout);
                borne.map_err(Stopped::Credential)?;
                Ok(Event::Lost(NoResponse::Unsent))
            }
            Err(ExchangeError::Credential(error)) => Err(Stopped::Credential(error)),
        }
    }
}

/// Decodes a successful reply, if it comes from the service.
fn decoded<O: Operation>(reply: &Response<Bytes>) -> Result<O::Output, ReplyError> {
    let output = O::decode(reply)?;
    // A document that can be decoded identifies the service. Azurite sends documents without any other mark.
    if !matches!(O::REPLY_BODY, ReplyBody::Document(_)) {
        proof::of_service(reply)?;
    }
    Ok(output)
}

/// The first event of a drive. If an earlier drive was dropped in the middle of a request, its reply is lost, unless
/// the request may be dropped.
fn first_event(job: &CopyJob) -> Event {
    match job.is_sent() {
        false => Event::Woke,
        true if job.may_be_dropped(true) => Event::Dropped,
        true => Event::Lost(NoResponse::Unanswered),
    }
}

/// Rounds a time for a report down to tenths of a second.
fn in_tenths(time: Duration) -> Duration {
    Duration::from_millis(time.as_millis() as u64 / 100 * 100)
}

/// Why a drive ended without success.
pub(crate) enum Stopped {
    Ended(CopyError, Option<LastFailure>),
    Credential(CredentialError),
}

impl Stopped {
    /// Converts it into an error about the job's destination.
    pub(crate) fn said_of(self, job: &CopyJob, account: &Account) -> Error {
        let copied = Copied::by(job);
        match self {
            Self::Ended(error, last_failure) => {
                let diagnosis = diagnosis::of_copy(&error, job, &account.requester());
                let error = Error::of_copy(&copied, error, last_failure, None);
                error.late(job.is_late()).explained(diagnosis)
            }
            Self::Credential(error) => {
                let diagnosis = diagnosis::of_unusable(&error);
                Error::of_unattended_copy(&copied, job.copy_id().cloned(), error)
                    .explained(diagnosis)
            }
        }
    }
}

impl CallError {
    fn may_pass(&self, method: &Method) -> bool {
        match self {
            Self::Lost(lost) => !matches!(lost.cause, TransportError::TooLarge(_)),
            // If another server's page arrives instead of the service's reply, it proves nothing, and a request without
            // effect may be repeated.
            Self::Reply(ReplyError::Service(refusal)) if method.is_safe() => {
                refusal.is_transient() || refusal.is_foreign() && !refusal.is_redirect()
            }
            Self::Reply(ReplyError::Service(refusal)) => refusal.is_transient(),
            _ => false,
        }
    }

    /// Whether the request may have had its effect although it failed.
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
