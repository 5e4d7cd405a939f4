//! An Azure Blob service on loopback, for tests. Its copies really stay pending.
#![doc = include_str!("../README.md")]
#![warn(clippy::panic, clippy::unwrap_used)]

mod account;
mod authorize;
mod blob;
mod calls;
mod clock;
mod control_api;
mod copy;
mod emulator;
mod fault;
mod refusal;
mod server;
mod service;
mod start_error;
mod ticker;

pub use clock::{Clock, ManualClock};
pub use copy::copy_speed::Pace;
pub use emulator::{Builder, Emulator};
pub use fault::{Fault, FaultEffect};
pub use server::log::LoggedRequest;
pub use start_error::{BadCertificate, StartError};
