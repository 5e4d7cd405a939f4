//! The handle to a copy.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use blobcopy_proto::job::{Accepted, CopyTicket, Observation};
use blobcopy_proto::{BlobUrl, CopyId, CopyState};
use futures_core::Stream;

use crate::care::Findings;
use crate::error::Error;
use crate::ongoing_copy::{Aborted, OngoingCopy};

/// A copy that was started. Requests are sent only while [`wait`](Self::wait), [`ask`](Self::ask),
/// [`abort`](Self::abort) or an item of [`progress`](Self::progress) is awaited. Dropping it does not abort the copy.
///
/// ```no_run
/// # async fn example(service: blobcopy::BlobServiceClient) -> Result<(), blobcopy::Error> {
/// let source = service.blob("live", "db.vhd")?;
/// let operation = service.blob("backups", "db.vhd")?.begin_copy(&source).await?;
/// println!("started copy {}", operation.copy_id());
/// operation.wait().await?;
/// # Ok(())
/// # }
/// ```
pub struct CopyOperation {
    copy: OngoingCopy,
    ticket: CopyTicket,
    accepted: Option<Arc<Accepted>>,
}

impl CopyOperation {
    /// A copy whose id is known.
    pub(crate) fn new(mut copy: OngoingCopy) -> Self {
        let job = copy.job();
        Self {
            ticket: job.ticket().expect("a copy that was started has its name"),
            accepted: job.accepted().cloned(),
            copy,
        }
    }

    /// The destination blob.
    pub fn destination(&self) -> &BlobUrl {
        self.copy.destination()
    }

    /// The copy's id.
    pub fn copy_id(&self) -> &CopyId {
        &self.ticket.copy_id
    }

    /// Waits until the copy has ended. You can drop the future and call `wait` again.
    ///
    /// # Errors
    /// If the copy ends in any way but success. The error's [`outcome`](Error::outcome) is how it ended.
    pub async fn wait(&self) -> Result<CopyState, Error> {
        self.wait_with(|_| {}).await
    }

    /// Waits until the copy has ended, and calls `observe` with its state after every status check.
    ///
    /// # Errors
    /// As [`wait`](Self::wait).
    pub async fn wait_with(
        &self,
        mut observe: impl FnMut(&CopyState) + Send,
    ) -> Result<CopyState, Error> {
        self.copy.to_end(&mut observe).await
    }

    /// Returns a stream of the copy's states: one for each status check. The last is the state of success.
    pub fn progress(&self) -> ProgressStream<'_> {
        ProgressStream {
            copy: &self.copy,
            next: None,
            is_over: false,
        }
    }

    /// Checks the copy's status now instead of when the next check is due.
    ///
    /// # Errors
    /// As [`wait`](Self::wait), including a copy that has ended without success.
    pub async fn ask(&self) -> Result<CopyState, Error> {
        self.copy.hasten().await;
        Ok(self.copy.to_next_state().await?.0)
    }

    /// Stops tracking the copy, and returns the ticket to resume it. The remaining safeguards are not applied: the
    /// lease on the source is released, the copy is not verified, and a snapshot stays.
    pub fn detach(self) -> CopyTicket {
        self.ticket
    }

    /// Aborts the copy. If the copy had already ended, that is a result and not an error.
    ///
    /// A poll that is awaited elsewhere is dropped, and the abort is sent immediately. Its response is awaited for at
    /// most [`GRACE`](blobcopy_proto::job::GRACE). After that the error's [`outcome`](Error::outcome) is
    /// [`NotAborted`](blobcopy_proto::job::CopyOutcome::NotAborted).
    ///
    /// # Errors
    /// If the service does not confirm the abort, or another client replaced or deleted the destination meanwhile.
    pub async fn abort(&self) -> Result<Aborted, Error> {
        self.copy.abort().await
    }

    /// The resume token with which another process can track the copy. It holds no secret.
    pub fn ticket(&self) -> &CopyTicket {
        &self.ticket
    }

    /// The service's reply that accepted the start. `None` if that reply was lost, or the copy was started by another
    /// process.
    pub fn accepted(&self) -> Option<&Accepted> {
        self.accepted.as_deref()
    }

    /// The destination's properties from the status reply that reported the end of the copy. If the copy succeeded,
    /// they include its final ETag.
    pub async fn observation(&self) -> Option<Observation> {
        self.copy.observation().await
    }

    /// The last known state of the copy.
    pub async fn last_state(&self) -> Option<CopyState> {
        self.copy.last_state().await
    }

    /// The results of the copy's safeguards, once it has ended and been waited for.
    pub async fn findings(&self) -> Option<Findings> {
        self.copy.findings().await
    }
}

/// A stream of the states of a copy, one for each status check. It ends with the state of success, or with an error.
pub struct ProgressStream<'a> {
    copy: &'a OngoingCopy,
    next: Option<Heard<'a>>,
    is_over: bool,
}

/// The next state, and whether it is final.
type Heard<'a> = Pin<Box<dyn Future<Output = Result<(CopyState, bool), Error>> + Send + 'a>>;

impl Stream for ProgressStream<'_> {
    type Item = Result<CopyState, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if self.is_over {
            return Poll::Ready(None);
        }
        let copy = self.copy;
        let next = self
            .next
            .get_or_insert_with(|| Box::pin(copy.to_next_state()));
        let heard = ready!(next.as_mut().poll(context));
        self.next = None;
        self.is_over = !matches!(heard, Ok((_, false)));
        Poll::Ready(Some(heard.map(|(state, _)| state)))
    }
}

impl fmt::Debug for CopyOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (id, destination) = (self.copy_id(), self.destination());
        write!(f, "CopyOperation({id} into {destination})")
    }
}

impl fmt::Debug for ProgressStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressStream")
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}
