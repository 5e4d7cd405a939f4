//! The `blobcopy` command, as a library.
#![doc = include_str!("../README.md")]

mod command;

mod args;
mod commands;
mod copying;
mod embedded;

mod account;
mod interrupt;
mod progress;
mod report;

mod exit_code;
mod failure;
mod output;
mod quantity;
mod secrecy;
mod way_out;

pub use command::run;
