//! [*Blob Batch*](https://learn.microsoft.com/rest/api/storageservices/blob-batch): up to 256 requests in one.

use bytes::Bytes;
#[cfg(feature = "serve")]
use http::{HeaderValue, header::CONTENT_LENGTH};
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
use crate::ops::{BatchContent, BatchReply};
#[cfg(feature = "serve")]
use crate::serve::{self, Serve};
use crate::service_error::ServiceError;
use crate::value::{Boundary, ContainerUrl, Endpoint, ServiceVersion};
use crate::wire::{header, message, multipart};

/// Deletes blobs, or sets their tiers, anywhere in an account.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlobBatch {
    /// The account.
    pub endpoint: Endpoint,
    /// The requests.
    pub content: BatchContent,
}

/// Deletes blobs, or sets their tiers, in one container.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlobBatchInContainer {
    /// The container.
    pub container: ContainerUrl,
    /// The requests.
    pub content: BatchContent,
}

/// The replies to the requests of a batch, in any order.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct BlobBatchOutput {
    /// The boundary between the replies.
    pub boundary: Boundary,
    /// The replies.
    pub replies: Vec<BatchReply>,
}

/// Maximum size of the replies to read, in bytes: 256 of a kibibyte each, with room to spare.
const LARGEST: u64 = 4 * 1024 * 1024;

impl BlobBatch {
    /// A batch for the account at `endpoint`.
    pub fn new(endpoint: Endpoint, content: BatchContent) -> Self {
        Self { endpoint, content }
    }
}

impl BlobBatchInContainer {
    /// A batch for `container`.
    pub fn new(container: ContainerUrl, content: BatchContent) -> Self {
        Self { container, content }
    }
}

impl BlobBatchOutput {
    /// A batch of replies.
    pub fn new(boundary: Boundary, replies: Vec<BatchReply>) -> Self {
        Self { boundary, replies }
    }

    fn decode(reply: &Response<Bytes>) -> Result<Self, Error> {
        let boundary = multipart::boundary(message::granted(reply, StatusCode::ACCEPTED)?)?;
        let body = reply.body();
        let replies = multipart::parts(body, &boundary, BatchContent::MOST)
            .filter(|parts| (1..=BatchContent::MOST).contains(&parts.len()))
            .and_then(|parts| {
                parts
                    .into_iter()
                    .map(|part| BatchReply::read(part, body))
                    .collect::<Option<Vec<_>>>()
            })
            .ok_or_else(|| {
                Malformed::unreadable(header::CONTENT_TYPE.as_str(), "multipart/mixed")
            })?;
        match &replies[..] {
            [
                BatchReply {
                    content_id: None,
                    status,
                    ..
                },
            ] if !status.is_success() => {
                Err(Box::new(ServiceError::decode(&replies[0].response())).into())
            }
            _ => Ok(Self { boundary, replies }),
        }
    }

    #[cfg(feature = "serve")]
    fn reply(&self) -> Response<Bytes> {
        let mut out = multipart::Writer::new(&self.boundary);
        self.replies.iter().for_each(|reply| reply.write(&mut out));
        let body = Bytes::from(out.finish());
        let mut reply = serve::reply(StatusCode::ACCEPTED, |headers| {
            headers.insert(
                header::CONTENT_TYPE,
                multipart::content_type(&self.boundary),
            );
            headers.insert(CONTENT_LENGTH, HeaderValue::from(body.len()));
        });
        *reply.body_mut() = body;
        reply
    }
}

impl Operation for BlobBatch {
    type Output = BlobBatchOutput;
    const KIND: OperationKind = OperationKind::BlobBatch;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::service_target(&self.endpoint);
        message::push_kind(&mut target, Self::KIND);
        let mut request = message::request(Self::KIND, target, version)?;
        self.content.put(&mut request);
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<BlobBatchOutput, Error> {
        BlobBatchOutput::decode(reply)
    }
}

impl Operation for BlobBatchInContainer {
    type Output = BlobBatchOutput;
    const KIND: OperationKind = OperationKind::BlobBatchInContainer;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::container_target(Self::KIND, &self.container);
        let mut request = message::request(Self::KIND, target, version)?;
        self.content.put(&mut request);
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<BlobBatchOutput, Error> {
        BlobBatchOutput::decode(reply)
    }
}

#[cfg(feature = "serve")]
impl Serve for BlobBatch {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        serve::account_alone(request, endpoint)?;
        Ok(Self::new(endpoint.clone(), BatchContent::of(request)?))
    }

    fn reply(output: &BlobBatchOutput) -> Response<Bytes> {
        output.reply()
    }
}

#[cfg(feature = "serve")]
impl Serve for BlobBatchInContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let container = ContainerUrl::of_target(request.uri(), endpoint)?;
        Ok(Self::new(container, BatchContent::of(request)?))
    }

    fn reply(output: &BlobBatchOutput) -> Response<Bytes> {
        output.reply()
    }
}
