//! The `blobcopy` command, as a library.
#![doc = include_str!("../README.md")]
#![warn(clippy::panic, clippy::unwrap_used)]

mod command;

mod args;
mod help;

mod commands;
mod copy_run;
mod embedded;
mod waiting;
mod within_call;

mod account;
mod care;
mod field;
#[cfg(feature = "login")]
mod login;
#[cfg(not(feature = "login"))]
#[path = "no_login.rs"]
mod login;
mod place;
mod prefix;
mod request;
mod resource;
mod source;
mod target;
mod ticket_file;
mod transfer;

mod interrupt;
mod progress_display;
mod report;
mod request_log;

mod error_text;
mod exit_code;
mod failure;
mod hint;
mod output;
mod quantity;
mod secrecy;
mod time_point;
mod typography;

pub use command::run;
