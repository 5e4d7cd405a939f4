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

/// Writes a whole block blob, or makes an empty page or append blob, in place of whatever was there.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlob {
    /// The blob.
    pub blob: BlobUrl,
    /// What kind of blob is made.
    pub kind: NewBlob,
    /// Its content; none for the kinds that begin empty.
    pub content: Bytes,
    /// What else is asked for.
    pub options: PutBlobOptions,
}

header_record! {
    /// What may be asked for beside blob and content.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOptions {
        /// Media type that the blob keeps.
        pub blob_content_type: Option<HeaderText> = BLOB_CONTENT_TYPE,
        /// Encoding that the blob keeps.
        pub blob_content_encoding: Option<HeaderText> = BLOB_CONTENT_ENCODING,
        /// Language that the blob keeps.
        pub blob_content_language: Option<HeaderText> = BLOB_CONTENT_LANGUAGE,
        /// MD5 that the blob keeps, base64; the service does not check it.
        pub blob_content_md5: Option<HeaderText> = BLOB_CONTENT_MD5,
        /// Disposition that the blob keeps.
        pub blob_content_disposition: Option<HeaderText> = BLOB_CONTENT_DISPOSITION,
        /// Cache control that the blob keeps.
        pub blob_cache_control: Option<HeaderText> = BLOB_CACHE_CONTROL,
        /// A hash by which the service checks what arrived.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// Tier; append blobs have none.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2017-04-17",
        /// Tags.
        pub tags: Tags = TAGS since "2019-12-12",
        /// User metadata.
        pub metadata: Metadata = ..,
        /// Until when the blob can be neither changed nor deleted.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob is held until the hold is taken away.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The lease on what was there, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on what was there.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the tags of what was there.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// A key of the customer's own to encrypt with.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The scope of encryption to encrypt in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
        /// How the body is framed, where it is: the service takes the frame off.
        pub structured_body: Option<HeaderText> = STRUCTURED_BODY since "2026-04-06",
        /// Length in bytes of what the frame holds.
        pub structured_content_length: Option<u64> = STRUCTURED_CONTENT_LENGTH since "2026-04-06",
    }
}

header_record! {
    /// A blob that was written.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlobOutput {
        /// Its tag.
        pub etag: Option<ETag> = ETAG,
        /// When it was written.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of the content, base64, as the service computed it.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content, base64, as the service computed it.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// The version that was made, where versions are kept.
        pub version_id: Option<HeaderText> = VERSION_ID,
        /// Whether the service encrypted what it was sent.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer's key that it encrypted with, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The scope of encryption that it encrypted in.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

/// What kind of blob is made.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum NewBlob {
    /// A block blob, whole.
    #[default]
    Block,
    /// A page blob, all zeros.
    Page {
        /// Its length.
        length: PageBlobLength,
        /// Its first sequence number; 0, if not said.
        sequence_number: Option<u64>,
    },
    /// An append blob, empty.
    Append,
}

impl PutBlob {
    /// A block blob of that content.
    pub fn new(blob: BlobUrl, content: Bytes) -> Self {
        Self {
            blob,
            kind: NewBlob::Block,
            content,
            options: PutBlobOptions::default(),
        }
    }

    /// A page blob of that length, all zeros.
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

    /// An append blob, empty.
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
    /// What the service takes from the standard headers where a blob's own are not given.
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
            let rule = "must be empty: page and append blobs are filled by later requests";
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
