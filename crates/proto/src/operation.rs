//! One call to the Blob service, from the client's side.

use bytes::Bytes;
use http::{Request, Response};

use crate::value::ServiceVersion;

// The client side of every operation needs these names.
pub(crate) use crate::error::Error;
pub(crate) use crate::invalid::{Invalid, Malformed};
pub(crate) use crate::ops::OperationKind;

/// A call from the client's side: a value that builds its request and decodes its reply.
///
/// ```
/// use blobcopy_proto::ops::AbortCopyBlob;
/// use blobcopy_proto::{BlobUrl, CopyId, Operation, ServiceVersion};
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let blob = BlobUrl::parse("https://acct.blob.core.windows.net/backups/db.vhd")?;
/// let abort = AbortCopyBlob::new(blob, CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5")?);
///
/// let request = abort.request(ServiceVersion::DEFAULT)?;
/// assert_eq!(request.method(), "PUT");
/// assert_eq!(request.headers()["x-ms-copy-action"], "abort");
/// # Ok(())
/// # }
/// ```
pub trait Operation: Sized {
    /// The content of a successful reply.
    type Output;

    /// The kind of the operation.
    const KIND: OperationKind;

    /// What the body of a successful reply contains.
    const REPLY_BODY: ReplyBody = ReplyBody::None;

    /// Builds the request, unsigned and without a date. It has an absolute target, `x-ms-version`, and a
    /// `Content-Length` if the method may have a body.
    ///
    /// # Errors
    /// If an option is set that `version` does not support. Options are never dropped.
    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid>;

    /// Decodes a reply. Does not check that the reply belongs to this request.
    ///
    /// # Errors
    /// [`Error::Service`] if the service refused the request, [`Error::Malformed`] if the reply cannot come from the
    /// Blob service.
    fn decode(reply: &Response<Bytes>) -> Result<Self::Output, Error>;
}

/// What the body of a successful reply contains, and how much of it to read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ReplyBody {
    /// Nothing: the headers hold the result.
    None,
    /// A document, XML or the replies of a batch, of at most this many bytes.
    Document(u64),
    /// The content of a blob, of the length in the reply's `Content-Length`.
    Content,
}

impl ReplyBody {
    /// Maximum number of bytes to read of a refusal, or of a body that should be empty. Refusals of the service are far
    /// smaller. A proxy may send a larger body, which is of no use.
    pub const LARGEST_REFUSAL: u64 = 64 * 1024;

    /// Maximum number of bytes to read; `None` for content, which has no limit of its own.
    pub const fn largest(self) -> Option<u64> {
        match self {
            Self::None => Some(Self::LARGEST_REFUSAL),
            Self::Document(largest) => Some(largest),
            Self::Content => None,
        }
    }

    /// Whether the body is text about the operation, and not content that must arrive unchanged.
    pub const fn is_text(self) -> bool {
        !matches!(self, Self::Content)
    }
}
