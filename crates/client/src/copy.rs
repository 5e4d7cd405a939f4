//! A copy under way, as its user holds it.

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
use crate::ongoing_copy::OngoingCopy;

/// A copy that was started. Nothing is asked of the service but while [`wait`](Self::wait), [`ask`](Self::ask) or
/// [`abort`](Self::abort) is awaited, or its [`progress`](Self::progress); dropping it leaves the copy to itself.
#[derive(Debug)]
pub struct CopyOperation {
    copy: OngoingCopy,
    ticket: CopyTicket,
    accepted: Option<Arc<Accepted>>,
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
    /// A copy that has its name.
    pub(crate) fn new(mut copy: OngoingCopy) -> Self {
        let job = copy.job();
        Self {
            ticket: job.ticket().expect("a copy that was started has its name"),
            accepted: job.accepted().cloned(),
            copy,
        }
    }

    /// The blob that is copied to.
    pub fn destination(&self) -> &BlobUrl {
        self.copy.destination()
    }

    /// The copy's name.
    pub fn copy_id(&self) -> &CopyId {
        &self.ticket.copy_id
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
        self.copy.to_end(&mut observe).await
    }

    /// How the copy stands, every time that it is asked while it is pending, and last of all when it has succeeded.
    pub fn progress(&self) -> ProgressStream<'_> {
        ProgressStream {
            copy: &self.copy,
            next: None,
            is_over: false,
        }
    }

    /// Asks at once how the copy stands, whenever the next question would have been due.
    ///
    /// # Errors
    /// As [`wait`](Self::wait): a copy that has ended without success is one.
    pub async fn ask(&self) -> Result<CopyState, Error> {
        self.copy.hasten().await;
        Ok(self.copy.to_next_state().await?.0)
    }

    /// Leaves the copy to itself, and keeps what is needed to come back to it. What its care had left to do is not done:
    /// its source is no longer held, it is compared with nothing, and a snapshot stays.
    pub fn detach(self) -> CopyTicket {
        self.ticket
    }

    /// Ends the copy. That it had ended already is an answer and not an error.
    ///
    /// A poll that is awaited elsewhere is dropped, and the abort is sent immediately. Its answer is awaited for
    /// [`GRACE`] at most; then the error's [`outcome`](Error::outcome) is [`NotAborted`](CopyOutcome::NotAborted).
    ///
    /// # Errors
    /// If the service does not confirm the abort, or the destination was taken or deleted by others meanwhile.
    pub async fn abort(&self) -> Result<Aborted, Error> {
        self.copy.abort().await
    }

    /// What another process needs to go on with the copy; it holds no secret.
    pub fn ticket(&self) -> &CopyTicket {
        &self.ticket
    }

    /// What the service said when it accepted the start; nothing if that reply was lost, or the start was another's.
    pub fn accepted(&self) -> Option<&Accepted> {
        self.accepted.as_deref()
    }

    /// The destination, as the question found it that told the copy's end: with its final tag, if the copy succeeded.
    pub async fn observation(&self) -> Option<Observation> {
        self.copy.observation().await
    }

    /// How the copy stood when last heard of.
    pub async fn last_state(&self) -> Option<CopyState> {
        self.copy.last_state().await
    }

    /// What the care for the copy came to, once it has ended and been waited for.
    pub async fn findings(&self) -> Option<Findings> {
        self.copy.findings().await
    }
}

/// How a copy stands, as often as that is asked. Ends with the state of success, or with an error.
pub struct ProgressStream<'a> {
    copy: &'a OngoingCopy,
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

impl fmt::Debug for ProgressStream<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ProgressStream")
            .field("is_over", &self.is_over)
            .finish_non_exhaustive()
    }
}
