//! The real command, run as a user runs it, against the emulator.

mod account;
mod file;
mod process;
mod script;
mod source;

mod bad_input;
mod care;
mod copying;
mod embedded;
mod emulating;
mod explaining;
mod in_the_way;
mod interrupting;
mod killing;
mod listing;
mod sas;
mod secrecy;
mod tickets;
mod waiting;
