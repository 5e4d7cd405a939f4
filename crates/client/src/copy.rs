//! A copy under way, as its user holds it.

use std::fmt;
use std::future::Future;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::task::{Context, Poll, ready};
use std::time::{Duration, Instant};

use blobcopy_proto::job::{Accepted, CopyJob, CopyOutcome, CopyTicket, GRACE, Observation};
use blobcopy_proto::ops::CopyBlobFromUrlOutput;
use blobcopy_proto::{BlobUrl, CopyId, CopyState};
use futures_core::Stream;
use tokio::sync::Mutex;
use tracing::Instrument;

use crate::blob::BlobClient;
use crate::care::{Aftercare, Findings};
use crate::diagnosis;
use crate::drive::{Stopped, Until};
use crate::error::Error;
use crate::grace::{Cancellation, Grace, now, unless};
use crate::trace::CopySpan;

/// A copy that was started. Nothing is asked of the service but while [`wait`](Self::wait), [`ask`](Self::ask) or
/// [`abort`](Self::abort) is awaited, or its [`progress`](Self::progress); dropping it leaves the copy to itself.
#[derive(Debug)]
pub struct CopyOperation {
    destination: BlobClient,
    ticket: Option<CopyTicket>,
    accepted: Option<Arc<Accepted>>,
    work: Mutex<Box<Work>>,
    cancellation: Cancellation,
    span: CopySpan,
}

/// The copy, and what is to be done after its end.
#[derive(Debug)]
struct Work {
    job: CopyJob,
    /// Nothing, for most.
    aftercare: Option<Box<Aftercare>>,
}

/// How an abort ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Aborted {
    /// The copy was ended, and the destination is empty, unless what it held was protected: see
    /// [`findings`](CopyOperation::findings).
    Aborted,
    /// The copy had succeeded already.
    AlreadyCopied(CopyState),
    /// The copy had failed already.
    AlreadyFailed(CopyState),
}

impl CopyOperation {
    pub(crate) fn new(destination: BlobClient, job: CopyJob, aftercare: Aftercare) -> Self {
        Self {
            destination,
            ticket: job.ticket(),
            accepted: None,
            span: CopySpan::of(&job),
            work: Mutex::new(Box::new(Work {
                job,
                aftercare: aftercare.is_any().then(|| Box::new(aftercare)),
            })),
            cancellation: Cancellation::default(),
        }
    }

    /// The same, its deadline counted from `begun`.
    pub(crate) fn counted_from(mut self, begun: Instant) -> Self {
        self.work.get_mut().job.count_from(begun);
        self
    }

    /// The blob that is copied to.
    pub fn destination(&self) -> &BlobUrl {
        self.destination.url()
    }

    /// The copy's name.
    pub fn copy_id(&self) -> &CopyId {
        &self.ticket().copy_id
    }

    /// Waits until the copy has ended. May be awaited again, and dropped in between.
    ///
    /// # Errors
    /// Every end but success; what became of the copy is the error's [`outcome`](Error::outcome).
    pub async fn wait(&self) -> Result<CopyState, Error> {
        self.wait_with(|_| {}).await
    }

