//! What goes over the wire.

pub mod value;

pub use value::UserDelegationKey;
