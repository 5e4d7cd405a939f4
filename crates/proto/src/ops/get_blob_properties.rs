//! [*Get Blob Properties*](https://learn.microsoft.com/rest/api/storageservices/get-blob-properties): all but content.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{Endpoint, Serve, ServiceError};
use crate::value::{
    AccessTier, ArchiveStatus, BlobType, BlobUrl, Conditions, CopyState, CustomerKey, ETag,
    HeaderText, HttpDate, ImmutabilityPolicy, LeaseDurationKind, LeaseId, LeaseState, LeaseStatus,
    Metadata, ObjectReplication, RehydratePriority, ServiceVersion, TagCondition,
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
        /// The lease to be held; if it is not, the request is refused.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// The key that the blob was written with, if the customer provided one.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
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
        /// How the content is encoded, such as `gzip`.
        pub content_encoding: Option<HeaderText> = CONTENT_ENCODING,
        /// The content's language.
        pub content_language: Option<HeaderText> = CONTENT_LANGUAGE,
        /// What a browser shall do with the content.
        pub content_disposition: Option<HeaderText> = CONTENT_DISPOSITION,
        /// How long the content may be cached.
        pub cache_control: Option<HeaderText> = CACHE_CONTROL,
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
        /// Whether the tier is the account's, because none was ever set.
        pub access_tier_inferred: Option<bool> = ACCESS_TIER_INFERRED,
        /// When the tier was last set.
        pub access_tier_change_time: Option<HttpDate> = ACCESS_TIER_CHANGE_TIME,
        /// Where it is being brought to from the archive.
        pub archive_status: Option<ArchiveStatus> = ARCHIVE_STATUS,
        /// How soon it shall be readable.
        pub rehydrate_priority: Option<RehydratePriority> = REHYDRATE_PRIORITY,
        /// A page blob's sequence number.
        pub sequence_number: Option<u64> = BLOB_SEQUENCE_NUMBER,
        /// How many blocks an append blob has.
        pub committed_block_count: Option<u64> = BLOB_COMMITTED_BLOCK_COUNT,
        /// Whether an append blob can no longer be appended to.
        pub sealed: Option<bool> = BLOB_SEALED,
        /// In which units parts can be read: `bytes`.
        pub accept_ranges: Option<HeaderText> = ACCEPT_RANGES,
        /// Whether a lease that holds has an end.
        pub lease_duration: Option<LeaseDurationKind> = LEASE_DURATION,
        /// How its lease stands.
        pub lease_state: Option<LeaseState> = LEASE_STATE,
        /// Whether its lease keeps others from writing.
        pub lease_status: Option<LeaseStatus> = LEASE_STATUS,
        /// Whether content and metadata are encrypted.
        pub server_encrypted: Option<bool> = SERVER_ENCRYPTED,
        /// SHA-256 of the customer's key that it is encrypted with, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The scope of encryption that it is encrypted in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
        /// The version that was asked about, or the current one.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether that version is the current one.
        pub is_current_version: Option<bool> = IS_CURRENT_VERSION,
        /// How many tags it has.
        pub tag_count: Option<u64> = TAG_COUNT,
        /// When it will be deleted.
        pub expiry_time: Option<HttpDate> = EXPIRY_TIME,
        /// When it was last read or written, where that is tracked.
        pub last_access_time: Option<HttpDate> = LAST_ACCESS_TIME,
        /// Until when it can be neither changed nor deleted.
        pub immutability_policy: Option<ImmutabilityPolicy> = ..,
        /// Whether it is held until the hold is taken away.
        pub legal_hold: Option<bool> = LEGAL_HOLD,
        /// How it takes part in object replication.
        pub object_replication: ObjectReplication = ..,
        /// Whether it is the destination of incremental copies.
        pub incremental_copy: Option<bool> = INCREMENTAL_COPY,
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

impl BlobProperties {
    /// Reads a reply. What only describes the blob is left out if it cannot be read, so that it does not hide how a
    /// copy stands; id and status of a copy must be readable.
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
