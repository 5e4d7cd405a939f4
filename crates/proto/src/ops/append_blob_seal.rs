//! [*Append Blob Seal*](https://learn.microsoft.com/rest/api/storageservices/append-blob-seal): makes it read-only.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{BlobUrl, Conditions, ETag, HttpDate, LeaseId, ServiceVersion};
use crate::wire::message;
use crate::wire::record::header_record;

/// Seals an append blob: nothing can be appended to it anymore.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct AppendBlobSeal {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: AppendBlobSealOptions,
}

header_record! {
    /// The options of [`AppendBlobSeal`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlobSealOptions {
        /// The length in bytes that the blob must have.
        pub append_position: Option<u64> = BLOB_CONDITION_APPENDPOS,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
    }
}

header_record! {
    /// The result of [`AppendBlobSeal`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct AppendBlobSealOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// Whether the blob is sealed.
        pub sealed: Option<bool> = BLOB_SEALED,
    }
}

impl AppendBlobSeal {
    /// Seals `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: AppendBlobSealOptions::default(),
        }
    }
}

impl Operation for AppendBlobSeal {
    type Output = AppendBlobSealOutput;
    const KIND: OperationKind = OperationKind::AppendBlobSeal;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<AppendBlobSealOutput, Error> {
        AppendBlobSealOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for AppendBlobSeal {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: AppendBlobSealOptions::parse(request)?,
        })
    }

    fn reply(output: &AppendBlobSealOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
