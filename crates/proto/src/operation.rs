//! One call to the Blob service, as the client sees it.

use bytes::Bytes;
use http::{Request, Response};

use crate::value::ServiceVersion;

// What every operation's client half speaks of.
pub(crate) use crate::error::Error;
pub(crate) use crate::invalid::{Invalid, Malformed};
pub(crate) use crate::ops::OperationKind;

/// A call as the client sees it: a value that writes its request and reads its reply.
pub trait Operation: Sized {
    /// What a successful reply says.
    type Output;

    /// Which operation it is.
    const KIND: OperationKind;

    /// What the body of a granted reply holds.
    const REPLY_BODY: ReplyBody = ReplyBody::None;

    /// The request, unsigned and undated, with an absolute target, `x-ms-version`, and a `Content-Length` where the
    /// method may have a body.
    ///
    /// # Errors
    /// If something was set that `version` does not know: it is refused rather than dropped.
    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid>;

    /// Reads the reply on its own; whether it answers the question is for the caller to see.
    ///
    /// # Errors
    /// [`Error::Service`] if the service refused, [`Error::Malformed`] if the reply is none of the Blob service's.
    fn decode(reply: &Response<Bytes>) -> Result<Self::Output, Error>;
}

/// What the body of a granted reply holds, and with it how much of one is worth reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyBody {
    /// Nothing: the headers say all.
    None,
    /// A document of XML, of at most this many bytes.
    Document(u64),
    /// The content of a blob, as long as the reply's `Content-Length` says.
    Content,
}

impl ReplyBody {
    /// Most bytes of a body that says nothing, and of a refusal, which is far smaller when the service sends it. What
    /// a proxy in between sends instead may be larger, and is of no use.
    pub const LARGEST_REFUSAL: u64 = 64 * 1024;

    /// Most bytes that are worth reading; for content there is no limit of its own.
    pub const fn largest(self) -> Option<u64> {
        match self {
            Self::None => Some(Self::LARGEST_REFUSAL),
            Self::Document(largest) => Some(largest),
            Self::Content => None,
        }
    }

    /// Whether it is text about the operation, and not content that must arrive unchanged.
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Content)
    }
}
