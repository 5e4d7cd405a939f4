//! [*Get Block List*](https://learn.microsoft.com/rest/api/storageservices/get-block-list): lists a block blob's blocks.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
#[cfg(feature = "serve")]
use crate::ops::list_blobs::refused;
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, ErrorCode, Serve, ServiceError};
use crate::value::{BlobUrl, BlockId, ETag, HttpDate, LeaseId, ServiceVersion, TagCondition};
use crate::wire::cursor::Cursor;
use crate::wire::element;
use crate::wire::field::Field;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::record::header_record;
use crate::wire::{header, message, target};

/// Lists the blocks of a block blob, in order, or those that were uploaded and not committed.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetBlockList {
    /// The blob.
    pub blob: BlobUrl,
    /// Which blocks to list.
    pub list: BlockListKind,
    /// The options.
    pub options: GetBlockListOptions,
}

/// Which blocks to list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum BlockListKind {
    /// The blocks of the blob.
    #[default]
    Committed,
    /// The blocks that were uploaded and not committed.
    Uncommitted,
    /// Both.
    All,
}

header_record! {
    /// The options of [`GetBlockList`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetBlockListOptions {
        /// The lease that the blob must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

/// The blocks of a block blob.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GetBlockListOutput {
    /// The blob's ETag; `None` if no block was committed.
    pub etag: Option<ETag>,
    /// When the blob was last modified; `None` if no block was committed.
    pub last_modified: Option<HttpDate>,
    /// The blob's length in bytes.
    pub content_length: Option<u64>,
    /// The blocks of the blob, in order; `None` if the request did not ask for them.
    pub committed: Option<Vec<ListedBlock>>,
    /// The blocks that were not committed; `None` if the request did not ask for them.
    pub uncommitted: Option<Vec<ListedBlock>>,
}

/// A block in a list.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ListedBlock {
    /// The block's id.
    pub id: BlockId,
    /// The block's length in bytes.
    pub length: u64,
}

/// Maximum number of blocks to read. A blob has at most 50,000 committed blocks and 100,000 uncommitted ones.
const MOST: usize = 150_000;

/// Maximum size of a list to read, in bytes: its blocks, each with an id of 64 bytes.
const LARGEST: u64 = 32 * 1024 * 1024;

impl GetBlockList {
    /// Lists the committed blocks of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            list: BlockListKind::default(),
            options: GetBlockListOptions::default(),
        }
    }
}

impl BlockListKind {
    /// The value of the parameter `blocklisttype`.
    fn as_str(self) -> &'static str {
        match self {
            Self::Committed => "committed",
            Self::Uncommitted => "uncommitted",
            Self::All => "all",
        }
    }

    #[cfg(feature = "serve")]
    fn of_request(request: &Request<Bytes>) -> Result<Self, Box<ServiceError>> {
        let Some(word) = target::parameter(request.uri(), "blocklisttype") else {
            return Ok(Self::default());
        };
        [Self::Committed, Self::Uncommitted, Self::All]
            .into_iter()
            .find(|kind| kind.as_str().eq_ignore_ascii_case(&word))
            .ok_or_else(|| refused(ErrorCode::InvalidQueryParameterValue))
    }

    /// Whether the list has the blocks of the blob.
    pub fn has_committed(self) -> bool {
        self != Self::Uncommitted
    }

    /// Whether the list has the blocks that were not committed.
    pub fn has_uncommitted(self) -> bool {
        self != Self::Committed
    }
}

impl ListedBlock {
    /// A block of `length` bytes.
    pub fn new(id: BlockId, length: u64) -> Self {
        Self { id, length }
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let (mut id, mut length) = (None, None);
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Name" => {
                    let text = cursor.text()?;
                    let parsed = BlockId::parse(text.trim());
                    id = Some(parsed.map_err(|_| Malformed::unreadable("Name", &text))?);
                }
                "Size" => length = element::value(cursor, "Size")?,
                _ => cursor.skip()?,
            }
        }
        Ok(Self {
            id: id.ok_or_else(|| Malformed::missing("Name"))?,
            length: length.ok_or_else(|| Malformed::missing("Size"))?,
        })
    }

    fn read_all(cursor: &mut Cursor<'_>) -> Result<Vec<Self>, Malformed> {
        let mut blocks = Vec::new();
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Block" => blocks.push(Self::read(cursor)?),
                _ => cursor.skip()?,
            }
            if blocks.len() > MOST {
                let found = "more blocks than a blob can have";
                return Err(Malformed::unreadable("BlockList", found));
            }
        }
        Ok(blocks)
    }
}

impl GetBlockListOutput {
    fn read<'a>(cursor: &mut Cursor<'a>, _: &BytesStart<'a>) -> Result<Self, Malformed> {
        let mut list = Self::default();
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "CommittedBlocks" => list.committed = Some(ListedBlock::read_all(cursor)?),
                "UncommittedBlocks" => list.uncommitted = Some(ListedBlock::read_all(cursor)?),
                _ => cursor.skip()?,
            }
        }
        Ok(list)
    }

    #[cfg(feature = "serve")]
    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("BlockList");
        for (name, blocks) in [
            ("CommittedBlocks", &self.committed),
            ("UncommittedBlocks", &self.uncommitted),
        ] {
            let Some(blocks) = blocks else { continue };
            out.open(name);
            for block in blocks {
                out.open("Block");
                out.leaf("Name", block.id.as_str());
                out.value("Size", Some(&block.length));
                out.close("Block");
            }
            out.close(name);
        }
        out.close("BlockList");
        out.into_bytes()
    }
}

impl Operation for GetBlockList {
    type Output = GetBlockListOutput;
    const KIND: OperationKind = OperationKind::GetBlockList;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::blob_target(Self::KIND, &self.blob);
        target::push_parameter(&mut target, "blocklisttype", self.list.as_str());
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetBlockListOutput, Error> {
        let headers = message::granted(reply, StatusCode::OK)?;
        let list = Cursor::document(reply.body(), "BlockList", GetBlockListOutput::read)?;
        Ok(GetBlockListOutput {
            etag: Option::read(&header::ETAG, headers)?,
            last_modified: Option::read(&header::LAST_MODIFIED, headers)?,
            content_length: Option::read(&header::BLOB_CONTENT_LENGTH, headers)?,
            ..list
        })
    }
}

#[cfg(feature = "serve")]
impl Serve for GetBlockList {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            list: BlockListKind::of_request(request)?,
            options: GetBlockListOptions::parse(request)?,
        })
    }

    fn reply(output: &GetBlockListOutput) -> Response<Bytes> {
        let mut reply = serve::document_reply(output.document());
        let headers = reply.headers_mut();
        output.etag.write(&header::ETAG, headers);
        output.last_modified.write(&header::LAST_MODIFIED, headers);
        output
            .content_length
            .write(&header::BLOB_CONTENT_LENGTH, headers);
        reply
    }
}
