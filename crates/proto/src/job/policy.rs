//! The policy of a copy: pending copies, polling, retries and the deadline.

use std::time::Duration;

use crate::job::{PollPolicy, RetryPolicy};

/// How long a call may continue once its copy is cancelled or its deadline has passed, in total.
///
/// A request that only reads is dropped immediately. A start, an abort or a lease change that was sent may have had its
/// effect, so its answer is awaited for this long. Then the call returns with what is known. Every interface uses this
/// value: Rust, Python, Node.js and the command.
pub const GRACE: Duration = Duration::from_secs(5);

/// What to do when the destination has a pending copy already.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnPending {
    /// Do not start; the error names the pending copy.
    #[default]
    Fail,
    /// Attach to the pending copy if it has the same source; otherwise as `Fail`.
    Adopt,
    /// Wait until it has ended, then start.
    Wait,
    /// Abort it, then start.
    Abort,
}

/// The policy of a copy: pending copies, polling, retries and the deadline.
///
/// ```
/// use std::time::Duration;
///
/// use blobcopy_proto::job::{CopyPolicy, OnPending};
///
/// let policy = CopyPolicy::default()
///     .with_on_pending(OnPending::Wait)
///     .with_deadline(Duration::from_secs(3600))
///     .with_abort_at_deadline(true);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CopyPolicy {
    /// What to do when the destination has a pending copy already.
    pub on_pending: OnPending,
    /// When to check the copy's status.
    pub poll: PollPolicy,
    /// When to retry after a temporary failure.
    pub retry: RetryPolicy,
    /// Time limit for the whole copy. After it the copy continues on the server, unless `abort_at_deadline` is set. An
    /// outstanding request that has an effect is awaited for up to [`GRACE`] longer.
    pub deadline: Option<Duration>,
    /// Whether a copy that is still pending at the deadline is aborted instead of left to continue.
    pub abort_at_deadline: bool,
    /// Whether the destination's properties are read before the first start, which is then conditioned on them. A start
    /// that arrives late then cannot copy a second time. Costs one request.
    pub look_first: bool,
    /// The seed of the jitter, different for every job, so that many jobs do not send requests in step.
    pub seed: u64,
}

crate::setters! {
    CopyPolicy {
        with_on_pending: on_pending, OnPending;
        with_poll: poll, PollPolicy;
        with_retry: retry, RetryPolicy;
        with_deadline: deadline, Option<Duration>;
        with_abort_at_deadline: abort_at_deadline, bool;
        with_look_first: look_first, bool;
        with_seed: seed, u64;
    }
}
