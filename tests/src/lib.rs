//! What the tests that cross crates and languages share.

pub mod azurite;
pub mod cases;
