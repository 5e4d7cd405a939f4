//! [*Get Blob Properties*](https://learn.microsoft.com/rest/api/storageservices/get-blob-properties): all but content.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid};
use crate::operation::{Operation, Serve};
use crate::service_error::ServiceError;
use crate::value::{
    AccessTier, BlobType, BlobUrl, Conditions, CopyState, ETag, Endpoint, HeaderText, HttpDate,
    Metadata, ServiceVersion,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Asks for a blob's properties, among them the state of the last copy into it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlobProperties {
    /// The blob.
    pub blob: BlobUrl,
    /// What else is asked for.
    pub options: GetBlobPropertiesOptions,
}

header_record! {
    /// What may be asked for beside the blob.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobPropertiesOptions {
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
    }
}

header_record! {
    /// A blob's properties.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct BlobProperties {
        /// Length in bytes; in a reply with content, of that content.
        pub content_length: Option<u64> = CONTENT_LENGTH,
        /// Media type.
        pub content_type: Option<HeaderText> = CONTENT_TYPE,
        /// MD5 of the content, base64, as whoever wrote the blob computed it.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// What the blob is made of.
        pub blob_type: Option<BlobType> = BLOB_TYPE,
        /// The tag, which changes with every write.
        pub etag: Option<ETag> = ETAG,
        /// When it was last written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// When it came to be.
        pub creation_time: Option<HttpDate> = CREATION_TIME,
        /// Its tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER,
        /// The last copy into it, if nothing was written since.
        pub copy: Option<CopyState> = ..,
        /// User metadata.
        pub metadata: Metadata = ..,
    }
}

impl GetBlobProperties {
    /// The question about `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobPropertiesOptions::default(),
        }
    }
}

impl Operation for GetBlobProperties {
    type Output = BlobProperties;
    const NAME: &'static str = "GetBlobProperties";

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        let mut request = message::request(Method::HEAD, message::blob_target(&self.blob), version);
        self.options.write(request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<BlobProperties, Error> {
        Ok(BlobProperties::read(message::granted(
            reply,
            StatusCode::OK,
        )?)?)
    }
}

impl Serve for GetBlobProperties {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: GetBlobPropertiesOptions::read(request.headers())?,
        })
    }

    fn reply(output: &BlobProperties) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::new());
        output.write(reply.headers_mut());
        reply
    }
}
