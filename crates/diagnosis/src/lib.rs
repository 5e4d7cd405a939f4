//! Why Azure Blob Storage refused a request or could not read the source of a copy.
#![doc = include_str!("../README.md")]
//! To read the source, begin with `cause.rs`, the table of causes. `source.rs`, `credential.rs`, `sas.rs` and
//! `state.rs` choose from it by the facts that `facts.rs` gets from a URL, a reply and two clocks. `from_refusal.rs`
//! starts from an error.
#![warn(clippy::panic, clippy::unwrap_used)]

mod cause;
mod credential;
mod diagnosis;
mod facts;
mod from_refusal;
mod private_host;
mod requester;
mod sas;
mod source;
mod state;

pub use cause::Cause;
pub use diagnosis::Diagnosis;
pub use facts::{Answer, Clocks, UrlFacts};
pub use from_refusal::{of_call, of_copy, of_look, of_refusal};
pub use private_host::is_link_local;
pub use requester::{RequestCredential, Requester};
pub use source::{KeyTrial, LocalAnswer, SourceEvidence};
