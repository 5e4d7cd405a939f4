//! [*Put Blob*](https://learn.microsoft.com/rest/api/storageservices/put-blob): writes a whole blob.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid};
use crate::operation::{Operation, Serve};
use crate::service_error::ServiceError;
use crate::value::{
    AccessTier, BlobType, BlobUrl, Conditions, ETag, Endpoint, HeaderText, HttpDate, Metadata,
    ServiceVersion,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Writes a block blob in one call, in place of whatever was there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// Its content.
    pub content: Bytes,
    /// What else is asked for.
    pub options: PutBlobOptions,
}

header_record! {
    /// What may be asked for beside blob and content.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOptions {
        /// Media type that the blob keeps.
        pub blob_content_type: Option<HeaderText> = BLOB_CONTENT_TYPE,
        /// Tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2018-11-09",
        /// User metadata.
        pub metadata: Metadata = ..,
        /// Conditions on what was there.
        pub conditions: Conditions = CONDITIONS,
    }
}

header_record! {
    /// A blob that was written.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOutput {
        /// Its tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of the content, base64, as the service computed it.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
    }
}

impl PutBlob {
    /// A block blob of that content.
    pub fn new(blob: BlobUrl, content: Bytes) -> Self {
        Self {
            blob,
            content,
            options: PutBlobOptions::default(),
        }
    }
}

impl Operation for PutBlob {
    type Output = PutBlobOutput;
    const NAME: &'static str = "PutBlob";

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        let mut request = message::request(Method::PUT, message::blob_target(&self.blob), version);
        BlobType::Block.write(&header::BLOB_TYPE, request.headers_mut());
        self.options.write(request.headers_mut());
        message::set_body(&mut request, self.content.clone());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlobOutput, Error> {
        Ok(PutBlobOutput::read(message::granted(
            reply,
            StatusCode::CREATED,
        )?)?)
    }
}

impl Serve for PutBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let blob_type = BlobType::read(&header::BLOB_TYPE, request.headers())?;
        if blob_type != BlobType::Block {
            return Err(ServiceError::new(
                StatusCode::BAD_REQUEST,
                crate::error_code::ErrorCode::InvalidBlobType,
                "The blob type is invalid for this operation.",
            )
            .into());
        }
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            content: request.body().clone(),
            options: PutBlobOptions::read(request.headers())?,
        })
    }

    fn reply(output: &PutBlobOutput) -> Response<Bytes> {
        message::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
