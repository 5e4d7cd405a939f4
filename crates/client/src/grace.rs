//! The cancellation of a copy, and the time that a call has left after it.

use std::future::{Future, pending, poll_fn};
use std::pin::{Pin, pin};
use std::sync::OnceLock;
use std::task::Poll;
use std::time::{Duration, Instant};

use blobcopy_proto::job::GRACE;
use tokio::sync::Notify;
use tokio::sync::oneshot;
use tokio::time::timeout_at;

/// The cancellation of a copy. Only the first request has an effect.
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

    /// Returns at `when`, or as soon as the copy is cancelled.
    pub(crate) async fn or_at(&self, when: Option<Instant>) {
        let changed = self.changed.notified();
        let mut changed = pin!(changed);
        // Enabled before the check, or a request between the two would be missed.
        changed.as_mut().enable();
        if self.is_requested() {
            return;
        }
        match when {
            // The caller checks which of the two it was.
            Some(when) => drop(timeout_at(when.into(), changed).await),
            None => changed.await,
        }
    }
}

/// The time that one call has left once its copy is cancelled or its deadline has passed: [`GRACE`] in total, for
/// requests about the copy and for the work after its end.
pub(crate) struct Grace<'a> {
    cancellation: &'a Cancellation,
    deadline: Option<Instant>,
    begun: Instant,
}

impl<'a> Grace<'a> {
    /// The grace of a call that began at `begun`.
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

    /// A full grace that begins now.
    pub(crate) fn anew(&self) -> Self {
        Self::new(self.cancellation, self.deadline, now())
    }

    /// Whether the copy is cancelled.
    pub(crate) fn is_cancelled(&self) -> bool {
        self.cancellation.is_requested()
    }

    /// Returns when the copy is cancelled, or at this time.
    pub(crate) async fn cancelled_or_at(&self, time: Instant) {
        self.cancellation.or_at(Some(time)).await;
    }

    /// When the grace ends. `None` if the copy is not cancelled and has no deadline.
    pub(crate) fn ends(&self) -> Option<Instant> {
        let requested = self.cancellation.requested.get().copied();
        let first = [requested, self.deadline].into_iter().flatten().min()?;
        // A call that begins after the cancellation or the deadline has a whole grace of its own.
        Some(first.max(self.begun) + GRACE)
    }

    /// Returns when the copy is cancelled or its deadline passes, which is when the grace begins.
    pub(crate) async fn begins(&self) {
        self.cancellation.or_at(self.deadline).await;
    }

    /// Returns when the grace has ended.
    pub(crate) async fn over(&self) {
        self.begins().await;
        let ends = self.ends().expect("it has begun");
        let never = timeout_at(ends.into(), pending::<()>());
        // It always times out, because `pending` is never ready.
        let _ = never.await;
    }
}

/// The time by the runtime's clock, which its timers use.
pub(crate) fn now() -> Instant {
    tokio::time::Instant::now().into_std()
}

/// Whether `stop` was sent or dropped within `period`.
pub(crate) async fn is_stopped_within(period: Duration, stop: &mut oneshot::Receiver<()>) -> bool {
    tokio::time::timeout(period, stop).await.is_ok()
}

/// The output of `doing`, or `None` if `end` is ready first.
///
/// Both are pinned by the caller, because a future that took them by value would have room for each twice.
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
