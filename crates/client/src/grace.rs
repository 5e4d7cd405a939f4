//! The request that a copy end, and the time that a call has left then.

use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::task::Poll;
use std::time::Instant;

use blobcopy_proto::job::GRACE;
use tokio::sync::Notify;
use tokio::time::timeout_at;

/// The request that a copy end, from wherever it comes.
#[derive(Debug, Default)]
pub(crate) struct Cancellation {
    requested: OnceLock<Instant>,
    changed: Notify,
}

impl Cancellation {
    pub(crate) fn request(&self) {
        self.requested.get_or_init(now);
        self.changed.notify_waiters();
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.requested.get().is_some()
    }

    /// Returns at `when`, or as soon as the end is requested.
    pub(crate) async fn or_at(&self, when: Option<Instant>) {
        let changed = self.changed.notified();
        let mut changed = pin!(changed);
        changed.as_mut().enable();
        if self.is_requested() {
            return;
        }
        match when {
            // Which of the two it was is looked up by the caller.
            Some(when) => drop(timeout_at(when.into(), changed).await),
            None => changed.await,
        }
    }
}

/// The time that one call has left once its copy is cancelled or its deadline has passed: [`GRACE`] in total, for the
/// requests about the copy and for what follows its end.
pub(crate) struct Grace<'a> {
    cancellation: &'a Cancellation,
    deadline: Option<Instant>,
    begun: Instant,
}

impl<'a> Grace<'a> {
    /// Of a call that began at `begun`.
    pub(crate) fn new(
        cancellation: &'a Cancellation,
        deadline: Option<Instant>,
        begun: Instant,
    ) -> Self {
        Self {
            cancellation,
            deadline,
            begun,
        }
    }

    /// The same for a step that begins now.
    pub(crate) fn anew(&self) -> Self {
        Self::new(self.cancellation, self.deadline, now())
    }

    /// Whether it is a cancel that it comes from, or came first.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancellation.is_requested()
    }

    /// When it is over: not yet known until the copy is cancelled, if it has no deadline.
    pub(crate) fn ends(&self) -> Option<Instant> {
        let requested = self.cancellation.requested.get().copied();
        let first = [requested, self.deadline].into_iter().flatten().min()?;
        // A call that begins later has its own grace.
        Some(first.max(self.begun) + GRACE)
    }

    /// Returns when the copy is cancelled or its deadline passes, which is when the grace begins.
    pub(crate) async fn begins(&self) {
        self.cancellation.or_at(self.deadline).await;
    }

    /// Returns when it is over.
    pub(crate) async fn over(&self) {
        self.begins().await;
        let ends = self.ends().expect("it has begun");
        let never = timeout_at(ends.into(), pending::<()>());
        // It ends by the time alone.
        let _ = never.await;
    }
}

/// The clock of the runtime, which the timers go by.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// What `doing` gives, unless `end` is ready first.
///
/// Both are pinned by the caller: a future that took them would have room for each twice.
pub(crate) async fn unless<T>(
    mut doing: Pin<&mut (impl Future<Output = T> + ?Sized)>,
    mut end: Pin<&mut impl Future<Output = ()>>,
) -> Option<T> {
    poll_fn(|context| {
        if let Poll::Ready(done) = doing.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        end.as_mut().poll(context).map(|()| None)
    })
    .await
}
