//! [*Get Page Ranges*](https://learn.microsoft.com/rest/api/storageservices/get-page-ranges): lists pages with content.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
use crate::ops::list_blobs;
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, Serve, ServiceError};
use crate::value::service_version::{TooNew, known_since};
use crate::value::{
    BlobUrl, ByteRange, ETag, HttpDate, LeaseId, MaxResults, PageRange, ReadConditions,
    ServiceVersion, TagCondition,
};
use crate::wire::cursor::Cursor;
use crate::wire::field::Field;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::record::header_record;
use crate::wire::{element, header, message, target};

/// Lists the ranges of a page blob that were written, or those that changed after a snapshot.
///
/// A page may have few ranges, or none, and another page may still follow. Only a missing `next_marker` is the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct GetPageRanges {
    /// The blob, snapshot or version.
    pub blob: BlobUrl,
    /// The snapshot with which to compare; all ranges that were written if `None`.
    pub previous_snapshot: Option<String>,
    /// The `next_marker` of the previous page; opaque.
    pub marker: Option<String>,
    /// The maximum number of ranges of the page.
    pub max_results: Option<MaxResults>,
    /// The options.
    pub options: GetPageRangesOptions,
}

header_record! {
    /// The options of [`GetPageRanges`].
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct GetPageRangesOptions {
        /// The part of the blob whose ranges to list; the whole blob if `None`.
        pub range: Option<ByteRange> = RANGE,
        /// Conditions on the blob.
        pub conditions: ReadConditions = CONDITIONS,
        /// The lease that the blob must have, or the request fails.
        pub lease_id: Option<LeaseId> = LEASE_ID,
        /// A condition on the blob's tags.
        pub if_tags: Option<TagCondition> = IF_TAGS since "2019-12-12",
    }
}

/// A page of the ranges of a page blob.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct GetPageRangesOutput {
    /// The blob's ETag.
    pub etag: Option<ETag>,
    /// When the blob was last modified.
    pub last_modified: Option<HttpDate>,
    /// The blob's length in bytes.
    pub content_length: Option<u64>,
    /// The ranges with content, in order. In a comparison: those that were written after the snapshot.
    pub ranges: Vec<PageRange>,
    /// In a comparison: the ranges that were cleared after the snapshot, in order.
    pub cleared: Vec<PageRange>,
    /// The marker of the next page; `None` at the end.
    pub next_marker: Option<String>,
}

/// Maximum number of ranges to read of one page. The service sends at most 10,000 on a page, and all of them in versions
/// without pages.
const MOST: usize = 1_000_000;

/// Maximum size of a list to read, in bytes.
const LARGEST: u64 = 64 * 1024 * 1024;

/// The first version that compares with a snapshot.
const DIFF_SINCE: &str = "2015-07-08";

/// The first version that lists ranges in pages.
const PAGES_SINCE: &str = "2020-10-02";

impl GetPageRanges {
    /// Lists the first ranges of `blob`.
    pub fn new(blob: BlobUrl) -> Self {
        Self {
            blob,
            previous_snapshot: None,
            marker: None,
            max_results: None,
            options: GetPageRangesOptions::default(),
        }
    }

    /// Refuses parameters that `version` does not support.
    fn check(&self, version: &ServiceVersion) -> Result<(), TooNew> {
        if self.previous_snapshot.is_some() {
            known_since(version, "previous_snapshot", "prevsnapshot", DIFF_SINCE)?;
        }
        if self.marker.is_some() {
            known_since(version, "marker", "marker", PAGES_SINCE)?;
        }
        match self.max_results {
            Some(_) => known_since(version, "max_results", "maxresults", PAGES_SINCE),
            None => Ok(()),
        }
    }
}

/// Reads the range of the element that was just opened.
fn range(cursor: &mut Cursor<'_>) -> Result<PageRange, Malformed> {
    let (mut start, mut last) = (None::<u64>, None::<u64>);
    while let Some(child) = cursor.child()? {
        match child.local_name().as_ref() {
            "Start" => start = element::value(cursor, "Start")?,
            "End" => last = element::value(cursor, "End")?,
            _ => cursor.skip()?,
        }
    }
    let start = start.ok_or_else(|| Malformed::missing("Start"))?;
    let last = last.ok_or_else(|| Malformed::missing("End"))?;
    last.checked_add(1)
        .and_then(|end| PageRange::new(start, end).ok())
        .ok_or_else(|| Malformed::unreadable("PageRange", &format!("{start}-{last}")))
}

