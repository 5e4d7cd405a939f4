//! What the tests that cross crates and languages share.

pub mod azurite;
