//! A million copies in seconds: the copy machine against a model of the service, on a virtual clock.
//!
//! A [`Fate`] is drawn from a seed: all that will happen to one copy, from requests that are lost, late or repeated to
//! others who copy over, abort, delete and overwrite. Its [`verdict`] holds what the job did and said against what the model knows to be true. What no client could have told apart is counted as a [`Class`];
//! everything else is a violation, whose seed [`story`] shrinks and tells.

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
