//! The commands, a file each.

pub(crate) mod abort;
pub(crate) mod copy;
mod dry_run;
pub(crate) mod emulator;
pub(crate) mod explain;
pub(crate) mod get;
pub(crate) mod ls;
pub(crate) mod manual;
pub(crate) mod mk;
pub(crate) mod pending;
pub(crate) mod put;
pub(crate) mod rm;
pub(crate) mod sas;
pub(crate) mod status;
pub(crate) mod wait;

/// A variable of the environment; one that is not text is none.
fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok()
}
