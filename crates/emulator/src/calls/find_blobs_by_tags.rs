//! *Find Blobs by Tags*, in an account and in a container.

use std::ops::Bound;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use blobcopy_proto::ops::{
    FindBlobsByTags, FindBlobsByTagsInContainer, FindBlobsByTagsOptions, FindBlobsByTagsOutput,
    FoundBlob,
};
use blobcopy_proto::{Endpoint, MaxResults};

use crate::account::container::Container;
use crate::blob::tag_search::TagSearch;
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// Maximum number of names to examine for a page. If few of them match, the page is short.
const MOST_VISITED: usize = 10_000;

impl Execute for FindBlobsByTags {
    async fn execute(self, _: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let mut page = Page::new(&self.expression, &self.options)?;
        let first = page.first.container.clone();
        caller
            .account
            .containers_from(&first, usize::MAX, |name, container| {
                page.fill(name, container)
            });
        Ok(page.output(&self.endpoint, self.expression))
    }
}

impl Execute for FindBlobsByTagsInContainer {
    async fn execute(self, _: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let mut page = Page::new(&self.expression, &self.options)?;
        caller.account.within(&self.container, |container| {
            page.fill(self.container.name(), container);
            Ok(())
        })?;
        Ok(page.output(self.container.endpoint(), self.expression))
    }
}

/// A place among the blobs of an account.
#[derive(Default)]
struct Place {
    container: String,
    name: String,
}

impl Place {
    fn marker(&self) -> String {
        BASE64_URL_SAFE_NO_PAD.encode(format!("{}\n{}", self.container, self.name))
    }

    fn parse(marker: &str) -> Result<Self, Refusal> {
        let text = BASE64_URL_SAFE_NO_PAD.decode(marker).ok();
        let text = text.and_then(|bytes| String::from_utf8(bytes).ok());
        let parts = text.as_deref().and_then(|text| text.split_once('\n'));
        let (container, name) = parts.ok_or_else(Refusal::invalid_marker)?;
        Ok(Self {
            container: container.to_owned(),
            name: name.to_owned(),
        })
    }
}

/// A page that is being filled.
struct Page {
    search: TagSearch,
    first: Place,
    /// Number of blobs that still fit.
    room: usize,
    /// Names that may still be examined.
    visits: usize,
    blobs: Vec<FoundBlob>,
    next: Option<Place>,
}

impl Page {
    fn new(expression: &str, options: &FindBlobsByTagsOptions) -> Result<Self, Refusal> {
        let marker = options.marker.as_deref().map(Place::parse).transpose()?;
        Ok(Self {
            search: TagSearch::parse(expression).map_err(Refusal::invalid_search)?,
            first: marker.unwrap_or_default(),
            room: options.max_results.unwrap_or(MaxResults::MOST).get().into(),
            visits: MOST_VISITED,
            blobs: Vec::new(),
            next: None,
        })
    }

    /// Adds the matching blobs of a container. Returns `None` if the page is full.
    fn fill(&mut self, container_name: &str, container: &Container) -> Option<()> {
        if !self.search.is_in(container_name) {
            return Some(());
        }
        let from = match self.first.container == container_name {
            true => &*self.first.name,
            false => "",
        };
        let bounds = (Bound::Included(from), Bound::Unbounded);
        for (name, entry) in container.entries.range::<str, _>(bounds) {
            if self.room == 0 || self.visits == 0 {
                self.next = Some(Place {
                    container: container_name.to_owned(),
                    name: name.to_string(),
                });
                return None;
            }
            self.visits -= 1;
            let tags = entry.base.as_ref().map(|base| &base.tags);
            if let Some(tags) = tags.and_then(|tags| self.search.matching(tags)) {
                self.blobs
                    .push(FoundBlob::new(&**name, container_name, tags));
                self.room -= 1;
            }
        }
        Some(())
    }

    fn output(self, endpoint: &Endpoint, expression: String) -> FindBlobsByTagsOutput {
        let mut output = FindBlobsByTagsOutput::default();
        output.service_endpoint = Some(format!("{endpoint}/"));
        output.expression = Some(expression);
        output.blobs = self.blobs;
        output.next_marker = self.next.as_ref().map(Place::marker);
        output
    }
}
