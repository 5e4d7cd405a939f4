//! A copy that is driven, whether it has its name yet or not.

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
use crate::copy::{Aborted, CopyOperation};
use crate::diagnosis;
use crate::drive::{Drive, Stopped, Turn};
use crate::error::Error;
use crate::grace::{Cancellation, Grace, unless};
use crate::observer::{Observer, Unobserved};
use crate::trace::CopySpan;

/// A copy's job, what is done after its end, and the request that it end.
#[derive(Debug)]
pub(crate) struct OngoingCopy {
    destination: BlobClient,
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

    /// The same, its deadline counted from `begun`.
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

    /// Drives the copy until it has its name.
    async fn to_start(&self, observer: &mut dyn Observer) -> Result<(), Error> {
        let (mut work, mut drive) = self.drive().await;
        loop {
            match self.turn(&mut work, &mut drive, observer).await? {
                Turn::Resting(until) if !work.job.is_settled() => drive.rest(until).await,
                _ => return Ok(()),
            }
        }
    }

    /// Drives the copy until its state is known anew. Returns the state, and whether it is the last.
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

    pub(crate) async fn abort(&self) -> Result<Aborted, Error> {
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

    /// What the service said of a copy within the call, if its answer arrived.
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

    /// Drives the copy until it rests, and sees to what comes after its end.
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
        // Few copies need to be concluded, and none while it is pending: only those have room for it.
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

    /// Sees to what comes after the end of the copy.
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
                // The service's clock is compared with ours as it was at the answer.
                let diagnosis = diagnosis::of_copy(&error, job, &account.requester());
                let protection = match aftercare {
                    Some(aftercare) => {
                        let after = aftercare.after_failure(&self.destination, job, &error, grace);
                        after.await
                    }
                    None => None,
                };
                let url = self.destination.url();
                let error = Error::of_copy(url, error, last_failure, protection);
                Err(error.late(job.is_late()).explained(diagnosis))
            }
            Err(stopped) => Err(stopped.said_of(job, account)),
        }
    }
}

/// A copy that its user does not hold yet: dropped, it is aborted.
pub(crate) struct Starting(Option<OngoingCopy>);

/// How long it may take to put back what an abandoned copy displaced, the abort included.
const PUTTING_BACK: Duration = Duration::from_secs(120);

impl Starting {
    pub(crate) fn new(copy: OngoingCopy) -> Self {
        Self(Some(copy))
    }

    /// Drives the copy until it has its name.
    pub(crate) async fn started(mut self) -> Result<CopyOperation, Error> {
        self.copy().to_start(&mut Unobserved).await?;
        Ok(self.handed_over())
    }

    /// Drives the copy until it has its name, or calls its start off as soon as `called_off` is ready.
    pub(crate) async fn started_unless(
        mut self,
        called_off: impl Future<Output = ()>,
        observer: &mut dyn Observer,
    ) -> Result<CopyOperation, Error> {
        {
            let copy = self.copy();
            let mut starting = pin!(copy.to_start(observer));
            match unless(starting.as_mut(), pin!(called_off)).await {
                Some(started) => started?,
                None => {
                    copy.cancellation.request();
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

    fn handed_over(&mut self) -> CopyOperation {
        let copy = self.0.take();
        CopyOperation::new(copy.expect("there until it is handed over"))
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
            // The result has no reader any more.
            let _ = tokio::time::timeout(allowed, copy.abort()).await;
        });
    }
}
