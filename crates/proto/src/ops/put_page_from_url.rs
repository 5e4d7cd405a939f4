//! [*Put Page From URL*](https://learn.microsoft.com/rest/api/storageservices/put-page-from-url): writes pages from a URL.

use bytes::Bytes;
use http::{HeaderValue, Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
use crate::ops::PutPageOutput;
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Malformed, Serve, ServiceError};
use crate::value::{
    BlobUrl, ByteRange, Conditions, ContentHash, CustomerKey, FileRequestIntent, HeaderText,
    LeaseId, PageRange, ServiceVersion, SourceAuthorization, SourceUrl, TagCondition,
};
use crate::wire::field::Field;
use crate::wire::record::header_record;
use crate::wire::{header, message};

/// Writes whole pages of a page blob with a range of a URL of the same length: at most 4 MiB, before the service
/// replies.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutPageFromUrl {
    /// The blob.
    pub blob: BlobUrl,
    /// The pages.
    pub range: PageRange,
    /// The source.
    pub source: SourceUrl,
    /// The offset in the source at which the range begins, in bytes.
    pub source_offset: u64,
    /// The options.
    pub options: PutPageFromUrlOptions,
}

header_record! {
    /// The options of [`PutPageFromUrl`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutPageFromUrlOptions {
        /// A hash with which the service verifies the content of the source.
        pub source_content_hash: Option<ContentHash> = SOURCE_CONTENT_HASH,
        /// Conditions on the source.
        pub source_conditions: Conditions = SOURCE_CONDITIONS,
        /// An access token with which the service reads the source. The source then needs no SAS.
        pub source_authorization: Option<SourceAuthorization> = COPY_SOURCE_AUTHORIZATION since "2020-10-02",
        /// The purpose of the token. Required for a source in Azure Files.
        pub file_request_intent: Option<FileRequestIntent> = FILE_REQUEST_INTENT since "2025-07-05",
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
        /// The customer-provided key of the source, if it has one.
        pub source_customer_key: Option<CustomerKey> = SOURCE_CUSTOMER_KEY since "2026-04-06",
    }
}

/// Maximum number of bytes that one request can write.
const LARGEST: u64 = 4 << 20;

impl PutPageFromUrl {
    /// Writes the first bytes of `source` to the pages `range` of `blob`.
    pub fn new(blob: BlobUrl, range: PageRange, source: SourceUrl) -> Self {
        Self {
            blob,
            range,
            source,
            source_offset: 0,
            options: PutPageFromUrlOptions::default(),
        }
    }

    /// The range of the source, which is as long as that of the pages.
    ///
    /// # Errors
    /// If it has more than 4 MiB, or ends beyond the largest number.
    pub fn source_range(&self) -> Result<ByteRange, Invalid> {
        let length = self.range.end() - self.range.start();
        let end = self.source_offset.checked_add(length);
        if let Some(end) = end.filter(|_| length <= LARGEST) {
            return ByteRange::between(self.source_offset, end);
        }
        let rule = "must have at most 4 MiB, and must not end beyond the largest number";
        let given = format!("{length} bytes from {}", self.source_offset);
        Err(Invalid::new(
            "range of the source",
            &given,
            rule,
            "Put Page From URL",
        ))
    }
}

impl Operation for PutPageFromUrl {
    type Output = PutPageOutput;
    const KIND: OperationKind = OperationKind::PutPageFromUrl;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        let headers = request.headers_mut();
        self.range.write(&header::RANGE, headers);
        self.source.write(&header::COPY_SOURCE, headers);
        self.source_range()?.write(&header::SOURCE_RANGE, headers);
        headers.insert(&header::PAGE_WRITE, HeaderValue::from_static("update"));
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutPageOutput, Error> {
        PutPageOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutPageFromUrl {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let headers = request.headers();
        let word = HeaderText::read(&header::PAGE_WRITE, headers)?;
        if !word.eq_ignore_ascii_case("update") {
            return Err(Malformed::unreadable(header::PAGE_WRITE.as_str(), &word).into());
        }
        let source_range = ByteRange::read(&header::SOURCE_RANGE, headers)?;
        let unreadable = || {
            let name = header::SOURCE_RANGE.as_str();
            Malformed::unreadable(name, &source_range.to_string())
        };
        let covered = source_range.within(u64::MAX).ok_or_else(unreadable)?;
        let parsed = Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            range: PageRange::of_request(headers)?,
            source: SourceUrl::read(&header::COPY_SOURCE, headers)?,
            source_offset: covered.start,
            options: PutPageFromUrlOptions::parse(request)?,
        };
        match parsed.source_range() {
            Ok(range) if range == source_range => Ok(parsed),
            _ => Err(unreadable().into()),
        }
    }

    fn reply(output: &PutPageOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
