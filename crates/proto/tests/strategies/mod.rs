//! Operations and outputs at random, made from a string of bytes so that a failing case shrinks with it.

pub(crate) mod choices;
pub(crate) mod operations;
pub(crate) mod outputs;
pub(crate) mod values;
