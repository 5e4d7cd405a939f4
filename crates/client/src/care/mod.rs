//! The care that a copy is given: what is done before its start, and after its end.
//!
//! What is decided, and in which order, is said in [`blobcopy_proto::care`].

mod aftercare;
mod findings;
mod preparation;
mod source_lease;

pub(crate) use aftercare::Aftercare;
pub use findings::{Findings, Protection};
