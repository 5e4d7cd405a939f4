//! [*List Containers*](https://learn.microsoft.com/rest/api/storageservices/list-containers2): an account, page by page.

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
use crate::ops::ListedContainer;
use crate::ops::list_blobs::{LARGEST_PAGE, MOST, whole};
#[cfg(feature = "serve")]
use crate::ops::list_blobs::{max_results, refused, words};
#[cfg(feature = "serve")]
use crate::serve::{self, ErrorCode, Serve, ServiceError};
use crate::value::service_version::{TooNew, value_known_since};
use crate::value::{ContainerInclude, Endpoint, MaxResults, ServiceVersion};
use crate::wire::cursor::Cursor;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{element, message, target};

/// Lists a page of an account's containers, in the order of their names.
///
/// A page may have few containers, or none, and another page may still follow. Only a missing `next_marker` is the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct ListContainers {
    /// The account.
    pub endpoint: Endpoint,
    /// The options.
    pub options: ListContainersOptions,
}

/// The options of [`ListContainers`].
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListContainersOptions {
    /// The prefix of the names.
    pub prefix: Option<String>,
    /// The `next_marker` of the previous page; opaque.
    pub marker: Option<String>,
    /// The maximum number of containers of the page.
    pub max_results: Option<MaxResults>,
    /// What else the page includes.
    pub include: Vec<ContainerInclude>,
}

/// A page of an account's containers.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListContainersOutput {
    /// The account's endpoint, as the service reports it.
    pub service_endpoint: Option<String>,
    /// The prefix of the request.
    pub prefix: Option<String>,
    /// The marker of the request.
    pub marker: Option<String>,
    /// The maximum number of containers of the request.
    pub max_results: Option<u64>,
    /// The containers, in the order of their names.
    pub containers: Vec<ListedContainer>,
    /// The marker of the next page; `None` at the end.
    pub next_marker: Option<String>,
}

impl ListContainers {
    /// The first page of the account at `endpoint`.
    pub fn new(endpoint: Endpoint) -> Self {
        Self {
            endpoint,
            options: ListContainersOptions::default(),
        }
    }
}

impl ListContainersOptions {
    fn push(&self, target: &mut String) {
        if let Some(prefix) = &self.prefix {
            target::push_parameter(target, "prefix", prefix);
        }
        if let Some(marker) = &self.marker {
            target::push_parameter(target, "marker", marker);
        }
        if let Some(entries) = self.max_results {
            target::push_parameter(target, "maxresults", &entries.get().to_string());
        }
        if !self.include.is_empty() {
            let words: Vec<&str> = self.include.iter().map(ContainerInclude::as_str).collect();
            target::push_parameter(target, "include", &words.join(","));
        }
    }

    #[cfg(feature = "serve")]
    fn parse(request: &Request<Bytes>) -> Result<Self, Box<ServiceError>> {
        let parameter = |name| target::parameter(request.uri(), name);
        let text = |name| target::text_parameter(request.uri(), name);
        let most = text("maxresults").map(|text| max_results(&text));
        let options = Self {
            prefix: text("prefix"),
            marker: text("marker"),
            max_results: most.transpose()?,
            include: words(parameter("include").as_deref().unwrap_or_default()),
        };
        let is_unknown = |word: &ContainerInclude| matches!(word, ContainerInclude::Other(_));
        if options.include.iter().any(is_unknown) {
            return Err(refused(ErrorCode::InvalidQueryParameterValue));
        }
        if let Some(version) = serve::version(request)? {
            let known = options.check(&version);
            known.map_err(|_| refused(ErrorCode::UnsupportedQueryParameter))?;
        }
        Ok(options)
    }

    /// Refuses what `version` does not know.
    fn check(&self, version: &ServiceVersion) -> Result<(), TooNew> {
        let mut words = self.include.iter();
        words.try_for_each(|word| value_known_since(version, "include", word))
    }
}

impl ListContainersOutput {
    fn read<'a>(cursor: &mut Cursor<'a>, root: &BytesStart<'a>) -> Result<Self, Malformed> {
        let mut page = Self {
            service_endpoint: element::attribute(root, "ServiceEndpoint"),
            ..Self::default()
        };
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Prefix" => page.prefix = whole(cursor)?,
                "Marker" => page.marker = whole(cursor)?,
                "MaxResults" => page.max_results = element::value(cursor, "MaxResults")?,
                "NextMarker" => page.next_marker = whole(cursor)?,
                "Containers" => page.read_entries(cursor)?,
                _ => cursor.skip()?,
            }
        }
        Ok(page)
    }

    fn read_entries(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Container" => self.containers.push(ListedContainer::read(cursor)?),
                _ => cursor.skip()?,
            }
            if self.containers.len() > MOST {
                let found = "more entries than the service puts on a page";
                return Err(Malformed::unreadable("Containers", found));
            }
        }
        Ok(())
    }

    #[cfg(feature = "serve")]
    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        let endpoint = self.service_endpoint.as_deref();
        let attribute = endpoint.map(|endpoint| ("ServiceEndpoint", endpoint));
        out.open_with("EnumerationResults", attribute.as_slice());
        out.value("Prefix", self.prefix.as_ref());
        out.value("Marker", self.marker.as_ref());
        out.value("MaxResults", self.max_results.as_ref());
        out.open("Containers");
        self.containers
            .iter()
            .for_each(|container| container.write(&mut out));
        out.close("Containers");
        out.leaf(
            "NextMarker",
            self.next_marker.as_deref().unwrap_or_default(),
        );
        out.close("EnumerationResults");
        out.into_bytes()
    }
}

impl Operation for ListContainers {
    type Output = ListContainersOutput;
    const KIND: OperationKind = OperationKind::ListContainers;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_PAGE);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        self.options.check(&version)?;
        let mut target = message::service_target(&self.endpoint);
        message::push_kind(&mut target, Self::KIND);
        self.options.push(&mut target);
        message::request(Self::KIND, target, version)
    }

    fn decode(reply: &Response<Bytes>) -> Result<ListContainersOutput, Error> {
        message::granted(reply, StatusCode::OK)?;
        let read = ListContainersOutput::read;
        Ok(Cursor::document(reply.body(), "EnumerationResults", read)?)
    }
}

#[cfg(feature = "serve")]
impl Serve for ListContainers {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        serve::account_alone(request, endpoint)?;
        Ok(Self {
            endpoint: endpoint.clone(),
            options: ListContainersOptions::parse(request)?,
        })
    }

    fn reply(output: &ListContainersOutput) -> Response<Bytes> {
        serve::document_reply(output.document())
    }
}