impl GetPageRangesOutput {
    fn read<'a>(cursor: &mut Cursor<'a>, _: &BytesStart<'a>) -> Result<Self, Malformed> {
        let mut page = Self::default();
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "PageRange" => page.ranges.push(range(cursor)?),
                "ClearRange" => page.cleared.push(range(cursor)?),
                "NextMarker" => page.next_marker = list_blobs::whole(cursor)?,
                _ => cursor.skip()?,
            }
            if page.ranges.len() + page.cleared.len() > MOST {
                let found = "more ranges than are read";
                return Err(Malformed::unreadable("PageList", found));
            }
        }
        Ok(page)
    }

    /// Both kinds of ranges are merged in the order of their offsets.
    #[cfg(feature = "serve")]
    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("PageList");
        let mut cleared = self.cleared.iter().peekable();
        for range in &self.ranges {
            while let Some(gone) = cleared.next_if(|gone| gone.start() < range.start()) {
                write_range("ClearRange", *gone, &mut out);
            }
            write_range("PageRange", *range, &mut out);
        }
        cleared.for_each(|gone| write_range("ClearRange", *gone, &mut out));
        out.value("NextMarker", self.next_marker.as_ref());
        out.close("PageList");
        out.into_bytes()
    }
}

#[cfg(feature = "serve")]
fn write_range(element: &str, range: PageRange, out: &mut Markup) {
    out.open(element);
    out.value("Start", Some(&range.start()));
    out.value("End", Some(&(range.end() - 1)));
    out.close(element);
}

impl Operation for GetPageRanges {
    type Output = GetPageRangesOutput;
    const KIND: OperationKind = OperationKind::GetPageRanges;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.check(&version)?;
        let mut target = message::blob_target(Self::KIND, &self.blob);
        for (name, text) in [
            ("prevsnapshot", &self.previous_snapshot),
            ("marker", &self.marker),
        ] {
            if let Some(text) = text {
                target::push_parameter(&mut target, name, text);
            }
        }
        if let Some(ranges) = self.max_results {
            target::push_parameter(&mut target, "maxresults", &ranges.get().to_string());
        }
        let mut request = message::request(Self::KIND, target, version)?;
        self.options.put(&version, &mut request)?;
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<GetPageRangesOutput, Error> {
        let headers = message::granted(reply, StatusCode::OK)?;
        let page = Cursor::document(reply.body(), "PageList", GetPageRangesOutput::read)?;
        Ok(GetPageRangesOutput {
            etag: Option::read(&header::ETAG, headers)?,
            last_modified: Option::read(&header::LAST_MODIFIED, headers)?,
            content_length: Option::read(&header::BLOB_CONTENT_LENGTH, headers)?,
            ..page
        })
    }
}

#[cfg(feature = "serve")]
impl Serve for GetPageRanges {
    /// Parameters that the request's version does not know are ignored, like any unknown parameter.
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let mut options = GetPageRangesOptions::parse(request)?;
        if options.range.is_none() {
            options.range = Option::read(&http::header::RANGE, request.headers())?;
        }
        let version = serve::version(request)?;
        let knows = |since| version.is_none_or(|version| version.as_str() >= since);
        let text = |name| target::text_parameter(request.uri(), name);
        let max_results = match text("maxresults").filter(|_| knows(PAGES_SINCE)) {
            Some(text) => Some(list_blobs::max_results(&text)?),
            None => None,
        };
        Ok(Self {
            blob: BlobUrl::of_target(request.uri(), endpoint)?,
            previous_snapshot: text("prevsnapshot").filter(|_| knows(DIFF_SINCE)),
            marker: text("marker").filter(|_| knows(PAGES_SINCE)),
            max_results,
            options,
        })
    }

    fn reply(output: &GetPageRangesOutput) -> Response<Bytes> {
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
