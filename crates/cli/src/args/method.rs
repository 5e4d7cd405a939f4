//! How a copy is made: in the background, or synchronously.

use clap::ValueEnum;

/// How a copy is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Method {
    /// In the background, for up to two weeks: any source of any size (Copy Blob)
    #[default]
    Async,
    /// Synchronously: a block blob of up to 256 MiB (Copy Blob From URL)
    Sync,
    /// Synchronously: a new block blob from any source of up to 5,000 MiB (Put Blob From URL)
    Put,
}
