//! [*Set Blob Tags*](https://learn.microsoft.com/rest/api/storageservices/set-blob-tags): replaces a blob's tags.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, ErrorCode, Serve, ServiceError};
use crate::value::{
    BlobRevision, BlobUrl, Conditions, ContentHash, LeaseId, ServiceVersion, TagCondition, Tags,
};
#[cfg(feature = "serve")]
use crate::wire::cursor::Cursor;
use crate::wire::markup::Markup;
use crate::wire::record::header_record;
use crate::wire::{message, tag_set};

/// Replaces all tags of a blob or version, or removes them if there are no new ones. The ETag does not change.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetBlobTags {
    /// The blob.
    pub blob: BlobUrl,
    /// The tags.
    pub tags: Tags,
    /// The options.
    pub options: SetBlobTagsOptions,
}

header_record! {
    /// The options of [`SetBlobTags`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobTagsOptions {
        /// A hash with which the service verifies the content.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS since "2026-02-06",
        /// A condition on the current tags.
        pub if_tags: Option<TagCondition> = IF_TAGS,
    }
}

impl SetBlobTags {
    /// Replaces the tags of `blob` by `tags`.
    pub fn new(blob: BlobUrl, tags: Tags) -> Self {
        Self {
            blob,
            tags,
            options: SetBlobTagsOptions::default(),
        }
    }
}

impl Operation for SetBlobTags {
    type Output = ();
    const KIND: OperationKind = OperationKind::SetBlobTags;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        if let BlobRevision::Snapshot(time) = self.blob.revision() {
            let rule = "must not be a snapshot";
            return Err(Invalid::new("blob", time, rule, "Set Blob Tags"));
        }
        let target = message::blob_target(Self::KIND, &self.blob);
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        let mut out = Markup::document();
        tag_set::write(&self.tags, &mut out);
        message::set_document(&mut request, out.into_bytes());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<(), Error> {
        message::granted(reply, StatusCode::NO_CONTENT)?;
        Ok(())
    }
}

/// The tags of a request. The refusals are those of the service, whose limits are also those of [`Tags`].
#[cfg(feature = "serve")]
fn tags(document: &[u8]) -> Result<Tags, Box<ServiceError>> {
    let refused = |code: &str, message: &str| {
        let code = ErrorCode::from(code);
        Box::new(ServiceError::new(StatusCode::BAD_REQUEST, code, message))
    };
    let pairs = Cursor::document(document, "Tags", tag_set::pairs).map_err(|_| {
        let message = "XML specified is not syntactically valid.";
        refused("InvalidXmlDocument", message)
    })?;
    let is_too_large = |(key, value): &tag_set::Pair| {
        key.len() > Tags::LONGEST_KEY || value.len() > Tags::LONGEST_VALUE
    };
    if pairs.len() > Tags::MOST || pairs.iter().any(is_too_large) {
        let message = "The tags specified exceed the maximum permissible limit.";
        return Err(refused("TagsTooLarge", message));
    }
    let mut tags = Tags::new();
    for (key, value) in pairs {
        if key.is_empty() {
            let message = "The name of one of the tag key-value pairs is empty.";
            return Err(refused("EmptyTagName", message));
        }
        if tags.get(&key).is_some() {
            let message = "The tags specified contain duplicate names.";
            return Err(refused("DuplicateTagNames", message));
        }
        tags.insert(&key, &value).map_err(|_| {
            let message =
                "The tags specified are invalid. It contains characters that are not permitted.";
            refused("InvalidTag", message)
        })?;
    }
    Ok(tags)
}

#[cfg(feature = "serve")]
impl Serve for SetBlobTags {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            tags: tags(request.body())?,
            options: SetBlobTagsOptions::parse(request)?,
        })
    }

    fn reply((): &()) -> Response<Bytes> {
        serve::reply(StatusCode::NO_CONTENT, |_| {})
    }
}

#[cfg(test)]
#[cfg(feature = "serve")]
mod tests {
    use super::*;

    fn code(tags_element: &str) -> Option<String> {
        let document = format!("<Tags><TagSet>{tags_element}</TagSet></Tags>");
        let refusal = tags(document.as_bytes()).err()?;
        refusal.code.map(|code| code.as_str().to_owned())
    }

    fn tag(key: &str, value: &str) -> String {
        format!("<Tag><Key>{key}</Key><Value>{value}</Value></Tag>")
    }

    #[test]
    fn tags_that_the_service_would_not_store_are_refused_with_its_codes() {
        let many: String = (0..11).map(|number| tag(&number.to_string(), "")).collect();
        for (element, expected) in [
            (tag("k", &"v".repeat(256)), None),
            (tag("k", &"v".repeat(300)), Some("TagsTooLarge")),
            (tag(&"k".repeat(300), "v"), Some("TagsTooLarge")),
            (many, Some("TagsTooLarge")),
            (tag("", "v"), Some("EmptyTagName")),
            (tag("k", "v") + &tag("k", "w"), Some("DuplicateTagNames")),
            (tag("k&amp;", "v"), Some("InvalidTag")),
            (tag("k", "ü"), Some("InvalidTag")),
            ("<Tag><Key>k".to_owned(), Some("InvalidXmlDocument")),
            ("<a>".repeat(40), Some("InvalidXmlDocument")),
        ] {
            assert_eq!(code(&element).as_deref(), expected, "{element}");
        }
    }
}
