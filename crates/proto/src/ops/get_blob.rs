//! [*Get Blob*](https://learn.microsoft.com/rest/api/storageservices/get-blob): content, with the properties.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind, ReplyBody};
use crate::ops::BlobProperties;
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, ByteRange, Conditions, ContentRange, CustomerKey, HeaderText, LeaseId, ServiceVersion,
    TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Asks for a blob's content, or a part of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// What else is asked for.
    pub options: GetBlobOptions,
}

header_record! {
    /// What may be asked for beside the blob.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobOptions {
        /// The part that is wanted; all of it if none is named.
        pub range: Option<ByteRange> = RANGE,
        /// Whether an MD5 of the part is wanted, which may then have at most 4 MiB.
        pub range_get_content_md5: Option<bool> = RANGE_GET_CONTENT_MD5,
        /// Whether a CRC-64 of the part is wanted, which may then have at most 4 MiB.
        pub range_get_content_crc64: Option<bool> = RANGE_GET_CONTENT_CRC64 since "2019-02-02",
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// The lease to be held; if it is not, the request is refused.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// The key that the blob was written with, if the customer provided one.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
    }
}

/// A blob's content and properties.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GetBlobOutput {
    /// The properties; `content_length` is the length of `content`.
    pub properties: BlobProperties,
    /// Which part `content` is; `None` if it is all.
    pub content_range: Option<ContentRange>,
    /// MD5 of the whole blob where `content` is a part, base64.
    pub blob_content_md5: Option<HeaderText>,
    /// CRC-64 of `content`, base64, if it was asked for.
    pub content_crc64: Option<HeaderText>,
    /// The bytes.
    pub content: Bytes,
}

impl GetBlob {
    /// The question for all of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobOptions::default(),
        }
    }
}

impl Operation for GetBlob {
    type Output = GetBlobOutput;
    const KIND: OperationKind = OperationKind::GetBlob;
    const REPLY_BODY: ReplyBody = ReplyBody::Content;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::blob_target(Self::KIND, &self.blob),
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetBlobOutput, Error> {
        let expected = if reply.status() == StatusCode::PARTIAL_CONTENT {
            reply.status()
        } else {
            StatusCode::OK
        };
        let headers = message::granted(reply, expected)?;
        Ok(GetBlobOutput {
            properties: BlobProperties::of_reply(headers)?,
            content_range: Option::read(&header::CONTENT_RANGE, headers)?,
            blob_content_md5: Option::read(&header::BLOB_CONTENT_MD5, headers)?,
            content_crc64: Option::read(&header::CONTENT_CRC64, headers)?,
            content: reply.body().clone(),
        })
    }
}

#[cfg(feature = "serve")]
impl Serve for GetBlob {
    /// Of `Range` and `x-ms-range` the second counts, if both are there.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let mut options = GetBlobOptions::parse(request)?;
        if options.range.is_none() {
            options.range = Option::read(&http::header::RANGE, request.headers())?;
        }
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options,
        })
    }

    fn reply(output: &GetBlobOutput) -> Response<Bytes> {
        let mut reply = Response::new(output.content.clone());
        if output.content_range.is_some() {
            *reply.status_mut() = StatusCode::PARTIAL_CONTENT;
        }
        let headers = reply.headers_mut();
        output.properties.write(headers);
        output.content_range.write(&header::CONTENT_RANGE, headers);
        output
            .blob_content_md5
            .write(&header::BLOB_CONTENT_MD5, headers);
        output.content_crc64.write(&header::CONTENT_CRC64, headers);
        reply
    }
}
