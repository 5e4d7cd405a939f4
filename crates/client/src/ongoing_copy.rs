//! A copy that this client drives, from before its id is known until its end.

use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use blobcopy_proto::job::{CopyJob, CopyOutcome, GRACE, Observation};
use blobcopy_proto::ops::CopyBlobFromUrlOutput;
use blobcopy_proto::{BlobUrl, CopyState};
use tokio::sync::{Mutex, MutexGuard};
use tracing::Instrument;

use crate::blob::BlobClient;
use crate::care::{Aftercare, Findings};
use crate::diagnosis;
use crate::drive::{Drive, Stopped};
use crate::error::{Copied, Error};
use crate::grace::{Cancellation, Grace, unless};
use crate::observer::{Observer, Turn, Unobserved};
use crate::trace::CopySpan;

/// A copy's job, the work after its end, and its cancellation.
#[derive(Debug)]
pub(crate) struct OngoingCopy {
    destination: BlobClient,
    // Locked for a whole drive, so that callers that wait for the same copy take turns.
    work: Mutex<Box<Work>>,
    cancellation: Cancellation,
    span: CopySpan,
}

/// The copy's job, and the work after its end.
#[derive(Debug)]
struct Work {
    job: CopyJob,
    /// `None` for most copies.
    aftercare: Option<Box<Aftercare>>,
}

/// How an abort ended.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Aborted {
    /// The copy was aborted. The destination is empty, unless its former content was protected: see
    /// [`findings`](crate::CopyOperation::findings).
    Aborted,
    /// The copy had succeeded already.
    AlreadyCopied(CopyState),
    /// The copy had failed already.
    AlreadyFailed(CopyState),
}

impl OngoingCopy {
    pub(crate) fn new(destination: BlobClient, job: CopyJob, aftercare: Aftercare) -> Self {
        Self {
            destination,
            span: CopySpan::of(&job),
            work: Mutex::new(Box::new(Work {
                job,
                aftercare: aftercare.is_any().then(|| Box::new(aftercare)),
            })),
            cancellation: Cancellation::default(),
        }
    }

    /// Counts the deadline from `begun`.
    pub(crate) fn counted_from(mut self, begun: Instant) -> Self {
        self.work.get_mut().job.count_from(begun);
        self
    }

    pub(crate) fn destination(&self) -> &BlobUrl {
        self.destination.url()
    }

    pub(crate) fn job(&mut self) -> &CopyJob {
        &self.work.get_mut().job
    }

    /// Drives the copy until its id is known.
    async fn to_start(&self, observer: &mut dyn Observer) -> Result<(), Error> {
        let (mut work, mut drive) = self.drive().await;
        loop {
            match self.turn(&mut work, &mut drive, observer).await? {
                Turn::Resting(until) if !work.job.is_settled() => drive.rest(until).await,
                _ => return Ok(()),
            }
        }
    }

    /// Drives the copy until a reply reports its state. Returns the state, and whether it is final.
    pub(crate) async fn to_next_state(&self) -> Result<(CopyState, bool), Error> {
        let (mut work, mut drive) = self.drive().await;
        let mut heard = None;
        loop {
            let observer = &mut |state: &CopyState| heard = Some(state.clone());
            match (
                self.turn(&mut work, &mut drive, observer).await?,
                heard.take(),
            ) {
                (Turn::Ended(copied), _) => return Ok((copied, true)),
                (Turn::Resting(_), Some(state)) => return Ok((state, false)),
                (Turn::Resting(until), None) => drive.rest(until).await,
            }
        }
    }

    /// Drives the copy to its end.
    pub(crate) async fn to_end(&self, observer: &mut dyn Observer) -> Result<CopyState, Error> {
        let (mut work, mut drive) = self.drive().await;
        loop {
            match self.turn(&mut work, &mut drive, observer).await? {
                Turn::Resting(until) => drive.rest(until).await,
                Turn::Ended(copied) => return Ok(copied),
            }
        }
    }

    /// Aborts the copy, and drives it to its end.
    pub(crate) async fn abort(&self) -> Result<Aborted, Error> {
        // Requested before the lock is awaited, so that a drive that holds the lock ends.
        self.cancellation.request();
        match self.to_end(&mut Unobserved).await {
            Ok(state) => Ok(Aborted::AlreadyCopied(state)),
            Err(error) => match error.outcome() {
                Some(CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline) => Ok(Aborted::Aborted),
                Some(CopyOutcome::Failed(state)) => Ok(Aborted::AlreadyFailed(state.clone())),
                _ => Err(error),
            },
        }
    }

    /// Makes the next status check due now.
    pub(crate) async fn hasten(&self) {
        self.work.lock().await.job.hasten();
    }

    pub(crate) async fn observation(&self) -> Option<Observation> {
        self.work.lock().await.job.observation().cloned()
    }

    /// The service's reply to a copy within the call, if it arrived.
    pub(crate) async fn copied_within_call(&self) -> Option<CopyBlobFromUrlOutput> {
        self.work.lock().await.job.copied_within_call().cloned()
    }

    pub(crate) async fn last_state(&self) -> Option<CopyState> {
        self.work.lock().await.job.last_state().cloned()
    }

    pub(crate) async fn findings(&self) -> Option<Findings> {
        let work = self.work.lock().await;
        work.aftercare.as_ref()?.findings().cloned()
    }

