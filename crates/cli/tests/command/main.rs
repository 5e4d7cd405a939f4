//! The real command, run as a user runs it, against the emulator.

mod account;
mod file;
mod process;
mod script;
mod source;
#[cfg(feature = "login")]
mod token_endpoint;

mod bad_input;
mod blobs;
mod care;
mod copying;
mod dry_run;
mod embedded;
mod emulating;
mod endpoints;
mod explaining;
mod help;
mod in_the_way;
mod interrupting;
mod killing;
mod known;
mod listing;
#[cfg(feature = "login")]
mod login;
mod manual;
#[cfg(not(feature = "login"))]
mod no_login;
mod requests;
mod sas;
mod secrecy;
mod tickets;
mod unwritable;
mod waiting;
mod within_call;
