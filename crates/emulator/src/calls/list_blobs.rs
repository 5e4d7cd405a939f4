//! *List Blobs*. The cost of a page depends on its entries, and not on the size of the container.

use std::ops::Bound;
use std::time::SystemTime;

use blobcopy_proto::ops::{
    BlobPrefix, BlobProperties, ListBlobs, ListBlobsOptions, ListBlobsOutput, ListedBlob,
};
use blobcopy_proto::{BlobType, HeaderText, ListInclude, MaxResults, Metadata, ServiceVersion};

use crate::account::container::Container;
use crate::account::entry::Entry;
use crate::account::listing_position::{ListingPosition, Rank, successor};
use crate::blob::{Blob, BlobLevel};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// Maximum number of names visited for a page. If many of them have nothing to list, the page is short.
const MOST_VISITED: usize = 10_000;

impl Execute for ListBlobs {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let options = &self.options;
        if options.show_only.is_some() {
            return Err(Refusal::not_served("listings of files and directories"));
        }
        let marker = options
            .marker
            .as_deref()
            .map(ListingPosition::parse)
            .transpose()?;
        let mut page = Page::new(options, now, caller.version);
        caller.account.within(&self.container, |container| {
            page.fill(container, marker);
            Ok(())
        })?;
        let mut output = page.output;
        output.service_endpoint = Some(format!("{}/", self.container.endpoint()));
        output.container_name = Some(self.container.name().to_owned());
        output.prefix = options.prefix.clone();
        output.marker = options.marker.clone();
        output.max_results = options.max_results.map(|most| most.get().into());
        output.delimiter = options.delimiter.clone();
        Ok(output)
    }
}

/// A page under construction.
struct Page<'a> {
    options: &'a ListBlobsOptions,
    now: SystemTime,
    version: ServiceVersion,
    /// The number of entries that still fit.
    room: usize,
    output: ListBlobsOutput,
}

impl<'a> Page<'a> {
    fn new(options: &'a ListBlobsOptions, now: SystemTime, version: ServiceVersion) -> Self {
        Self {
            options,
            now,
            version,
            room: options.max_results.unwrap_or(MaxResults::MOST).get().into(),
            output: ListBlobsOutput::default(),
        }
    }

    fn fill(&mut self, container: &mut Container, marker: Option<ListingPosition>) {
        let mut place = self.first(marker);
        for _ in 0..MOST_VISITED {
            let bounds = (Bound::Included(&*place.name), Bound::Unbounded);
            let found = container.entries.range_mut::<str, _>(bounds).next();
            let Some((name, entry)) = found.filter(|(name, _)| name.starts_with(self.prefix()))
            else {
                return;
            };
            // A position within a name is valid for this name alone.
            if **name != *place.name {
                place = ListingPosition::at(name.to_string());
            }
            if self.room == 0 {
                break;
            }
            match self.common(name) {
                Some(_) if !self.has_shown(entry) => place = ListingPosition::after(name),
                Some(common) => {
                    let next = successor(&common);
                    self.output.prefixes.push(BlobPrefix::new(common));
                    self.room -= 1;
                    match next {
                        Some(next) => place = ListingPosition::at(next),
                        None => return,
                    }
                }
                None => {
                    entry.settle(self.now, &container.context.ticker);
                    match self.take(&place, entry) {
                        Some(rest) => {
                            place = rest;
                            break;
                        }
                        None => place = ListingPosition::after(name),
                    }
                }
            }
        }
        self.output.next_marker = Some(place.marker());
    }

    /// The latest of the start of the prefix, the end of the last page, and the requested start.
    fn first(&self, marker: Option<ListingPosition>) -> ListingPosition {
        let start_from = self.options.start_from.as_deref().unwrap_or_default();
        let wanted = ListingPosition::at(self.prefix().max(start_from).to_owned());
        match marker {
            Some(marker) if marker.name >= wanted.name => marker,
            _ => wanted,
        }
    }

