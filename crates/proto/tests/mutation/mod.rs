//! A fuzzer without coverage: it mutates a corpus, which grows by every input with a new outcome.

pub(crate) mod dice;
pub(crate) mod exchange;
pub(crate) mod runner;
pub(crate) mod seeds;
