//! [*Put Blob*](https://learn.microsoft.com/rest/api/storageservices/put-blob): writes a whole blob.

use bytes::Bytes;
use http::{HeaderMap, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Malformed, Serve, ServiceError};
use crate::value::{
    AccessTier, BlobType, BlobUrl, Conditions, ContentHash, CustomerKey, ETag, HeaderText,
    HttpDate, ImmutabilityPolicy, LeaseId, Metadata, PageBlobLength, ServiceVersion, TagCondition,
    Tags,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Creates a block blob with its content, or an empty page blob or append blob, and replaces an existing blob.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// The type of the new blob.
    pub kind: NewBlob,
    /// The content of a block blob; otherwise empty.
    pub content: Bytes,
    /// The options.
    pub options: PutBlobOptions,
}

header_record! {
    /// The options of [`PutBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOptions {
        /// The blob's content type.
        pub blob_content_type: Option<HeaderText> = BLOB_CONTENT_TYPE,
        /// The blob's content encoding.
        pub blob_content_encoding: Option<HeaderText> = BLOB_CONTENT_ENCODING,
        /// The blob's content language.
        pub blob_content_language: Option<HeaderText> = BLOB_CONTENT_LANGUAGE,
        /// The MD5 that is stored with the blob, base64. The service does not verify it.
        pub blob_content_md5: Option<HeaderText> = BLOB_CONTENT_MD5,
        /// The blob's content disposition.
        pub blob_content_disposition: Option<HeaderText> = BLOB_CONTENT_DISPOSITION,
        /// The blob's cache control.
        pub blob_cache_control: Option<HeaderText> = BLOB_CACHE_CONTROL,
        /// A hash with which the service verifies the content.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// The access tier. Append blobs have none.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2017-04-17",
        /// The tags.
        pub tags: Tags = TAGS since "2019-12-12",
        /// User metadata.
        pub metadata: Metadata = ..,
        /// The blob's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob gets a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The lease on the blob that is replaced, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob that is replaced.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the tags of the blob that is replaced.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
        /// The framing of the body, if it is framed. The service removes the frame.
        pub structured_body: Option<HeaderText> = STRUCTURED_BODY since "2026-04-06",
        /// Length of the content within the frame, in bytes.
        pub structured_content_length: Option<u64> = STRUCTURED_CONTENT_LENGTH since "2026-04-06",
    }
}

header_record! {
    /// The result of [`PutBlob`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of the content, base64, as the service computed it.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content, base64, as the service computed it.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// The version that was created, if versioning is enabled.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether the service encrypted the content of the request.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope that was used.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

/// The type of a new blob.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewBlob {
    /// A block blob.
    #[default]
    Block,
    /// A page blob, filled with zeros.
    Page {
        /// The length.
        length: PageBlobLength,
        /// The initial sequence number; 0 if `None`.
        sequence_number: Option<u64>,
    },
    /// An empty append blob.
    Append,
}

impl PutBlob {
    /// A block blob with this content.
    pub fn new(blob: BlobUrl, content: Bytes) -> Self {
        Self {
            blob,
            kind: NewBlob::Block,
            content,
            options: PutBlobOptions::default(),
        }
    }

    /// A page blob of this length, filled with zeros.
    pub fn page(blob: BlobUrl, length: PageBlobLength) -> Self {
        let kind = NewBlob::Page {
            length,
            sequence_number: None,
        };
        Self {
            kind,
            ..Self::new(blob, Bytes::new())
        }
    }

    /// An empty append blob.
    pub fn append(blob: BlobUrl) -> Self {
        Self {
            kind: NewBlob::Append,
            ..Self::new(blob, Bytes::new())
        }
    }
}

impl NewBlob {
    fn write(self, headers: &mut HeaderMap) {
        let blob_type = match self {
            Self::Block => BlobType::Block,
            Self::Append => BlobType::Append,
            Self::Page {
                length,
                sequence_number,
            } => {
                length.write(&header::BLOB_CONTENT_LENGTH, headers);
                sequence_number.write(&header::BLOB_SEQUENCE_NUMBER, headers);
                BlobType::Page
            }
        };
        blob_type.write(&header::BLOB_TYPE, headers);
    }

    #[cfg(feature = "serve")]
    fn read(headers: &HeaderMap) -> Result<Self, Malformed> {
        match BlobType::read(&header::BLOB_TYPE, headers)? {
            BlobType::Block => Ok(Self::Block),
            BlobType::Append => Ok(Self::Append),
            BlobType::Page => Ok(Self::Page {
                length: PageBlobLength::read(&header::BLOB_CONTENT_LENGTH, headers)?,
                sequence_number: Option::read(&header::BLOB_SEQUENCE_NUMBER, headers)?,
            }),
            BlobType::Other(text) => Err(Malformed::unreadable(header::BLOB_TYPE.as_str(), &text)),
        }
    }
}

impl PutBlobOptions {
    /// Uses the standard headers for properties that the blob's own headers do not set, as the service does.
    #[cfg(feature = "serve")]
    fn or_standard(mut self, headers: &HeaderMap) -> Result<Self, Malformed> {
        for (own, standard) in [
            (&mut self.blob_content_type, http::header::CONTENT_TYPE),
            (
                &mut self.blob_content_encoding,
                http::header::CONTENT_ENCODING,
            ),
            (
                &mut self.blob_content_language,
                http::header::CONTENT_LANGUAGE,
            ),
            (&mut self.blob_cache_control, http::header::CACHE_CONTROL),
        ] {
            if own.is_none() {
                *own = Option::read(&standard, headers)?;
            }
        }
        Ok(self)
    }
}

impl Operation for PutBlob {
    type Output = PutBlobOutput;
    const KIND: OperationKind = OperationKind::PutBlob;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        if self.kind != NewBlob::Block && !self.content.is_empty() {
            let rule =
                "must be empty: content of page and append blobs is written by later requests";
            let given = format!("{} bytes", self.content.len());
            return Err(Invalid::new("content", &given, rule, "Put Blob"));
        }
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.kind.write(request.headers_mut());
        self.options.put(&version, &mut request)?;
        message::set_body(&mut request, self.content.clone());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlobOutput, Error> {
        PutBlobOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutBlob {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let kind = NewBlob::read(request.headers())?;
        if kind != NewBlob::Block && !request.body().is_empty() {
            let length = request.body().len().to_string();
            return Err(Malformed::unreadable(header::CONTENT_LENGTH.as_str(), &length).into());
        }
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            kind,
            content: request.body().clone(),
            options: PutBlobOptions::parse(request)?.or_standard(request.headers())?,
        })
    }

    fn reply(output: &PutBlobOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
