//! The care that a copy can be given, against the emulator: each option alone, and all of them when a process dies.

mod access;
mod dying;
mod in_between;
mod meddling;
mod protection;
mod source;
mod verification;
mod world;
