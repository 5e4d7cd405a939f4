//! Shared access signatures: made, read and checked.

mod field;
mod token;

pub use field::SasField;
pub(crate) use token::is_signed;
pub use token::{SasKind, SasToken};
