//! What goes over the wire when Azure Blob Storage copies a blob, and what to do next. Pure.

mod error;
mod error_code;
mod error_kind;
pub mod job;
mod open_enum;
mod operation;
pub mod ops;
mod receipt;
mod redact;
mod service_error;
pub mod value;
pub mod wire;

pub use error::{Error, Invalid, Malformed};
pub use error_code::ErrorCode;
pub use error_kind::ErrorKind;
pub use operation::{Operation, Serve};
pub use receipt::Receipt;
pub use service_error::{ServiceError, SourceRefusal};
pub use value::*;
