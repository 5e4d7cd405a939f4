//! Random operations and outputs, made from bytes, so that a failing case can be shrunk.

pub(crate) mod choices;
pub(crate) mod operations;
pub(crate) mod outputs;
pub(crate) mod values;
