//! [*List Blobs*](https://learn.microsoft.com/rest/api/storageservices/list-blobs): a container, page by page.

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

/// Asks for a page of a container's blobs, in the order of their names.
///
/// A page may hold few entries, or none, and yet be followed by another: only a missing `next_marker` is the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ListBlobs {
    /// The container.
    pub container: ContainerUrl,
    /// What else is asked for.
    pub options: ListBlobsOptions,
}

/// What may be asked for beside the container.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListBlobsOptions {
    /// What the names shall begin with.
    pub prefix: Option<String>,
    /// Up to which the names that begin alike are told as one; not together with snapshots.
    pub delimiter: Option<String>,
    /// Where the page before ended; opaque.
    pub marker: Option<String>,
    /// Most entries that the page shall hold.
    pub max_results: Option<MaxResults>,
    /// What is told beside the blobs as they are.
    pub include: Vec<ListInclude>,
    /// What alone is shown, where there are real directories.
    pub show_only: Option<ShowOnly>,
    /// The name from which on blobs are told.
    pub start_from: Option<String>,
}

/// A page of a container's blobs.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListBlobsOutput {
    /// The account, as the service calls it.
    pub service_endpoint: Option<String>,
    /// The container's name.
    pub container_name: Option<String>,
    /// The prefix that was asked for.
    pub prefix: Option<String>,
    /// The marker that was given.
    pub marker: Option<String>,
    /// The size that was asked for.
    pub max_results: Option<u64>,
    /// The delimiter that was asked for.
    pub delimiter: Option<String>,
    /// The blobs, in the order of their names.
    pub blobs: Vec<ListedBlob>,
    /// What stands for names that begin alike, in the order of these beginnings.
    pub prefixes: Vec<BlobPrefix>,
    /// Where the next page begins; `None` at the end.
    pub next_marker: Option<String>,
}

/// Largest page that is worth reading: 5,000 entries of 6 KiB, which is a name of the longest and some metadata. Where
/// blobs hold more, fewer of them a page are to be asked for.
const LARGEST_PAGE: u64 = 32 * 1024 * 1024;

/// Most entries that are read of one page, of which the service's own have at most 5,000.
const MOST: usize = 10_000;

impl ListBlobs {
    /// The first page of `container`.
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
        let text = |name| parameter(name).map(String::from).filter(|t| !t.is_empty());
        let include = parameter("include").unwrap_or_default();
        let options = Self {
            prefix: text("prefix"),
            delimiter: text("delimiter"),
            marker: text("marker"),
            max_results: text("maxresults")
                .map(|text| max_results(&text))
                .transpose()?,
            include: include
                .split(',')
                .map(str::trim)
                .filter(|word| !word.is_empty())
                .map(ListInclude::from)
                .collect(),
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
            options
                .check(&version)
                .map_err(|_| refused(ErrorCode::UnsupportedQueryParameter))?;
        }
        Ok(options)
    }

    /// Refuses what `version` does not know.
    fn check(&self, version: &ServiceVersion) -> Result<(), TooNew> {
        for word in &self.include {
            value_known_since(version, "include", word)?;
        }
        if let Some(kind) = &self.show_only {
            value_known_since(version, "showonly", kind)?;
        }
        match self.start_from {
            Some(_) => known_since(version, "start_from", "startFrom", "2026-02-06"),
            None => Ok(()),
        }
    }

    fn contradicts_itself(&self) -> bool {
        self.delimiter.is_some() && self.include.contains(&ListInclude::Snapshots)
    }
}

/// More than the service grants is cut, as it does.
#[cfg(feature = "serve")]
fn max_results(text: &str) -> Result<MaxResults, Box<ServiceError>> {
    let Some(entries) = u64::decode(text) else {
        return Err(refused(ErrorCode::InvalidQueryParameterValue));
    };
    let entries = entries.min(MaxResults::MOST.get().into());
    let entries = u16::try_from(entries).expect("was cut to 5,000");
    MaxResults::new(entries).map_err(|_| refused(ErrorCode::OutOfRangeQueryParameterValue))
}

#[cfg(feature = "serve")]
fn refused(code: ErrorCode) -> Box<ServiceError> {
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

    /// Blobs and prefixes together are in the order of their names.
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

/// Text in which spaces count; an empty one says as much as a missing one.
fn whole(cursor: &mut Cursor<'_>) -> Result<Option<String>, Malformed> {
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