    /// Waits until the copy has ended, and tells `observe` how it stands whenever that was asked.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_with(
        &self,
        mut observe: impl FnMut(&CopyState) + Send,
    ) -> Result<CopyState, Error> {
        let ended = self.drive(Until::Ended, &mut observe).await?;
        Ok(ended.expect("driven until it ended"))
    }

    /// How the copy stands, every time that it is asked while it is pending, and last of all when it has succeeded.
    pub fn progress(&self) -> ProgressStream<'_> {
        ProgressStream {
            operation: self,
            next: None,
            is_over: false,
        }
    }

    /// Asks at once how the copy stands, whenever the next question would have been due.
    ///
    /// # Errors
    /// As [`wait`](Self::wait): a copy that has ended without success is one.
    pub async fn ask(&self) -> Result<CopyState, Error> {
        self.work.lock().await.job.hasten();
        Ok(self.hear().await?.0)
    }

    /// Leaves the copy to itself, and keeps what is needed to come back to it. What its care had left to do is not done:
    /// its source is no longer held, it is compared with nothing, and a snapshot stays.
    pub fn detach(self) -> CopyTicket {
        self.ticket
            .expect("handed out only once the start was settled")
    }

    /// Ends the copy. That it had ended already is an answer and not an error.
    ///
    /// A poll that is awaited elsewhere is dropped, and the abort is sent immediately. Its answer is awaited for
    /// [`GRACE`] at most; then the error's [`outcome`](Error::outcome) is [`NotAborted`](CopyOutcome::NotAborted).
    ///
    /// # Errors
    /// If the service does not confirm the abort, or the destination was taken or deleted by others meanwhile.
    pub async fn abort(&self) -> Result<Aborted, Error> {
        self.cancellation.request();
        match self.drive(Until::Ended, &mut |_| {}).await {
            Ok(state) => Ok(Aborted::AlreadyCopied(
                state.expect("driven until it ended"),
            )),
            Err(error) => match error.outcome() {
                Some(CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline) => Ok(Aborted::Aborted),
                Some(CopyOutcome::Failed(state)) => Ok(Aborted::AlreadyFailed(state.clone())),
                _ => Err(error),
            },
        }
    }

    /// What another process needs to go on with the copy; it holds no secret.
    pub fn ticket(&self) -> &CopyTicket {
        self.ticket
            .as_ref()
            .expect("handed out only once the start was settled")
    }

    /// What the service said when it accepted the start; nothing if that reply was lost, or the start was another's.
    pub fn accepted(&self) -> Option<&Accepted> {
        self.accepted.as_deref()
    }

    /// The destination, as the question found it that told the copy's end: with its final tag, if the copy succeeded.
    pub async fn observation(&self) -> Option<Observation> {
        self.work.lock().await.job.observation().cloned()
    }

    /// What the service said of a copy within the call, if its answer arrived.
    pub(crate) async fn copied_within_call(&self) -> Option<CopyBlobFromUrlOutput> {
        self.work.lock().await.job.copied_within_call().cloned()
    }

    /// How the copy stood when last heard of.
    pub async fn last_state(&self) -> Option<CopyState> {
        self.work.lock().await.job.last_state().cloned()
    }

    /// What the care for the copy came to, once it has ended and been waited for.
    pub async fn findings(&self) -> Option<Findings> {
        let work = self.work.lock().await;
        work.aftercare.as_ref()?.findings().cloned()
    }

    /// Asks until the next word of the copy's state.
    async fn hear(&self) -> Result<(CopyState, bool), Error> {
        let mut heard = None;
        let ended = self
            .drive(Until::Heard, &mut |state| heard = Some(state.clone()))
            .await?;
        Ok(match ended {
            Some(state) => (state, true),
            None => (heard.expect("driven until it was heard of"), false),
        })
    }

    /// Sees the start through, or calls it off as soon as `called_off` is ready.
    pub(crate) async fn settle_unless(
        &self,
        called_off: impl Future<Output = ()>,
    ) -> Result<(), Error> {
        let mut settling = pin!(self.settle());
        match unless(settling.as_mut(), pin!(called_off)).await {
            Some(settled) => settled,
            None => {
                self.cancellation.request();
                settling.await
            }
        }
    }

    /// Sees the start through until the copy has its name.
    pub(crate) async fn settle(&self) -> Result<(), Error> {
        self.drive(Until::Settled, &mut |_| {}).await.map(|_| ())
    }

    async fn drive(
        &self,
        until: Until,
        observe: &mut (dyn FnMut(&CopyState) + Send),
    ) -> Result<Option<CopyState>, Error> {
        let mut work = self.work.lock().await;
        let Work { job, aftercare } = &mut **work;
        let carrying = self.carry(job, aftercare.as_deref_mut(), until, observe);
        let result = carrying.instrument(self.span.span()).await;
        let is_cancelled = self.cancellation.is_requested();
        self.span.record(job, &result, is_cancelled);
        result
    }

    /// Drives the copy, and sees to what comes after its end.
    async fn carry(
        &self,
        job: &mut CopyJob,
        aftercare: Option<&mut Aftercare>,
        until: Until,
        observe: &mut (dyn FnMut(&CopyState) + Send),
    ) -> Result<Option<CopyState>, Error> {
        let connection = self.destination.connection();
        let begun = now();
        let driven = connection.drive(job, &self.cancellation, until, observe);
        // Few copies need it, and none while it is pending.
        let conclusion = match driven.await {
            Ok(None) => return Ok(None),
            Ok(Some(copied)) if aftercare.is_none() => return Ok(Some(copied)),
            ended => {
                let grace = Grace::new(&self.cancellation, job.deadline(), begun);
                Box::pin(self.conclude(job, aftercare, ended, grace))
            }
        };
        let concluded = conclusion.await;
        concluded.map_err(|error| error.with_last_state(job.last_state()))
    }

    /// Sees to what comes after the end of the copy.
    async fn conclude(
        &self,
        job: &CopyJob,
        aftercare: Option<&mut Aftercare>,
        driven: Result<Option<CopyState>, Stopped>,
        grace: Grace<'_>,
    ) -> Result<Option<CopyState>, Error> {
        let connection = self.destination.connection();
        match driven {
            Ok(None) => Ok(None),
            Ok(Some(copied)) => {
                if let Some(aftercare) = aftercare {
                    let after = aftercare.after_success(&self.destination, &copied, &grace);
                    after.await?;
                }
                Ok(Some(copied))
            }
            Err(Stopped::Ended(error, last_failure)) => {
                // The service's clock is compared with ours as it was at the answer.
                let diagnosis = diagnosis::of_copy(&error, job, &connection.requester());
                let protection = match aftercare {
                    Some(aftercare) => {
                        let after = aftercare.after_failure(&self.destination, job, &error, &grace);
                        after.await
                    }
                    None => None,
                };
                let url = self.destination.url();
                let error = Error::of_copy(url, error, last_failure, protection);
                Err(error.late(job.is_late()).explained(diagnosis))
            }
            Err(stopped) => Err(stopped.said_of(job, connection)),
        }
    }
}

