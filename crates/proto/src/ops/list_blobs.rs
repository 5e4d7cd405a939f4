//! [*List Blobs*](https://learn.microsoft.com/rest/api/storageservices/list-blobs): lists a container in pages.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
use crate::ops::{BlobPrefix, ListedBlob};
#[cfg(feature = "serve")]
use crate::serve::{self, Endpoint, ErrorCode, Serve, ServiceError};
use crate::value::service_version::{TooNew, known_since, value_known_since};
use crate::value::{ContainerUrl, ListInclude, MaxResults, ServiceVersion, ShowOnly};
use crate::wire::cursor::Cursor;
#[cfg(feature = "serve")]
use crate::wire::field::Text;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{element, message, target};

/// Gets a page of a container's blobs, ordered by name.
///
/// A page may have few entries, or none, and another page may still follow. Only a missing `next_marker` is the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ListBlobs {
    /// The container.
    pub container: ContainerUrl,
    /// The options.
    pub options: ListBlobsOptions,
}

/// The options of [`ListBlobs`].
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListBlobsOptions {
    /// The prefix of the names to list.
    pub prefix: Option<String>,
    /// Names that are equal up to this delimiter are listed as one prefix. Not allowed together with snapshots.
    pub delimiter: Option<String>,
    /// The `next_marker` of the previous page; opaque.
    pub marker: Option<String>,
    /// The maximum number of entries of the page.
    pub max_results: Option<MaxResults>,
    /// What to include in addition to the current blobs.
    pub include: Vec<ListInclude>,
    /// The only entries to show, with a hierarchical namespace.
    pub show_only: Option<ShowOnly>,
    /// The name at which the listing starts.
    pub start_from: Option<String>,
}

/// A page of a container's blobs.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListBlobsOutput {
    /// The account's endpoint, as the service reports it.
    pub service_endpoint: Option<String>,
    /// The container's name.
    pub container_name: Option<String>,
    /// The prefix of the request.
    pub prefix: Option<String>,
    /// The marker of the request.
    pub marker: Option<String>,
    /// The page size of the request.
    pub max_results: Option<u64>,
    /// The delimiter of the request.
    pub delimiter: Option<String>,
    /// The blobs, ordered by name.
    pub blobs: Vec<ListedBlob>,
    /// The prefixes, each for all names that are equal up to the delimiter, ordered by name.
    pub prefixes: Vec<BlobPrefix>,
    /// The marker of the next page; `None` at the end.
    pub next_marker: Option<String>,
}

/// Maximum size of a page to read, in bytes: 5,000 entries of 6 KiB, which is the longest name and some metadata. If
/// blobs have more metadata, request smaller pages.
pub(crate) const LARGEST_PAGE: u64 = 32 * 1024 * 1024;

/// The first version that knows `startFrom`.
const START_FROM_SINCE: &str = "2026-02-06";

/// Maximum number of entries to read of one page. The service sends at most 5,000.
pub(crate) const MOST: usize = 10_000;

impl ListBlobs {
    /// Gets the first page of `container`.
    pub fn new(container: ContainerUrl) -> Self {
        Self {
            container,
            options: ListBlobsOptions::default(),
        }
    }
}

impl ListBlobsOptions {
    fn push(&self, target: &mut String) {
        let texts = [
            ("prefix", &self.prefix),
            ("delimiter", &self.delimiter),
            ("marker", &self.marker),
            ("startFrom", &self.start_from),
        ];
        for (name, text) in texts {
            if let Some(text) = text {
                target::push_parameter(target, name, text);
            }
        }
        if let Some(entries) = self.max_results {
            target::push_parameter(target, "maxresults", &entries.get().to_string());
        }
        if !self.include.is_empty() {
            let words: Vec<&str> = self.include.iter().map(ListInclude::as_str).collect();
            target::push_parameter(target, "include", &words.join(","));
        }
        if let Some(kind) = &self.show_only {
            target::push_parameter(target, "showonly", kind.as_str());
        }
    }

    #[cfg(feature = "serve")]
    fn parse(request: &Request<Bytes>) -> Result<Self, Box<ServiceError>> {
        let parameter = |name| target::parameter(request.uri(), name);
        let text = |name| target::text_parameter(request.uri(), name);
        let mut options = Self {
            prefix: text("prefix"),
            delimiter: text("delimiter"),
            marker: text("marker"),
            max_results: text("maxresults")
                .map(|text| max_results(&text))
                .transpose()?,
            include: words(parameter("include").as_deref().unwrap_or_default()),
            show_only: text("showonly").map(|text| ShowOnly::from(text.as_str())),
            start_from: text("startfrom"),
        };
        let unknown = options
            .include
            .iter()
            .any(|word| matches!(word, ListInclude::Other(_)));
        if unknown || options.contradicts_itself() {
            return Err(refused(ErrorCode::InvalidQueryParameterValue));
        }
        if let Some(version) = serve::version(request)? {
            // A version that does not know it ignores it, as any unknown parameter.
            if version.as_str() < START_FROM_SINCE {
                options.start_from = None;
            }
            options
                .check(&version)
                .map_err(|_| refused(ErrorCode::UnsupportedQueryParameter))?;
        }
        Ok(options)
    }

    /// Refuses options that `version` does not support.
    fn check(&self, version: &ServiceVersion) -> Result<(), TooNew> {
        for word in &self.include {
            value_known_since(version, "include", word)?;
        }
        if let Some(kind) = &self.show_only {
            value_known_since(version, "showonly", kind)?;
        }
        match self.start_from {
            Some(_) => known_since(version, "start_from", "startFrom", START_FROM_SINCE),
            None => Ok(()),
        }
    }

