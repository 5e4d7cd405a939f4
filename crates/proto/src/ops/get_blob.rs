//! [*Get Blob*](https://learn.microsoft.com/rest/api/storageservices/get-blob): content, with the properties.

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid};
use crate::operation::{Operation, Serve};
use crate::ops::BlobProperties;
use crate::service_error::ServiceError;
use crate::value::{BlobUrl, ByteRange, Conditions, ContentRange, Endpoint, ServiceVersion};
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
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
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
    const NAME: &'static str = "GetBlob";

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        let mut request = message::request(Method::GET, message::blob_target(&self.blob), version);
        self.options.write(request.headers_mut());
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
            properties: BlobProperties::read(headers)?,
            content_range: Option::read(&header::CONTENT_RANGE, headers)?,
            content: reply.body().clone(),
        })
    }
}

impl Serve for GetBlob {
    /// Of `Range` and `x-ms-range` the second counts, if both are there.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let mut options = GetBlobOptions::read(request.headers())?;
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
        output.properties.write(reply.headers_mut());
        output
            .content_range
            .write(&header::CONTENT_RANGE, reply.headers_mut());
        reply
    }
}
