//! Code that the tests across crates and languages share.

pub mod azurite;
pub mod cases;
pub mod documents;
pub mod emulated;
pub mod endurance;
pub mod identity;
pub mod loopback_tls;
pub mod python;
pub mod quoting;
pub mod repeating;
pub mod simulation;
pub mod span_tree;
