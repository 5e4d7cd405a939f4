//! What can go wrong, by whose fault it is.

use std::fmt;

use crate::invalid::Malformed;
use crate::service_error::ServiceError;

/// What came of reading a reply.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The service understood and refused. Boxed, because it carries all that the service said.
    Service(Box<ServiceError>),
    /// The reply is not one that the Blob service sends.
    Malformed(Malformed),
}

impl From<Malformed> for Error {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl From<Box<ServiceError>> for Error {
    fn from(refusal: Box<ServiceError>) -> Self {
        Self::Service(refusal)
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Service(refusal) => refusal.fmt(f),
            Self::Malformed(malformed) => malformed.fmt(f),
        }
    }
}

impl std::error::Error for Error {}
