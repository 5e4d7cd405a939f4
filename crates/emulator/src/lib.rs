//! An Azure Blob service on loopback whose copies really stay pending.
#![doc = include_str!("../README.md")]

mod emulator;
mod start_error;

mod service;

mod address;
mod authorize;
mod body;
mod exchange;
mod unserved;

mod calls;
mod copier;
mod foreign;
mod source;

mod blob;
mod condition;
mod content_headers;
mod copy;
mod guid;
mod refusal;
mod store;
mod tier;

mod clock;
mod pace;

pub use clock::{Clock, ManualClock};
pub use emulator::{Builder, Emulator};
pub use pace::Pace;
pub use start_error::StartError;