    fn contradicts_itself(&self) -> bool {
        self.delimiter.is_some() && self.include.contains(&ListInclude::Snapshots)
    }
}

/// What a parameter with words between commas says.
#[cfg(feature = "serve")]
pub(super) fn words<T: for<'a> From<&'a str>>(text: &str) -> Vec<T> {
    let words = text.split(',').map(str::trim);
    words.filter(|word| !word.is_empty()).map(T::from).collect()
}

/// A number above the service's maximum is reduced to it, as the service does.
#[cfg(feature = "serve")]
pub(super) fn max_results(text: &str) -> Result<MaxResults, Box<ServiceError>> {
    let Some(entries) = u64::decode(text) else {
        return Err(refused(ErrorCode::InvalidQueryParameterValue));
    };
    let entries = entries.min(MaxResults::MOST.get().into());
    let entries = u16::try_from(entries).expect("was cut to 5,000");
    MaxResults::new(entries).map_err(|_| refused(ErrorCode::OutOfRangeQueryParameterValue))
}

#[cfg(feature = "serve")]
pub(super) fn refused(code: ErrorCode) -> Box<ServiceError> {
    let message = match code {
        ErrorCode::OutOfRangeQueryParameterValue => {
            "One of the query parameters specified in the request URI is outside the permissible range."
        }
        ErrorCode::UnsupportedQueryParameter => {
            "One of the query parameters specified in the request URI is not supported."
        }
        _ => "Value for one of the query parameters specified in the request URI is invalid.",
    };
    ServiceError::new(StatusCode::BAD_REQUEST, code, message).into()
}

impl ListBlobsOutput {
    fn read<'a>(cursor: &mut Cursor<'a>, root: &BytesStart<'a>) -> Result<Self, Malformed> {
        let mut page = Self {
            service_endpoint: element::attribute(root, "ServiceEndpoint"),
            container_name: element::attribute(root, "ContainerName"),
            ..Self::default()
        };
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Prefix" => page.prefix = whole(cursor)?,
                "Marker" => page.marker = whole(cursor)?,
                "MaxResults" => page.max_results = element::value(cursor, "MaxResults")?,
                "Delimiter" => page.delimiter = whole(cursor)?,
                "NextMarker" => page.next_marker = whole(cursor)?,
                "Blobs" => page.read_entries(cursor)?,
                _ => cursor.skip()?,
            }
        }
        Ok(page)
    }

    fn read_entries(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Blob" => self.blobs.push(ListedBlob::read(cursor)?),
                "BlobPrefix" => self.prefixes.push(BlobPrefix::read(cursor)?),
                _ => cursor.skip()?,
            }
            if self.blobs.len() + self.prefixes.len() > MOST {
                let found = "more entries than the service puts on a page";
                return Err(Malformed::unreadable("Blobs", found));
            }
        }
        Ok(())
    }

    #[cfg(feature = "serve")]
    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        let endpoint = self.service_endpoint.as_deref();
        let container = self.container_name.as_deref();
        let attributes = [("ServiceEndpoint", endpoint), ("ContainerName", container)];
        let attributes: Vec<(&str, &str)> = attributes
            .into_iter()
            .filter_map(|(name, value)| Some((name, value?)))
            .collect();
        out.open_with("EnumerationResults", &attributes);
        out.value("Prefix", self.prefix.as_ref());
        out.value("Marker", self.marker.as_ref());
        out.value("MaxResults", self.max_results.as_ref());
        out.value("Delimiter", self.delimiter.as_ref());
        out.open("Blobs");
        self.write_entries(&mut out);
        out.close("Blobs");
        out.leaf(
            "NextMarker",
            self.next_marker.as_deref().unwrap_or_default(),
        );
        out.close("EnumerationResults");
        out.into_bytes()
    }

    /// Blobs and prefixes are merged in the order of their names.
    #[cfg(feature = "serve")]
    fn write_entries(&self, out: &mut Markup) {
        let mut prefixes = self.prefixes.iter().peekable();
        for blob in &self.blobs {
            while let Some(prefix) = prefixes.next_if(|prefix| prefix.name < blob.name) {
                prefix.write(out);
            }
            blob.write(out);
        }
        prefixes.for_each(|prefix| prefix.write(out));
    }
}

/// Text in which spaces are significant. An empty element is the same as a missing one.
pub(super) fn whole(cursor: &mut Cursor<'_>) -> Result<Option<String>, Malformed> {
    let text = cursor.text()?;
    Ok((!text.is_empty()).then(|| text.into_owned()))
}

impl Operation for ListBlobs {
    type Output = ListBlobsOutput;
    const KIND: OperationKind = OperationKind::ListBlobs;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_PAGE);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        if self.options.contradicts_itself() {
            let rule = "must not be given when snapshots are included";
            let delimiter = self.options.delimiter.as_deref().unwrap_or_default();
            return Err(Invalid::new("delimiter", delimiter, rule, "List Blobs"));
        }
        let mut target = message::container_target(Self::KIND, &self.container);
        self.options.push(&mut target);
        message::request(Self::KIND, target, version)
    }

    fn decode(reply: &Response<Bytes>) -> Result<ListBlobsOutput, Error> {
        message::granted(reply, StatusCode::OK)?;
        let read = ListBlobsOutput::read;
        Ok(Cursor::document(reply.body(), "EnumerationResults", read)?)
    }
}

#[cfg(feature = "serve")]
impl Serve for ListBlobs {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            options: ListBlobsOptions::parse(request)?,
        })
    }

    fn reply(output: &ListBlobsOutput) -> Response<Bytes> {
        serve::document_reply(output.document())
    }
}