    fn prefix(&self) -> &'a str {
        self.options.prefix.as_deref().unwrap_or_default()
    }

    /// The common prefix of a name, up to the delimiter, if there is one after the requested prefix.
    fn common(&self, name: &str) -> Option<String> {
        let delimiter = self.options.delimiter.as_deref()?;
        let rest = &name[self.prefix().len()..];
        let end = self.prefix().len() + rest.find(delimiter)? + delimiter.len();
        Some(name[..end].to_owned())
    }

    /// Adds the entries of a name from `place` on. Returns where to continue if the page is full.
    fn take(&mut self, place: &ListingPosition, entry: &Entry) -> Option<ListingPosition> {
        let mut rank = place.rank;
        let mut from = place.moment.as_str();
        while rank <= Rank::Base {
            let shown = self.shown(rank, entry, from);
            for (moment, blob) in shown {
                if self.room == 0 {
                    return Some(ListingPosition {
                        name: place.name.clone(),
                        rank,
                        moment: moment.to_owned(),
                    });
                }
                let listed = self.listed(&place.name, moment, blob);
                self.output.blobs.push(listed);
                self.room -= 1;
            }
            from = "";
            match rank.next() {
                Some(next) => rank = next,
                None => break,
            }
        }
        self.take_uncommitted(&place.name, entry)
    }

    /// Adds a name that has only uncommitted blocks. Returns where to continue if the page is full.
    fn take_uncommitted(&mut self, name: &str, entry: &Entry) -> Option<ListingPosition> {
        let has_blocks = entry.past().is_some_and(|past| !past.blocks.is_empty());
        if entry.base.is_some() || !has_blocks || !self.includes(&ListInclude::UncommittedBlobs) {
            return None;
        }
        if self.room == 0 {
            return Some(ListingPosition {
                rank: Rank::Base,
                ..ListingPosition::at(name.to_owned())
            });
        }
        let mut properties = BlobProperties::default();
        properties.content_length = Some(0);
        properties.blob_type = Some(BlobType::Block);
        self.output.blobs.push(ListedBlob::new(name, properties));
        self.room -= 1;
        None
    }

    /// The entries of a name with one rank, from `from` on: as many as fit, and one more.
    fn shown<'e>(&self, rank: Rank, entry: &'e Entry, from: &str) -> Vec<(&'e str, &'e Blob)> {
        let kept = match rank {
            Rank::Base => return entry.base.iter().map(|base| ("", base)).collect(),
            Rank::Snapshot if self.includes(&ListInclude::Snapshots) => {
                entry.past().map(|past| &past.snapshots)
            }
            Rank::Version if self.includes(&ListInclude::Versions) => {
                entry.past().map(|past| &past.versions)
            }
            _ => None,
        };
        let bounds = (Bound::Included(from), Bound::Unbounded);
        kept.into_iter()
            .flat_map(|kept| kept.range::<str, _>(bounds))
            .take(self.room + 1)
            .map(|(moment, blob)| (&**moment, blob))
            .collect()
    }

    /// Whether a name has entries to list.
    fn has_shown(&self, entry: &Entry) -> bool {
        let past = entry.past();
        entry.base.is_some()
            || past.is_some_and(|past| {
                (self.includes(&ListInclude::Snapshots) && !past.snapshots.is_empty())
                    || (self.includes(&ListInclude::Versions) && !past.versions.is_empty())
                    || (self.includes(&ListInclude::UncommittedBlobs) && !past.blocks.is_empty())
            })
    }

    fn listed(&self, name: &str, moment: &str, blob: &Blob) -> ListedBlob {
        let mut properties = blob.properties(self.now, self.version);
        if !self.includes(&ListInclude::Metadata) {
            properties.metadata = Metadata::default();
        }
        if !self.includes(&ListInclude::Copy) {
            properties.copy = None;
        }
        if !self.includes(&ListInclude::Versions) {
            properties.version_id = None;
            properties.is_current_version = None;
        }
        let mut listed = ListedBlob::new(name, properties);
        if blob.level == BlobLevel::Snapshot {
            listed.snapshot = HeaderText::parse(moment).ok();
        }
        if self.includes(&ListInclude::Tags) {
            listed.tags = blob.tags.clone();
        }
        listed
    }

    fn includes(&self, what: &ListInclude) -> bool {
        self.options.include.contains(what)
    }
}
