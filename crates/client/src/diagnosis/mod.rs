//! Why something was refused, and what to do: from what is known, and for a source by asking it.
//!
//! `cause.rs` is the table of what can be said, and `conclusion.rs` one thing of it, said. `source.rs` and `credential.rs`
//! choose from it, as pure functions of the evidence, with `sas.rs` for both, and `state.rs` by the code alone; `facts.rs` has what URL, answer and clocks
//! show, `asker.rs` what the credential of whoever asked opens. `from_error.rs` gathers the evidence from an error alone,
//! `explanation.rs` with `asking.rs` and `key_trial.rs` by asking the source. `remedy.rs` has what is left to say where
//! there is no cause.

mod asker;
mod asking;
mod cause;
mod conclusion;
mod credential;
mod explanation;
mod facts;
mod from_error;
mod key_trial;
mod place;
mod remedy;
mod sas;
mod source;
mod state;

pub(crate) use asker::Asker;
pub use cause::Cause;
pub use conclusion::Diagnosis;
pub use explanation::{Explanation, explain};
pub(crate) use from_error::{of_call, of_copy, of_look, of_unusable};