/// How a copy stands, as often as that is asked. Ends with the state of success, or with an error.
pub struct ProgressStream<'a> {
    operation: &'a CopyOperation,
    next: Option<Heard<'a>>,
    is_over: bool,
}

/// The state that was heard next, and whether it is the last.
type Heard<'a> = Pin<Box<dyn Future<Output = Result<(CopyState, bool), Error>> + Send + 'a>>;

impl Stream for ProgressStream<'_> {
    type Item = Result<CopyState, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let operation = self.operation;
        let next = self.next.get_or_insert_with(|| Box::pin(operation.hear()));
        let heard = ready!(next.as_mut().poll(context));
        self.next = None;
        self.is_over = !matches!(heard, Ok((_, false)));
        Poll::Ready(Some(heard.map(|(state, _)| state)))
    }
}

impl fmt::Debug for ProgressStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressStream")
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}

/// Aborts a copy whose user went away before holding it.
pub(crate) struct CopyGuard(Option<CopyOperation>);

/// How long it may take to put back what an abandoned copy displaced, the abort included.
const PUTTING_BACK: Duration = Duration::from_secs(120);

impl CopyGuard {
    pub(crate) fn new(operation: CopyOperation) -> Self {
        Self(Some(operation))
    }

    pub(crate) fn operation(&self) -> &CopyOperation {
        self.0.as_ref().expect("there until it is released")
    }

    /// The copy has ended, and there is nothing to be aborted.
    pub(crate) fn disarm(mut self) {
        self.0 = None;
    }

    pub(crate) fn release(mut self) -> CopyOperation {
        let mut operation = self.0.take().expect("there until it is released");
        let job = &operation.work.get_mut().job;
        operation.ticket = job.ticket();
        operation.accepted = job.accepted().cloned();
        operation
    }
}

impl Drop for CopyGuard {
    fn drop(&mut self) {
        let (Some(mut operation), Ok(runtime)) =
            (self.0.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let aftercare = &operation.work.get_mut().aftercare;
        let allowed = match aftercare.as_ref().is_some_and(|care| care.protects()) {
            true => PUTTING_BACK,
            false => GRACE,
        };
        runtime.spawn(async move {
            // Nobody is left to be told how it ended.
            let _ = tokio::time::timeout(allowed, operation.abort()).await;
        });
    }
}
