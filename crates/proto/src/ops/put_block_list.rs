//! [*Put Block List*](https://learn.microsoft.com/rest/api/storageservices/put-block-list): commits blocks.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
#[cfg(feature = "serve")]
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Operation, OperationKind};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, ErrorCode, Malformed, Serve, ServiceError};
use crate::value::{
    AccessTier, BlobUrl, BlockId, Conditions, ContentHash, CustomerKey, ETag, HeaderText, HttpDate,
    ImmutabilityPolicy, LeaseId, Metadata, ServiceVersion, TagCondition, Tags,
};
#[cfg(feature = "serve")]
use crate::wire::cursor::Cursor;
use crate::wire::markup::Markup;
use crate::wire::message;
use crate::wire::record::header_record;

/// Creates a block blob from uploaded blocks, and from blocks of the existing blob.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct PutBlockList {
    /// The blob.
    pub blob: BlobUrl,
    /// The blocks in order, at most 50,000.
    pub blocks: Vec<BlockChoice>,
    /// The options.
    pub options: PutBlockListOptions,
}

header_record! {
    /// The options of [`PutBlockList`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockListOptions {
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
        /// User metadata.
        pub metadata: Metadata = ..,
        /// The access tier.
        pub access_tier: Option<AccessTier> = ACCESS_TIER since "2018-11-09",
        /// The tags.
        pub tags: Tags = TAGS since "2019-12-12",
        /// The blob's immutability policy.
        pub immutability_policy: Option<ImmutabilityPolicy> = .. since "2020-06-12",
        /// Whether the blob gets a legal hold.
        pub legal_hold: Option<bool> = LEGAL_HOLD since "2020-06-12",
        /// The lease on the blob, if it has one.
        pub lease_id: Option<LeaseId> = LEASE_ID,
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
    /// The result of [`PutBlockList`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct PutBlockListOutput {
        /// The blob's ETag.
        pub etag: Option<ETag> = ETAG,
        /// When the blob was last modified.
        pub last_modified: Option<HttpDate> = LAST_MODIFIED,
        /// MD5 of the content that the service received, base64.
        pub content_md5: Option<HeaderText> = CONTENT_MD5,
        /// CRC-64 of the content that the service received, base64.
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

/// A block, and where the service looks for it.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockChoice {
    /// Among the committed blocks.
    Committed(BlockId),
    /// Among the uncommitted blocks.
    Uncommitted(BlockId),
    /// Among the uncommitted blocks first, then among the committed ones.
    Latest(BlockId),
}

/// Maximum number of blocks of a blob.
const MOST: usize = 50_000;

impl PutBlockList {
    /// Commits `blocks` to `blob`.
    pub fn new(blob: BlobUrl, blocks: Vec<BlockChoice>) -> Self {
        Self {
            blob,
            blocks,
            options: PutBlockListOptions::default(),
        }
    }

    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("BlockList");
        for block in &self.blocks {
            let (name, id) = match block {
                BlockChoice::Committed(id) => ("Committed", id),
                BlockChoice::Uncommitted(id) => ("Uncommitted", id),
                BlockChoice::Latest(id) => ("Latest", id),
            };
            out.leaf(name, id.as_str());
        }
        out.close("BlockList");
        out.into_bytes()
    }
}

#[cfg(feature = "serve")]
fn blocks<'a>(cursor: &mut Cursor<'a>, _: &BytesStart<'a>) -> Result<Vec<BlockChoice>, Malformed> {
    let mut blocks = Vec::new();
    while let Some(block) = cursor.child()? {
        let choice = match block.local_name().as_ref() {
            "Committed" => BlockChoice::Committed,
            "Uncommitted" => BlockChoice::Uncommitted,
            "Latest" => BlockChoice::Latest,
            other => return Err(Malformed::unreadable("BlockList", other)),
        };
        let text = cursor.text()?;
        let id = BlockId::parse(text.trim());
        blocks.push(choice(
            id.map_err(|_| Malformed::unreadable("BlockList", &text))?,
        ));
        if blocks.len() > MOST {
            return Err(Malformed::unreadable(
                "BlockList",
                "more than 50,000 blocks",
            ));
        }
    }
    Ok(blocks)
}

impl Operation for PutBlockList {
    type Output = PutBlockListOutput;
    const KIND: OperationKind = OperationKind::PutBlockList;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        if self.blocks.len() > MOST {
            let rule = "must name at most 50,000 blocks";
            let given = self.blocks.len().to_string();
            return Err(Invalid::new("block list", &given, rule, "Put Block List"));
        }
        let mut request = message::request(
            Self::KIND,
            message::destination(Self::KIND, &self.blob)?,
            version,
        )?;
        self.options.put(&version, &mut request)?;
        message::set_document(&mut request, self.document());
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<PutBlockListOutput, Error> {
        PutBlockListOutput::granted(reply, StatusCode::CREATED)
    }
}

#[cfg(feature = "serve")]
impl Serve for PutBlockList {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let blocks = Cursor::document(request.body(), "BlockList", blocks).map_err(|_| {
            ServiceError::new(
                StatusCode::BAD_REQUEST,
                ErrorCode::InvalidXmlDocument,
                "XML specified is not syntactically valid.",
            )
        })?;
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            blocks,
            options: PutBlockListOptions::parse(request)?,
        })
    }

    fn reply(output: &PutBlockListOutput) -> Response<Bytes> {
        serve::reply(StatusCode::CREATED, |headers| output.write(headers))
    }
}
