//! The real command, run as a user runs it, against the emulator.

mod account;
mod process;
mod source;

mod bad_input;
mod copying;
mod embedded;
mod emulating;
mod interrupting;
mod secrecy;
