//! How a copy is to be carried through.

use std::time::Duration;

use crate::job::{PollPolicy, RetryPolicy};

/// How long a call may continue once its copy is cancelled or its deadline has passed, in total.
///
/// A request that only asks is dropped immediately. A start, an abort or a lease change that was sent may have had its
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
    /// Take the pending copy for ours if it has the same source; otherwise as `Fail`.
    Adopt,
    /// Wait until it has ended, then start.
    Wait,
    /// Abort it, then start.
    Abort,
}

/// How a copy is to be carried through.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct CopyPolicy {
    /// What to do when the destination has a pending copy already.
    pub on_pending: OnPending,
    /// When to ask how the copy stands.
    pub poll: PollPolicy,
    /// When to try again after trouble.
    pub retry: RetryPolicy,
    /// How long all of it may take. The copy lives on beyond it, unless it is to be aborted then. A request that is
    /// outstanding and has an effect is awaited for [`GRACE`] more.
    pub deadline: Option<Duration>,
    /// Whether a copy that is still pending at the deadline is aborted, in place of being left to go on.
    pub abort_at_deadline: bool,
    /// Whether the destination is looked at before the first start, which is then conditioned on what was seen: a start
    /// that is lost on its way and arrives late then cannot copy a second time. It costs one request.
    pub look_first: bool,
    /// Where jitter comes from: different for every job, so that many do not ask in step.
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
