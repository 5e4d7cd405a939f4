//! The loops that carry out what the pure machines decide; the only place that sleeps.

use std::pin::Pin;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use blobcopy_proto::job::{Action, CopyError, CopyJob, Event, Loss, Retries};
use blobcopy_proto::{CopyState, Error as ReplyError, ErrorCode, Operation, Receipt, ServiceError};
use bytes::Bytes;
use http::Request;
use tokio::sync::{Notify, oneshot};
use tracing::Instrument;

use crate::client_credential::CredentialError;
use crate::connection::{Connection, ExchangeError, clone_of};
use crate::diagnosis;
use crate::error::{CallError, Error};
use crate::question::Question;
use crate::trace::{self, WithoutQuery};
use crate::transport::Permit;
use crate::transport_error::TransportError;
use crate::trouble::{Trouble, Troubles};

/// The wish that a copy end, from wherever it comes.
#[derive(Debug, Default)]
pub(crate) struct Cancellation {
    requested: AtomicBool,
    changed: Notify,
}

impl Cancellation {
    pub(crate) fn request(&self) {
        self.requested.store(true, Ordering::Release);
        self.changed.notify_waiters();
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.requested.load(Ordering::Acquire)
    }

    /// Returns at `when`, or as soon as the end is wished for.
    async fn or_at(&self, when: Instant) {
        let changed = self.changed.notified();
        tokio::pin!(changed);
        changed.as_mut().enable();
        if !self.is_requested() {
            // Both are reasons to go on; which it was is asked again at the next step.
            let _ = tokio::time::timeout_at(when.into(), changed).await;
        }
    }
}

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
            let diagnosis = diagnosis::of_call(&cause, O::NAME, &request, &self.asker());
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
        let mut question = Question::of::<O>();
        let mut retries = Retries::new(self.config.retry.clone(), fastrand::u64(..));
        loop {
            let mut permit = Some(self.transport.permit().await);
            let reply = self.exchange(clone_of(request), &mut question, &mut permit);
            let reply = reply.await;
            drop(permit);
            let error = match reply {
                Ok(reply) => match O::decode(&reply) {
                    // What is only told must not spoil what was done.
                    Ok(output) => return Ok((output, Receipt::of(&reply).unwrap_or_default())),
                    Err(error) => CallError::Reply(error),
                },
                Err(ExchangeError::Credential(error)) => return Err(CallError::Credential(error)),
                Err(ExchangeError::Lost(lost)) => CallError::Lost(lost),
            };
            *is_in_doubt |= !request.method().is_safe() && error.may_follow_effect();
            let wait = if error.may_pass() {
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
        let mut question: Option<Question> = None;
        let mut troubles = Troubles::default();
        let mut is_cancelled = false;
        let mut permit = None;
        // A drive that was dropped in the middle of a request has lost its reply.
        let mut event = if job.is_sent() {
            Event::Lost(Loss::Unanswered)
        } else {
            Event::Woke
        };
        loop {
            // Before the step and not after it: many copies come due at once, and those in line have no request yet.
            if permit.is_none() {
                permit = Some(self.transport.permit().await);
            }
            if !is_cancelled && cancellation.is_requested() {
                is_cancelled = true;
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
                        if let Some(source) = job.source() {
                            question.secrets.learn_source(source);
                        }
                        // Most of the time a copy rests, and many do at once: none of them then has room for a request.
                        let outcome =
                            self.outcome_of(request, question, &mut troubles, &mut permit);
                        Next::Hear(Box::pin(outcome))
                    }
                    Action::WaitUntil(_) if is_far_enough => return Ok(None),
                    Action::WaitUntil(when) => {
                        permit = None;
                        Next::Rest(when)
                    }
                    Action::Done(Ok(state)) => {
                        self.copies.learn_from(job);
                        return Ok(Some(state));
                    }
                    Action::Done(Err(error)) => return Err(Stopped::Ended(error, troubles.last)),
                }
            };
            event = match next {
                Next::Hear(outcome) => outcome.await?,
                Next::Rest(when) => rest(when, cancellation, is_cancelled).await,
            };
        }
    }

    /// Takes a job one step on, and says whether that is as far as it was to be driven.
    fn step(
        &self,
        job: &mut CopyJob,
        event: Event,
        until: Until,
        observe: &mut (dyn FnMut(&CopyState) + Send),
    ) -> (Action, bool) {
        let is_reply = matches!(event, Event::Reply(_));
        job.expect(self.copies.expectation(job));
        let action = job.step(event, Instant::now());
        let heard = job.last_state().filter(|_| is_reply);
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
        question: &mut Question,
        troubles: &mut Troubles,
        permit: &mut Option<Permit<'a>>,
    ) -> Result<Event, Stopped> {
        match self.exchange(request, question, permit).await {
            Ok(reply) => {
                troubles.had_token();
                Ok(Event::Reply(reply))
            }
            Err(ExchangeError::Lost(lost)) => {
                troubles.had_token();
                troubles.last = Some(Trouble::Transport(lost.cause));
                Ok(Event::Lost(lost.loss))
            }
            Err(ExchangeError::Credential(error)) if question.is_under_way => {
                let borne = troubles.bear(error, Instant::now(), self.config.token_patience);
                borne.map_err(Stopped::Credential)?;
                Ok(Event::Lost(Loss::Unsent))
            }
            Err(ExchangeError::Credential(error)) => Err(Stopped::Credential(error)),
        }
    }
}

/// What a driver waits for.
enum Next<'a> {
    Hear(Pin<Box<dyn Future<Output = Result<Event, Stopped>> + Send + 'a>>),
    Rest(Instant),
}

/// Waits until `when`, or until a cancelling that the job does not know of yet: one that does waits only for what must be
/// waited for.
async fn rest(when: Instant, cancellation: &Cancellation, is_cancelled: bool) -> Event {
    match is_cancelled {
        true => tokio::time::sleep_until(when.into()).await,
        false => cancellation.or_at(when).await,
    }
    Event::Woke
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
    Ended(CopyError, Option<Trouble>),
    Credential(CredentialError),
}

impl Stopped {
    /// The same as an error about the job's destination.
    pub(crate) fn said_of(self, job: &CopyJob, connection: &Connection) -> Error {
        let url = job.destination();
        match self {
            Self::Ended(error, trouble) => {
                let diagnosis = diagnosis::of_copy(&error, job, &connection.asker());
                Error::of_copy(url, error, trouble, None).explained(diagnosis)
            }
            Self::Credential(error) => {
                let diagnosis = diagnosis::of_unusable(&error);
                Error::of_unattended_copy(url, job.copy_id().cloned(), error).explained(diagnosis)
            }
        }
    }
}

impl CallError {
    fn may_pass(&self) -> bool {
        match self {
            Self::Lost(lost) => !matches!(lost.cause, TransportError::TooLarge(_)),
            Self::Reply(ReplyError::Service(refusal)) => refusal.is_transient(),
            _ => false,
        }
    }

    /// Whether what was asked for may have been done all the same.
    fn may_follow_effect(&self) -> bool {
        match self {
            Self::Lost(lost) => lost.loss == Loss::Unanswered,
            // What is too busy has turned the request away.
            Self::Reply(ReplyError::Service(refusal)) => {
                refusal.status.is_server_error() && refusal.code != Some(ErrorCode::ServerBusy)
            }
            Self::Reply(_) => true,
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
