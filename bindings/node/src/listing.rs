//! A container's blobs, page by page.

use std::sync::Arc;

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{ListBlobsOptions, ListBlobsOutput, ListedBlob};
use blobcopy::proto::{ContainerUrl, ListInclude, MaxResults};
use blobcopy::{BlobPages, ErrorKind};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::failure::{Failure, Trouble};
use crate::names::{self, Names};
use crate::promise::{Cancel, promise};
use crate::properties::{PropertiesData, count};
use crate::time;

/// What is to be listed.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct ListingData {
    /// What the names shall begin with.
    pub prefix: Option<String>,
    /// Up to which names that begin alike are told as one.
    pub delimiter: Option<String>,
    /// Where the page before ended.
    pub marker: Option<String>,
    /// Most entries of a page.
    pub max_results: Option<u32>,
    /// What is told beside the blobs.
    pub include: Vec<String>,
    /// The name from which on blobs are told.
    pub start_from: Option<String>,
}

/// A page of a container's blobs.
#[napi(object, object_from_js = false)]
pub struct PageData {
    /// The account, as the service calls it.
    pub service_endpoint: Option<String>,
    /// The container's name.
    pub container_name: Option<String>,
    /// The prefix that was asked for.
    pub prefix: Option<String>,
    /// The marker that was given.
    pub marker: Option<String>,
    /// The size that was asked for.
    pub max_page_size: Option<i64>,
    /// The delimiter that was asked for.
    pub delimiter: Option<String>,
    /// The blobs.
    pub blobs: Vec<ListedData>,
    /// What stands for names that begin alike.
    pub prefixes: Vec<String>,
    /// Where the next page begins.
    pub next_marker: Option<String>,
}

/// A blob as a listing tells of it. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
pub struct ListedData {
    /// Its name.
    pub name: String,
    /// Which snapshot it is.
    pub snapshot: Option<String>,
    /// Whether it is softly deleted.
    pub deleted: Option<bool>,
    /// Whether only versions of it are left.
    pub has_versions_only: Option<bool>,
    /// When it was softly deleted.
    pub deleted_on: Option<f64>,
    /// How many days it can be restored.
    pub remaining_retention_days: Option<i64>,
    /// Its properties.
    pub properties: PropertiesData,
    /// Its tags, where they were asked for.
    pub tags: Names,
}

/// The pages of a listing.
#[napi]
pub struct NativePages(Arc<Mutex<BlobPages>>);

#[napi]
impl NativePages {
    /// The next page; nothing after the last.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<NextPage, Failure>>> {
        let pages = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let page = pages.lock().await.next_page().await?;
            Ok(NextPage {
                page: page.map(PageData::from),
            })
        })
    }
}

/// A page, or the end.
#[napi(object, object_from_js = false)]
pub struct NextPage {
    /// The page.
    pub page: Option<PageData>,
}

impl NativePages {
    pub(crate) fn new(
        service: &BlobServiceClient,
        container: &ContainerUrl,
        listing: ListingData,
    ) -> std::result::Result<Self, Trouble> {
        let container = service.container(container.name())?;
        let pages = container.list_blobs(listing.into_options()?);
        Ok(Self(Arc::new(Mutex::new(pages))))
    }
}

impl ListingData {
    fn into_options(self) -> std::result::Result<ListBlobsOptions, Trouble> {
        let mut options = ListBlobsOptions::default();
        options.prefix = self.prefix;
        options.delimiter = self.delimiter;
        options.marker = self.marker;
        options.start_from = self.start_from;
        options.max_results = self.max_results.map(entries).transpose()?;
        let include = self
            .include
            .iter()
            .map(|word| ListInclude::from(word.as_str()));
        options.include = include.collect();
        Ok(options)
    }
}

fn entries(number: u32) -> std::result::Result<MaxResults, Trouble> {
    let number = u16::try_from(number)
        .map_err(|_| Trouble::of_kind(ErrorKind::Invalid, "maxPageSize must be from 1 to 5000"))?;
    Ok(MaxResults::new(number)?)
}

impl From<ListBlobsOutput> for PageData {
    fn from(page: ListBlobsOutput) -> Self {
        Self {
            service_endpoint: page.service_endpoint,
            container_name: page.container_name,
            prefix: page.prefix,
            marker: page.marker,
            max_page_size: count(page.max_results),
            delimiter: page.delimiter,
            blobs: page.blobs.iter().map(ListedData::from).collect(),
            prefixes: page
                .prefixes
                .into_iter()
                .map(|prefix| prefix.name)
                .collect(),
            next_marker: page.next_marker,
        }
    }
}

impl From<&ListedBlob> for ListedData {
    fn from(blob: &ListedBlob) -> Self {
        Self {
            name: blob.name.clone(),
            snapshot: blob.snapshot.as_ref().map(ToString::to_string),
            deleted: blob.deleted,
            has_versions_only: blob.has_versions_only,
            deleted_on: blob.deleted_time.map(time::told),
            remaining_retention_days: count(blob.remaining_retention_days),
            properties: (&blob.properties).into(),
            tags: names::told(blob.tags.iter()),
        }
    }
}
