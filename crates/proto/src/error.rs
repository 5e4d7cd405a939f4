//! The error of a call.

use std::fmt;

use crate::invalid::Malformed;
use crate::service_error::ServiceError;

/// The error of decoding a reply.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum Error {
    /// The service refused the request. Boxed, because it holds everything that the service reported.
    Service(Box<ServiceError>),
    /// The reply cannot come from the Blob service.
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
