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
mod vintage;

mod calls;
mod copier;
mod digest;
mod foreign;
mod from_url;
mod incremental;
mod listing;
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
pub use pace::Pace;
pub use start_error::StartError;
