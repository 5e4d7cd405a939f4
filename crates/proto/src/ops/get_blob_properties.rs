//! [*Get Blob Properties*](https://learn.microsoft.com/rest/api/storageservices/get-blob-properties): reads properties.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{
    AccessTier, ArchiveStatus, BlobType, BlobUrl, CopyState, CustomerKey, ETag, HeaderText,
    HttpDate, ImmutabilityPolicy, LeaseDurationKind, LeaseId, LeaseState, LeaseStatus, Metadata,
    ObjectReplication, ReadConditions, RehydratePriority, ServiceVersion, TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Gets a blob's properties, including the state of the last copy into it.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlobProperties {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: GetBlobPropertiesOptions,
}

header_record! {
    /// The options of [`GetBlobProperties`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlobPropertiesOptions {
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

header_record! {
    /// A blob's properties.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct BlobProperties {
        /// Length in bytes. In a reply with content, the length of that content.
        pub content_length: Option<u64> = CONTENT_LENGTH,
        /// The content type.
        pub content_type: Option<HeaderText> = CONTENT_TYPE,
        /// The content encoding, such as `gzip`.
        pub content_encoding: Option<HeaderText> = CONTENT_ENCODING,
        /// The content language.
        pub content_language: Option<HeaderText> = CONTENT_LANGUAGE,
        /// The content disposition, which tells a browser how to present the content.
        pub content_disposition: Option<HeaderText> = CONTENT_DISPOSITION,
        /// The cache control.
        pub cache_control: Option<HeaderText> = CACHE_CONTROL,
        /// MD5 of the content, base64, as computed by the client that wrote the blob.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// The blob's type.
        pub blob_type: Option<BlobType> = BLOB_TYPE,
        /// The ETag, which changes with every write.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// When the blob was created.
        pub creation_time: Option<HttpDate> = CREATION_TIME,
        /// The access tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER,
        /// Whether the tier is the account's default, because none was set on the blob.
        pub access_tier_inferred: Option<bool> = ACCESS_TIER_INFERRED,
        /// When the tier was last set.
        pub access_tier_change_time: Option<HttpDate> = ACCESS_TIER_CHANGE_TIME,
        /// The target tier of a rehydration in progress.
        pub archive_status: Option<ArchiveStatus> = ARCHIVE_STATUS,
        /// The priority of that rehydration.
        pub rehydrate_priority: Option<RehydratePriority> = REHYDRATE_PRIORITY,
        /// The sequence number of a page blob.
        pub sequence_number: Option<u64> = BLOB_SEQUENCE_NUMBER,
        /// The number of blocks of an append blob.
        pub committed_block_count: Option<u64> = BLOB_COMMITTED_BLOCK_COUNT,
        /// Whether an append blob is sealed.
        pub sealed: Option<bool> = BLOB_SEALED,
        /// The unit of ranges: `bytes`.
        pub accept_ranges: Option<HeaderText> = ACCEPT_RANGES,
        /// Whether its active lease expires.
        pub lease_duration: Option<LeaseDurationKind> = LEASE_DURATION,
        /// The state of its lease.
        pub lease_state: Option<LeaseState> = LEASE_STATE,
        /// Whether its lease prevents writes by others.
        pub lease_status: Option<LeaseStatus> = LEASE_STATUS,
        /// Whether content and metadata are encrypted.
        pub server_encrypted: Option<bool> = SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
        /// The version that was addressed, or the current one.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether that version is the current one.
        pub is_current_version: Option<bool> = IS_CURRENT_VERSION,
        /// The number of tags.
        pub tag_count: Option<u64> = TAG_COUNT,
        /// When the blob expires and is deleted.
        pub expiry_time: Option<HttpDate> = EXPIRY_TIME,
        /// When the blob was last read or written, if the account tracks that.
        pub last_access_time: Option<HttpDate> = LAST_ACCESS_TIME,
        /// The blob's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = ..,
        /// Whether the blob has a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD,
        /// The object replication of the blob.
        pub object_replication: ObjectReplication = ..,
        /// Whether the blob is the destination of incremental copies.
        pub incremental_copy: Option<bool> = INCREMENTAL_COPY,
        /// The state of the last copy into the blob, unless it was written to since.
        pub copy: Option<CopyState> = ..,
        /// User metadata.
        pub metadata: Metadata = ..,
    }
}

impl GetBlobProperties {
    /// Gets the properties of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: GetBlobPropertiesOptions::default(),
        }
    }
}

impl BlobProperties {
    /// Reads a reply. A property that only describes the blob is omitted if it cannot be read, so that it does not hide
    /// the copy's state. The id and the status of a copy must be readable.
    pub(crate) fn of_reply(headers: &HeaderMap) -> Result<Self, Malformed> {
        let mut result = Self::read(headers);
        let mut readable = None;
        while let Err(malformed) = &result {
            let readable: &mut HeaderMap = readable.get_or_insert_with(|| headers.clone());
            let is_copy = malformed.subject.starts_with("x-ms-copy-");
            if is_copy || readable.remove(malformed.subject.as_str()).is_none() {
                break;
            }
            result = Self::read(readable);
        }
        result
    }
}

impl Operation for GetBlobProperties {
    type Output = BlobProperties;
    const KIND: OperationKind = OperationKind::GetBlobProperties;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::blob_target(Self::KIND, &self.blob),
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<BlobProperties, Error> {
        Ok(BlobProperties::of_reply(message::granted(
            reply,
            StatusCode::OK,
        )?)?)
    }
}

#[cfg(feature = "serve")]
impl Serve for GetBlobProperties {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: GetBlobPropertiesOptions::parse(request)?,
        })
    }

    fn reply(output: &BlobProperties) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::new());
        output.write(reply.headers_mut());
        reply
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::HeaderValue;

    fn decode(headers: &[(&'static str, &'static str)]) -> Result<BlobProperties, Error> {
        let mut reply = Response::new(Bytes::new());
        for (name, value) in headers {
            let value = HeaderValue::from_static(value);
            reply.headers_mut().insert(*name, value);
        }
        GetBlobProperties::decode(&reply)
    }

    #[test]
    fn an_unreadable_property_does_not_hide_how_a_copy_stands() {
        let properties = decode(&[
            ("x-ms-tag-count", "many"),
            ("x-ms-creation-time", "yesterday"),
            ("x-ms-copy-id", "1"),
            ("x-ms-copy-status", "pending"),
            ("x-ms-copy-progress", "half"),
        ]);
        let properties = properties.unwrap();
        assert_eq!(properties.tag_count, None);
        let copy = properties.copy.unwrap();
        assert_eq!((copy.id.as_str(), copy.progress), ("1", None));
    }

    #[test]
    fn a_copy_without_a_status_is_malformed() {
        let error = decode(&[("x-ms-copy-id", "1"), ("x-ms-tag-count", "many")]).unwrap_err();
        assert!(error.to_string().contains("x-ms-copy-status"), "{error}");
    }

    #[test]
    fn the_year_1601_is_no_time_at_all() {
        let properties = decode(&[("x-ms-creation-time", "Mon, 01 Jan 1601 00:00:00 GMT")]);
        assert_eq!(properties.unwrap().creation_time, None);
    }
}
