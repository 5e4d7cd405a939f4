//! [*Abort Copy Blob*](https://learn.microsoft.com/rest/api/storageservices/abort-copy-blob): aborts a pending copy.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, ErrorCode, Malformed, Serve, ServiceError};
use crate::value::{BlobUrl, CopyId, LeaseId, ServiceVersion};
use crate::wire::record::header_record;
use crate::wire::{header, message, target};

/// Aborts a pending copy, which leaves a blob of zero length with the new metadata.
///
/// The service answers `409 NoPendingCopyOperation` if the copy has ended already, successfully or not.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AbortCopyBlob {
    /// The destination of the copy.
    pub destination: BlobUrl,
    /// The copy's id.
    pub copy_id: CopyId,
    /// The options.
    pub options: AbortCopyBlobOptions,
}

header_record! {
    /// The options of [`AbortCopyBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AbortCopyBlobOptions {
        /// The infinite lease on the destination, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
    }
}

impl AbortCopyBlob {
    /// An abort of the copy `copy_id` into `destination`.
    pub fn new(destination: BlobUrl, copy_id: CopyId) -> Self {
        Self {
            destination,
            copy_id,
            options: AbortCopyBlobOptions::default(),
        }
    }
}

impl Operation for AbortCopyBlob {
    type Output = ();
    const KIND: OperationKind = OperationKind::AbortCopyBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut uri = message::destination(Self::KIND, &self.destination)?;
        target::push_parameter(&mut uri, "copyid", self.copy_id.as_str());
        let mut request = message::request(Self::KIND, uri, version)?;
        request
            .headers_mut()
            .insert(&header::COPY_ACTION, HeaderValue::from_static("abort"));
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<(), Error> {
        message::granted(reply, StatusCode::NO_CONTENT).map(|_| ())
    }
}

#[cfg(feature = "serve")]
impl Serve for AbortCopyBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        match request.headers().get(&header::COPY_ACTION) {
            None => return Err(Malformed::missing(header::COPY_ACTION.as_str()).into()),
            Some(action) if action != "abort" => {
                return Err(
                    Malformed::unreadable(header::COPY_ACTION.as_str(), "not abort").into(),
                );
            }
            Some(_) => {}
        }
        let copy_id =
            target::parameter(request.uri(), "copyid").and_then(|id| CopyId::parse(&id).ok());
        let copy_id = copy_id.ok_or_else(|| {
            ServiceError::new(
                StatusCode::BAD_REQUEST,
                ErrorCode::MissingRequiredQueryParameter,
                "A required query parameter was not specified for this request.",
            )
        })?;
        Ok(Self {
            destination: BlobUrl::of_target(request.uri(), endpoint)?,
            copy_id,
            options: AbortCopyBlobOptions::parse(request)?,
        })
    }

    fn reply((): &()) -> Response<Bytes> {
        serve::reply(StatusCode::NO_CONTENT, |_| {})
    }
}