    async fn drive(&self) -> (MutexGuard<'_, Box<Work>>, Drive<'_>) {
        let mut work = self.work.lock().await;
        let drive = Drive::new(
            self.destination.account(),
            &mut work.job,
            &self.cancellation,
        );
        (work, drive)
    }

    /// Drives the copy until it rests or has ended, and does the work after its end. Records the result in the copy's
    /// span.
    async fn turn(
        &self,
        work: &mut Work,
        drive: &mut Drive<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Turn, Error> {
        let turn = self.carry(work, drive, observer);
        let turn = turn.instrument(self.span.span()).await;
        let is_cancelled = self.cancellation.is_requested();
        self.span.record(&work.job, &turn, is_cancelled);
        turn
    }

    async fn carry(
        &self,
        work: &mut Work,
        drive: &mut Drive<'_>,
        observer: &mut dyn Observer,
    ) -> Result<Turn, Error> {
        let aftercare = work.aftercare.as_deref_mut();
        // Boxed, because few copies have work after their end, and no pending copy should have room for it.
        let conclusion = match drive.turn(&mut work.job, observer).await {
            Ok(Turn::Resting(until)) => return Ok(Turn::Resting(until)),
            Ok(Turn::Ended(copied)) => match aftercare {
                None => return Ok(Turn::Ended(copied)),
                Some(aftercare) => {
                    Box::pin(self.conclude(&work.job, Some(aftercare), Ok(copied), drive.grace()))
                }
            },
            Err(stopped) => {
                Box::pin(self.conclude(&work.job, aftercare, Err(stopped), drive.grace()))
            }
        };
        let concluded = conclusion.await.map(Turn::Ended);
        concluded.map_err(|error| error.with_last_state(work.job.last_state()))
    }

    /// Does the work after the end of the copy.
    async fn conclude(
        &self,
        job: &CopyJob,
        aftercare: Option<&mut Aftercare>,
        driven: Result<CopyState, Stopped>,
        grace: &Grace<'_>,
    ) -> Result<CopyState, Error> {
        let account = self.destination.account();
        match driven {
            Ok(copied) => {
                if let Some(aftercare) = aftercare {
                    let after = aftercare.after_success(&self.destination, &copied, grace);
                    after.await?;
                }
                Ok(copied)
            }
            Err(Stopped::Ended(error, last_failure)) => {
                // Made before the aftercare, because it compares the service's clock with this machine's at the time of
                // the reply.
                let diagnosis = diagnosis::of_copy(&error, job, &account.requester());
                let protection = match aftercare {
                    Some(aftercare) => {
                        let after = aftercare.after_failure(&self.destination, job, &error, grace);
                        after.await
                    }
                    None => None,
                };
                let error = Error::of_copy(&Copied::by(job), error, last_failure, protection);
                Err(error.late(job.is_late()).explained(diagnosis))
            }
            Err(stopped) => Err(stopped.said_of(job, account)),
        }
    }
}

/// A copy that its user does not hold yet. Dropping it aborts the copy.
pub(crate) struct Starting(Option<OngoingCopy>);

/// Time limit for aborting an abandoned copy and restoring what it overwrote.
const PUTTING_BACK: Duration = Duration::from_secs(120);

impl Starting {
    pub(crate) fn new(copy: OngoingCopy) -> Self {
        Self(Some(copy))
    }

    /// Drives the copy until its id is known.
    pub(crate) async fn started(mut self) -> Result<OngoingCopy, Error> {
        self.copy().to_start(&mut Unobserved).await?;
        Ok(self.handed_over())
    }

    /// Drives the copy until its id is known. Cancels it as soon as `called_off` is ready.
    pub(crate) async fn started_unless(
        mut self,
        called_off: impl Future<Output = ()>,
        observer: &mut dyn Observer,
    ) -> Result<OngoingCopy, Error> {
        {
            let copy = self.copy();
            let mut starting = pin!(copy.to_start(observer));
            match unless(starting.as_mut(), pin!(called_off)).await {
                Some(started) => started?,
                None => {
                    copy.cancellation.request();
                    // Awaited to its end, because the job settles a start that was sent and aborts its copy.
                    starting.await?;
                }
            }
        }
        Ok(self.handed_over())
    }

    /// Drives the copy to its end.
    pub(crate) async fn ended(mut self) -> Result<CopyState, Error> {
        let ended = self.copy().to_end(&mut Unobserved).await;
        // It has ended, so dropping this must not abort it.
        self.0 = None;
        ended
    }

    fn copy(&self) -> &OngoingCopy {
        self.0.as_ref().expect("there until it is handed over")
    }

    fn handed_over(&mut self) -> OngoingCopy {
        self.0.take().expect("there until it is handed over")
    }
}

impl Drop for Starting {
    fn drop(&mut self) {
        let (Some(mut copy), Ok(runtime)) = (self.0.take(), tokio::runtime::Handle::try_current())
        else {
            return;
        };
        let aftercare = &copy.work.get_mut().aftercare;
        let allowed = match aftercare.as_ref().is_some_and(|care| care.protects()) {
            true => PUTTING_BACK,
            false => GRACE,
        };
        runtime.spawn(async move {
            // The result is not needed.
            let _ = tokio::time::timeout(allowed, copy.abort()).await;
        });
    }
}
