//! Why a request got no usable reply, and whether it may have arrived.

use std::error::Error as StdError;
use std::fmt;
use std::time::Duration;

use blobcopy_proto::ErrorKind;
use blobcopy_proto::job::NoResponse;

use super::proxy::ProxyError;

/// A request without a usable reply.
#[derive(Debug)]
pub(crate) struct Lost {
    pub(crate) loss: NoResponse,
    pub(crate) cause: TransportError,
}

/// Why a request got no usable reply.
#[derive(Debug)]
#[non_exhaustive]
pub enum TransportError {
    /// No connection: an unknown name, a refused port, a certificate that is not trusted.
    Connect(Box<dyn StdError + Send + Sync>),
    /// The connection broke.
    Broken(Box<dyn StdError + Send + Sync>),
    /// No reply within this time.
    NoReply(Duration),
    /// The reply was not complete within this time.
    Unfinished(Duration),
    /// The reply's body fell silent for this time.
    Silent(Duration),
    /// The reply's body is larger than this many bytes.
    TooLarge(u64),
}

impl Lost {
    /// The request was not sent, and cannot have had an effect.
    pub(super) fn unsent(cause: TransportError) -> Self {
        Self {
            loss: NoResponse::Unsent,
            cause,
        }
    }

    /// The request may have arrived, and may have had its effect.
    pub(super) fn unanswered(cause: TransportError) -> Self {
        Self {
            loss: NoResponse::Unanswered,
            cause,
        }
    }
}

impl TransportError {
    /// The kind of the error, which says what the caller can do about it.
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Connect(_) | Self::Broken(_) => ErrorKind::Network,
            Self::NoReply(_) | Self::Unfinished(_) | Self::Silent(_) => ErrorKind::Timeout,
            Self::TooLarge(_) => ErrorKind::Malformed,
        }
    }

    /// Whether a proxy is the cause, whose sentence contains the remedy.
    pub(crate) fn is_of_proxy(&self) -> bool {
        matches!(self, Self::Connect(cause) if innermost(cause.as_ref()).is::<ProxyError>())
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Connect(cause) => write!(f, "connecting failed: {}", innermost(cause.as_ref())),
            Self::Broken(cause) => write!(f, "the connection broke: {}", innermost(cause.as_ref())),
            Self::NoReply(limit) => write!(f, "no response within {limit:?}"),
            Self::Unfinished(limit) => write!(f, "the response was not complete within {limit:?}"),
            Self::Silent(limit) => write!(f, "the response stopped for {limit:?}"),
            Self::TooLarge(limit) => write!(f, "the response is larger than {limit} bytes"),
        }
    }
}

impl StdError for TransportError {}

/// The innermost cause, because the outer ones of an HTTP stack say no more than "client error".
pub(crate) fn innermost<'a>(error: &'a (dyn StdError + 'static)) -> &'a (dyn StdError + 'static) {
    let mut error = error;
    while let Some(source) = error.source() {
        error = source;
    }
    error
}
