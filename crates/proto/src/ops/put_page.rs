//! [*Put Page*](https://learn.microsoft.com/rest/api/storageservices/put-page): writes pages of a page blob.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Malformed, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, ContentHash, CustomerKey, ETag, HeaderText, HttpDate, LeaseId, PageRange,
    ServiceVersion, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Writes whole pages of a page blob, or clears them.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutPage {
    /// The blob.
    pub blob: BlobUrl,
    /// The pages.
    pub range: PageRange,
    /// What to write to them.
    pub write: PageWrite,
    /// The options.
    pub options: PutPageOptions,
}

header_record! {
    /// The options of [`PutPage`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutPageOptions {
        /// A hash with which the service verifies the content.
        pub content_hash: Option<ContentHash> = CONTENT_HASH,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// The highest sequence number that the blob may have.
        pub if_sequence_number_le: Option<u64> = IF_SEQUENCE_NUMBER_LE,
        /// The sequence number that the blob's must be less than.
        pub if_sequence_number_lt: Option<u64> = IF_SEQUENCE_NUMBER_LT,
        /// The sequence number that the blob must have.
        pub if_sequence_number_eq: Option<u64> = IF_SEQUENCE_NUMBER_EQ,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
        /// A customer-provided key for encryption.
        pub customer_key: Option<CustomerKey> = CUSTOMER_KEY since "2019-02-02",
        /// The encryption scope.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE since "2019-02-02",
    }
}

header_record! {
    /// The result of [`PutPage`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutPageOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The blob's sequence number.
        pub sequence_number: Option<u64> = BLOB_SEQUENCE_NUMBER,
        /// MD5 of the content that the service received, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content that the service received, base64.
        pub content_crc64: Option<HeaderText> = CONTENT_CRC64,
        /// Whether the service encrypted the content of the request.
        pub request_server_encrypted: Option<bool> = REQUEST_SERVER_ENCRYPTED,
        /// SHA-256 of the customer-provided key that encrypts it, base64.
        pub encryption_key_sha256: Option<HeaderText> = ENCRYPTION_KEY_SHA256,
        /// The encryption scope that was used.
        pub encryption_scope: Option<HeaderText> = ENCRYPTION_SCOPE,
    }
}

/// What to write to pages.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum PageWrite {
    /// This content, which has the length of the range and at most 4 MiB.
    Update(Bytes),
    /// Zeros.
    Clear,
}

impl PutPage {
    /// Writes `write` to the pages `range` of `blob`.
    pub fn new(blob: BlobUrl, range: PageRange, write: PageWrite) -> Self {
        Self {
            blob,
            range,
            write,
            options: PutPageOptions::default(),
        }
    }

    fn check_length(&self) -> Result<(), Invalid> {
        let PageWrite::Update(content) = &self.write else {
            return Ok(());
        };
        let length = self.range.end() - self.range.start();
        if content.len() as u64 == length && length <= LARGEST {
            return Ok(());
        }
        let rule = "must be as long as its range, and at most 4 MiB";
        let given = format!("{} bytes", content.len());
        Err(Invalid::new("content of pages", &given, rule, "Put Page"))
    }
}

/// Maximum number of bytes that one request can write.
const LARGEST: u64 = 4 << 20;

impl Operation for PutPage {
    type Output = PutPageOutput;
    const KIND: OperationKind = OperationKind::PutPage;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.check_length()?;
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        self.range.write(&header::RANGE, request.headers_mut());
        let (word, content) = match &self.write {
            PageWrite::Update(content) => ("update", content.clone()),
            PageWrite::Clear => ("clear", Bytes::new()),
        };
        let word = HeaderValue::from_static(word);
        request.headers_mut().insert(&header::PAGE_WRITE, word);
        message::set_body(&mut request, content);
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutPageOutput, Error> {
        PutPageOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutPage {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let headers = request.headers();
        let word = HeaderText::read(&header::PAGE_WRITE, headers)?;
        let write = match word.to_ascii_lowercase().as_str() {
            "update" => PageWrite::Update(request.body().clone()),
            "clear" => PageWrite::Clear,
            _ => return Err(Malformed::unreadable(header::PAGE_WRITE.as_str(), &word).into()),
        };
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            range: PageRange::of_request(headers)?,
            write,
            options: PutPageOptions::parse(request)?,
        })
    }

    fn reply(output: &PutPageOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
