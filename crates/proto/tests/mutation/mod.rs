//! A fuzzer without coverage: mutations of a corpus that grows by inputs with outcomes not seen before.

pub(crate) mod dice;
pub(crate) mod exchange;
pub(crate) mod runner;
pub(crate) mod seeds;
