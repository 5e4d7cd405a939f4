//! [*Set Blob Properties*](https://learn.microsoft.com/rest/api/storageservices/set-blob-properties): sets content headers.

use bytes::Bytes;
use http::{Request, Response, StatusCode};

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::{
    BlobUrl, Conditions, ETag, HeaderText, HttpDate, LeaseId, PageBlobLength, SequenceNumberChange,
    ServiceVersion, TagCondition,
};
use crate::wire::message;
use crate::wire::record::header_record;

/// Sets the content headers of a blob, or the length and sequence number of a page blob. Erases the state of the last
/// copy.
///
/// If one content header is given, those that are not given are removed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SetBlobProperties {
    /// The blob.
    pub blob: BlobUrl,
    /// The options.
    pub options: SetBlobPropertiesOptions,
}

header_record! {
    /// The options of [`SetBlobProperties`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobPropertiesOptions {
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
        /// The new length of a page blob. A shorter blob loses its last pages.
        pub content_length: Option<PageBlobLength> = BLOB_CONTENT_LENGTH,
        /// The change of a page blob's sequence number.
        pub sequence_number: Option<SequenceNumberChange> = SEQUENCE_NUMBER_CHANGE,
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// Conditions on the blob.
        pub conditions: Conditions = CONDITIONS,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

header_record! {
    /// The result of [`SetBlobProperties`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct SetBlobPropertiesOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// The sequence number of a page blob.
        pub sequence_number: Option<u64> = BLOB_SEQUENCE_NUMBER,
    }
}

impl SetBlobProperties {
    /// Sets properties of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            options: SetBlobPropertiesOptions::default(),
        }
    }
}

impl Operation for SetBlobProperties {
    type Output = SetBlobPropertiesOutput;
    const KIND: OperationKind = OperationKind::SetBlobProperties;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<SetBlobPropertiesOutput, Error> {
        SetBlobPropertiesOutput::granted(reply, StatusCode::OK)
    }
}

#[cfg(feature = "serve")]
impl Serve for SetBlobProperties {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            options: SetBlobPropertiesOptions::parse(request)?,
        })
    }

    fn reply(output: &SetBlobPropertiesOutput) -> Response<Bytes> {
        serve::reply(StatusCode::OK, |headers| output.write(headers))
    }
}
