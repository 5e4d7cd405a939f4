//! The safeguards of a copy: the work before its start, and after its end.
//!
//! [`blobcopy_proto::care`] lists the decisions and their order.

mod aftercare;
mod findings;
mod plan;
mod preparation;
mod source_lease;

pub(crate) use aftercare::Aftercare;
pub use findings::{Findings, Protection};
pub use plan::{CopyPlan, DestinationState, PlannedRequest};
