//! [*Get Blob*](https://learn.microsoft.com/rest/api/storageservices/get-blob): reads content and properties.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind, ReplyBody};
use crate::ops::BlobProperties;
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, ByteRange, ContentRange, CustomerKey, HeaderText, LeaseId, ReadConditions,
    ServiceVersion, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Reads a blob's content, or a range of it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: GetBlobOptions,
}

header_record! {
    /// The options of [`GetBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobOptions {
        /// The range to read; the whole blob if `None`.
        pub range: Option<ByteRange> = RANGE,
        /// Whether the reply includes an MD5 of the range, which may then have at most 4 MiB.
        pub range_get_content_md5: Option<bool> = RANGE_GET_CONTENT_MD5,
        /// Whether the reply includes a CRC-64 of the range, which may then have at most 4 MiB.
        pub range_get_content_crc64: Option<bool> = RANGE_GET_CONTENT_CRC64 since "2019-02-02",
        /// Conditions on the blob.
        pub conditions: ReadConditions = CONDITIONS,
        /// The lease that the blob must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// The customer-provided key of the blob, if it has one.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
    }
}

/// A blob's content and properties.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GetBlobOutput {
    /// The properties. `content_length` is the length of `content`.
    pub properties: BlobProperties,
    /// The range of `content`; `None` if it is the whole blob.
    pub content_range: Option<ContentRange>,
    /// MD5 of the whole blob if `content` is a range, base64.
    pub blob_content_md5: Option<HeaderText>,
    /// CRC-64 of `content`, base64, if the request asked for it.
    pub content_crc64: Option<HeaderText>,
    /// The content.
    pub content: Bytes,
}

impl GetBlob {
    /// Reads all of `blob`.
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
    /// If both `Range` and `x-ms-range` are present, `x-ms-range` is used.
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
