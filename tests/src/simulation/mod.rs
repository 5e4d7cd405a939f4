//! A million copies in seconds: the copy's state machine against a model of the service, with a virtual clock.
//!
//! A [`Fate`] is drawn from a seed. It contains all events of one copy, from requests that are lost, late or repeated
//! to other clients that copy, abort, delete and overwrite. Its [`verdict`] compares what the job did and reported with
//! what the model knows to be true. A case that no client can distinguish is counted as a [`Class`]. Everything else is
//! a violation, whose seed [`story()`] shrinks and describes.

pub(crate) mod chance;
mod draw;
mod fate;

mod fault;
mod machine;

mod network;
mod others;
mod record;
mod restorer;
mod service;
mod truth;
mod world;

mod check;
mod claims;
mod outcome;
mod polling;
mod protection;
mod starts;

mod shrink;
mod story;
mod tally;

pub use check::{Class, Verdict, verdict};
pub use fate::Fate;
pub use fault::Fault;
pub use shrink::shrink;
pub use story::story;
pub use tally::Tally;
