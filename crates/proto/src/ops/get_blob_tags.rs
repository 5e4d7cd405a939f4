//! [*Get Blob Tags*](https://learn.microsoft.com/rest/api/storageservices/get-blob-tags).

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind, ReplyBody};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{BlobUrl, Conditions, LeaseId, ServiceVersion, TagCondition, Tags};
use crate::wire::cursor::Cursor;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::record::header_record;
use crate::wire::{message, tag_set};

/// Maximum size of a tag document to read, in bytes. A blob has at most 10 tags of 384 characters each.
const LARGEST_TAG_SET: u64 = 256 * 1024;

/// Gets a blob's tags.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlobTags {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: GetBlobTagsOptions,
}

header_record! {
    /// The options of [`GetBlobTags`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobTagsOptions {
        /// The lease that the blob must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS since "2026-02-06",
        /// A condition on the tags.
        pub if_tags: Option<TagCondition> = IF_TAGS,
    }
}

impl GetBlobTags {
    /// Gets the tags of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobTagsOptions::default(),
        }
    }
}

impl Operation for GetBlobTags {
    type Output = Tags;
    const KIND: OperationKind = OperationKind::GetBlobTags;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_TAG_SET);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let target = message::blob_target(Self::KIND, &self.blob);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<Tags, Error> {
        message::granted(reply, StatusCode::OK)?;
        Ok(Cursor::document(reply.body(), "Tags", tag_set::read)?)
    }
}

#[cfg(feature = "serve")]
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
        serve::document_reply(out.into_bytes())
    }
}
