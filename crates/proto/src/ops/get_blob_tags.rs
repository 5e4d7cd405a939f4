//! [*Get Blob Tags*](https://learn.microsoft.com/rest/api/storageservices/get-blob-tags).

use bytes::Bytes;
use http::{Method, Request, Response, StatusCode};

use crate::error::{Error, Invalid};
use crate::operation::{Operation, ReplyBody, Serve};
use crate::service_error::ServiceError;
use crate::value::{BlobUrl, Conditions, Endpoint, LeaseId, ServiceVersion, TagCondition, Tags};
use crate::wire::cursor::Cursor;
use crate::wire::markup::Markup;
use crate::wire::record::{header_record, operation_known};
use crate::wire::{message, tag_set};

/// Largest document of tags that is worth reading: a blob has at most 10, of 384 characters each.
const LARGEST_TAG_SET: u64 = 256 * 1024;

/// Asks for a blob's tags.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlobTags {
    /// The blob.
    pub blob: BlobUrl,
    /// What else is asked for.
    pub options: GetBlobTagsOptions,
}

header_record! {
    /// What may be asked for beside that.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobTagsOptions {
        /// The lease to be held; if it is not, the request is refused.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS since "2026-02-06",
        /// A condition on the tags themselves.
        pub if_tags: Option<TagCondition> = IF_TAGS,
    }
}

impl GetBlobTags {
    /// The question about `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobTagsOptions::default(),
        }
    }
}

impl Operation for GetBlobTags {
    type Output = Tags;
    const NAME: &'static str = "GetBlobTags";
    const SINCE: &'static str = "2019-12-12";
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_TAG_SET);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        operation_known::<Self>(&version)?;
        self.options.check(&version)?;
        let target = message::blob_part(&self.blob, "tags");
        let mut request = message::request(Method::GET, target, version)?;
        self.options.write(request.headers_mut());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<Tags, Error> {
        message::granted(reply, StatusCode::OK)?;
        Ok(Cursor::document(reply.body(), "Tags", tag_set::read)?)
    }
}

impl Serve for GetBlobTags {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: GetBlobTagsOptions::parse(request)?,
        })
    }

    fn reply(tags: &Tags) -> Response<Bytes> {
        let mut out = Markup::document();
        tag_set::write(tags, &mut out);
        message::document_reply(out.into_bytes())
    }
}
