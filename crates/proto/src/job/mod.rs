//! The state machine of one copy, its schedule, and its outcomes.

mod answer;
mod copy_job;
mod event;
mod jitter;
mod judgement;
mod outcome;
mod pace;
mod policy;
mod refusal_meaning;
mod resting;
mod retry;
mod schedule;
mod start;
mod ticket;

pub use copy_job::{CopyJob, Observation};
pub use event::{Action, Event, NoResponse};
pub use judgement::Judgement;
pub use outcome::{CopyError, CopyOutcome};
pub use pace::{Expectation, FinishedCopy, Pace};
pub use policy::{CopyPolicy, GRACE, OnPending};
pub use resting::Resting;
pub(crate) use retry::LONGEST_RETRY_AFTER;
pub use retry::{Retries, RetryPolicy};
pub use schedule::PollPolicy;
pub use start::{Accepted, Start};
pub use ticket::CopyTicket;
