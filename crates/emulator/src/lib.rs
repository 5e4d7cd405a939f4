//! An Azure Blob service on loopback whose copies really stay pending.
#![doc = include_str!("../README.md")]

mod control;
mod emulator;
mod fault;
mod log;
mod start_error;

mod service;
mod sockets;
mod tls;
mod wire;

mod address;
mod asker;
mod authorize;
mod body;
mod exchange;
mod operation;
mod patience;
mod unserved;
mod unserved_operation;
mod vintage;

mod calls;
mod copier;
mod digest;
mod foreign;
mod place;
mod source;

mod container;
mod entry;
mod rules;
mod store;

mod blob;
mod content;
mod content_headers;
mod copy;
mod echo;
mod kind;
mod lease;
mod pages;
mod pending;
mod revision;
mod tier;

mod condition;
mod tag_expression;
mod terms;

mod guid;
mod refusal;
mod ticker;

mod clock;
mod pace;

pub use clock::{Clock, ManualClock};
pub use emulator::{Builder, Emulator};
pub use fault::{Fault, FaultEffect};
pub use log::LoggedRequest;
pub use pace::Pace;
pub use start_error::{BadCertificate, StartError};
