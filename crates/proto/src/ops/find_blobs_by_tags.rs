//! *Find Blobs by Tags* [in an account](https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags), and
//! [in a container](https://learn.microsoft.com/rest/api/storageservices/find-blobs-by-tags-container).

use bytes::Bytes;
use http::{Request, Response, StatusCode};
use quick_xml::events::BytesStart;

use crate::operation::{Error, Invalid, Malformed, Operation, OperationKind, ReplyBody};
#[cfg(feature = "serve")]
use crate::ops::list_blobs::max_results;
use crate::ops::list_blobs::{LARGEST_PAGE, MOST, whole};
#[cfg(feature = "serve")]
use crate::serve::{self, ErrorCode, Serve, ServiceError};
use crate::value::{ContainerUrl, Endpoint, MaxResults, ServiceVersion, Tags};
use crate::wire::cursor::Cursor;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{element, message, name_element, tag_set, target};

/// Finds the blobs of an account whose tags meet an expression, such as `"project" = 'x' AND @container = 'backups'`.
///
/// A page may have few blobs, or none, and another page may still follow. Only a missing `next_marker` is the end.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FindBlobsByTags {
    /// The account.
    pub endpoint: Endpoint,
    /// The expression, in the query language of the service.
    pub expression: String,
    /// The options.
    pub options: FindBlobsByTagsOptions,
}

/// Finds the blobs of a container whose tags meet an expression, as [`FindBlobsByTags`] does in an account.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FindBlobsByTagsInContainer {
    /// The container.
    pub container: ContainerUrl,
    /// The expression, in the query language of the service.
    pub expression: String,
    /// The options.
    pub options: FindBlobsByTagsOptions,
}

/// The options of [`FindBlobsByTags`] and [`FindBlobsByTagsInContainer`].
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FindBlobsByTagsOptions {
    /// The `next_marker` of the previous page; opaque.
    pub marker: Option<String>,
    /// The maximum number of blobs of the page.
    pub max_results: Option<MaxResults>,
}

/// A page of the blobs that were found.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct FindBlobsByTagsOutput {
    /// The account's endpoint, as the service reports it.
    pub service_endpoint: Option<String>,
    /// The expression of the request.
    pub expression: Option<String>,
    /// The blobs.
    pub blobs: Vec<FoundBlob>,
    /// The marker of the next page; `None` at the end.
    pub next_marker: Option<String>,
}

/// A blob that was found.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct FoundBlob {
    /// The blob's name.
    pub name: String,
    /// The name of its container.
    pub container_name: String,
    /// Those of its tags that the expression names.
    pub tags: Tags,
}

impl FindBlobsByTags {
    /// Finds the first blobs of the account at `endpoint`.
    pub fn new(endpoint: Endpoint, expression: String) -> Self {
        Self {
            endpoint,
            expression,
            options: FindBlobsByTagsOptions::default(),
        }
    }
}

impl FindBlobsByTagsInContainer {
    /// Finds the first blobs of `container`.
    pub fn new(container: ContainerUrl, expression: String) -> Self {
        Self {
            container,
            expression,
            options: FindBlobsByTagsOptions::default(),
        }
    }
}

impl FindBlobsByTagsOptions {
    fn push(&self, expression: &str, target: &mut String) {
        target::push_parameter(target, "where", expression);
        if let Some(marker) = &self.marker {
            target::push_parameter(target, "marker", marker);
        }
        if let Some(blobs) = self.max_results {
            target::push_parameter(target, "maxresults", &blobs.get().to_string());
        }
    }

    /// The options of a request, and its expression.
    #[cfg(feature = "serve")]
    fn parse(request: &Request<Bytes>) -> Result<(Self, String), Box<ServiceError>> {
        let text = |name| target::text_parameter(request.uri(), name);
        let expression = text("where").ok_or_else(|| {
            let message = "A required query parameter was not specified for this request.";
            let code = ErrorCode::MissingRequiredQueryParameter;
            let mut refusal = ServiceError::new(StatusCode::BAD_REQUEST, code, message);
            refusal.query_parameter_name = Some("where".to_owned());
            refusal
        })?;
        let options = Self {
            marker: text("marker"),
            max_results: text("maxresults")
                .map(|text| max_results(&text))
                .transpose()?,
        };
        Ok((options, expression))
    }
}

impl FoundBlob {
    /// The blob `name` in a container.
    pub fn new(name: impl Into<String>, container_name: impl Into<String>, tags: Tags) -> Self {
        Self {
            name: name.into(),
            container_name: container_name.into(),
            tags,
        }
    }

    fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let (mut name, mut container_name, mut tags) = (None, String::new(), Tags::new());
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Name" => name = Some(name_element::read(cursor, &child)?),
                "ContainerName" => container_name = cursor.text()?.into_owned(),
                "Tags" => tags = tag_set::read(cursor, &child)?,
                _ => cursor.skip()?,
            }
        }
        let name = name.ok_or_else(|| Malformed::missing("Name"))?;
        Ok(Self::new(name, container_name, tags))
    }
}

impl FindBlobsByTagsOutput {
    fn decode(reply: &Response<Bytes>) -> Result<Self, Error> {
        message::granted(reply, StatusCode::OK)?;
        Ok(Cursor::document(
            reply.body(),
            "EnumerationResults",
            Self::read,
        )?)
    }

    fn read<'a>(cursor: &mut Cursor<'a>, root: &BytesStart<'a>) -> Result<Self, Malformed> {
        let mut page = Self {
            service_endpoint: element::attribute(root, "ServiceEndpoint"),
            ..Self::default()
        };
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Where" => page.expression = whole(cursor)?,
                "NextMarker" => page.next_marker = whole(cursor)?,
                "Blobs" => page.read_blobs(cursor)?,
                _ => cursor.skip()?,
            }
        }
        Ok(page)
    }

    fn read_blobs(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Blob" => self.blobs.push(FoundBlob::read(cursor)?),
                _ => cursor.skip()?,
            }
            if self.blobs.len() > MOST {
                let found = "more blobs than the service puts on a page";
                return Err(Malformed::unreadable("Blobs", found));
            }
        }
        Ok(())
    }

    #[cfg(feature = "serve")]
    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        let endpoint = self.service_endpoint.as_deref();
        let attributes = endpoint.map(|endpoint| ("ServiceEndpoint", endpoint));
        out.open_with("EnumerationResults", attributes.as_slice());
        out.value("Where", self.expression.as_ref());
        out.open("Blobs");
        for blob in &self.blobs {
            out.open("Blob");
            name_element::write(&blob.name, &mut out);
            out.leaf("ContainerName", &blob.container_name);
            tag_set::write(&blob.tags, &mut out);
            out.close("Blob");
        }
        out.close("Blobs");
        out.leaf(
            "NextMarker",
            self.next_marker.as_deref().unwrap_or_default(),
        );
        out.close("EnumerationResults");
        out.into_bytes()
    }
}

impl Operation for FindBlobsByTags {
    type Output = FindBlobsByTagsOutput;
    const KIND: OperationKind = OperationKind::FindBlobsByTags;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_PAGE);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::service_target(&self.endpoint);
        message::push_kind(&mut target, Self::KIND);
        self.options.push(&self.expression, &mut target);
        message::request(Self::KIND, target, version)
    }

    fn decode(reply: &Response<Bytes>) -> Result<FindBlobsByTagsOutput, Error> {
        FindBlobsByTagsOutput::decode(reply)
    }
}

impl Operation for FindBlobsByTagsInContainer {
    type Output = FindBlobsByTagsOutput;
    const KIND: OperationKind = OperationKind::FindBlobsByTagsInContainer;
    const REPLY_BODY: ReplyBody = ReplyBody::Document(LARGEST_PAGE);

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut target = message::container_target(Self::KIND, &self.container);
        self.options.push(&self.expression, &mut target);
        message::request(Self::KIND, target, version)
    }

    fn decode(reply: &Response<Bytes>) -> Result<FindBlobsByTagsOutput, Error> {
        FindBlobsByTagsOutput::decode(reply)
    }
}

#[cfg(feature = "serve")]
impl Serve for FindBlobsByTags {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        serve::account_alone(request, endpoint)?;
        let (options, expression) = FindBlobsByTagsOptions::parse(request)?;
        Ok(Self {
            endpoint: endpoint.clone(),
            expression,
            options,
        })
    }

    fn reply(output: &FindBlobsByTagsOutput) -> Response<Bytes> {
        serve::document_reply(output.document())
    }
}

#[cfg(feature = "serve")]
impl Serve for FindBlobsByTagsInContainer {
    fn parse(request: &Request<Bytes>, endpoint: &Endpoint) -> Result<Self, Box<ServiceError>> {
        let (options, expression) = FindBlobsByTagsOptions::parse(request)?;
        Ok(Self {
            container: ContainerUrl::of_target(request.uri(), endpoint)?,
            expression,
            options,
        })
    }

    fn reply(output: &FindBlobsByTagsOutput) -> Response<Bytes> {
        serve::document_reply(output.document())
    }
}
