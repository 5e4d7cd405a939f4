//! Opens the source of a copy: a blob of this emulator, or a URL on another server.

use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::{BlobProperties, GetBlobProperties};
use blobcopy_proto::wire::header;
use blobcopy_proto::{
    AccessTier, BlobUrl, Conditions, ETag, HeaderText, HttpDate, Metadata, Operation, SourceUrl,
    TagCondition, Tags,
};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Response, StatusCode, Uri};

use crate::account::store::Account;
use crate::authorize::permit_source;
use crate::blob::Blob;
use crate::blob::blob_kind::Kind;
use crate::blob::condition::{self, Seen};
use crate::blob::content::Content;
use crate::blob::content_headers::ContentHeaders;
use crate::blob::preconditions::tags_meet;
use crate::copy::foreign_source::Download;
use crate::copy::pending::Reading;
use crate::refusal::Refusal;
use crate::server::address;
use crate::server::caller::Caller;
use crate::service::Service;

/// What a copy reads, and with which preconditions.
pub(crate) struct SourceRead<'a> {
    pub(crate) url: &'a SourceUrl,
    pub(crate) destination: &'a BlobUrl,
    pub(crate) conditions: &'a Conditions,
    pub(crate) if_tags: Option<&'a TagCondition>,
    /// The requested tier of the copy.
    pub(crate) tier: Option<&'a AccessTier>,
    /// Whether the copy is complete when its request is answered.
    pub(crate) is_within_call: bool,
}

/// A source that may be read and meets the conditions.
pub(crate) struct Source {
    pub(crate) kind: Kind,
    pub(crate) headers: ContentHeaders,
    pub(crate) content_md5: Option<HeaderText>,
    pub(crate) metadata: Metadata,
    pub(crate) tags: Tags,
    pub(crate) reading: Reading,
    /// Whether its name is that of the destination.
    pub(crate) is_destination: bool,
    /// Whether it must be rehydrated from the archive.
    pub(crate) is_archived: bool,
}

impl Source {
    /// Reads the whole content.
    pub(crate) async fn read(&mut self) -> Result<Content, Refusal> {
        match &mut self.reading {
            Reading::Own { content, .. } => Ok(content.clone()),
            Reading::Foreign(download) => {
                download.finished().await;
                match download.end() {
                    Some((_, Ok(content))) => Ok(content.into()),
                    _ => Err(Refusal::of_silent_source()),
                }
            }
        }
    }
}

/// Opens a source for `caller`.
pub(crate) async fn open(
    service: &Service,
    caller: &Caller<'_>,
    wanted: &SourceRead<'_>,
) -> Result<Source, Refusal> {
    let uri = Uri::try_from(wanted.url.expose()).map_err(|_| Refusal::of_silent_source())?;
    if address::is_own(&uri, service.port, caller.authority, service.tls.is_some()) {
        open_own(service, caller, wanted, &uri)
    } else {
        open_foreign(service, wanted).await
    }
}

/// Opens a blob of this emulator. A refusal by the copy's own account is reported unchanged, one by another account as
/// a refusal of the source.
fn open_own(
    service: &Service,
    caller: &Caller<'_>,
    wanted: &SourceRead<'_>,
    uri: &Uri,
) -> Result<Source, Refusal> {
    let address = address::of_source(&service.store, uri)
        .ok_or_else(|| Refusal::account_not_found().seen_from_copy())?;
    let (url, _) = BlobUrl::parse_with_sas(&address.canonical(wanted.url))
        .map_err(|_| Refusal::invalid_uri().seen_from_copy())?;
    permit_source(service, caller, &address, uri, url.container())
        .map_err(Refusal::seen_from_copy)?;
    if std::ptr::eq(address.account, caller.account) {
        return look(address.account, &url, wanted, service.clock.now());
    }
    let mut source = look(address.account, &url, wanted, service.clock.now())
        .map_err(Refusal::told_by_other_account)?;
    source.is_destination = false;
    Ok(source)
}

fn look(
    account: &Account,
    url: &BlobUrl,
    wanted: &SourceRead<'_>,
    now: SystemTime,
) -> Result<Source, Refusal> {
    let destination = wanted.destination;
    let is_destination = url.container().name() == destination.container().name()
        && url.name() == destination.name();
    account.within(url.container(), |container| {
        let blob = container.blob(url, now)?;
        judge(wanted, blob.seen(), &blob.tags)?;
        blob.tier.check_copied(wanted.tier)?;
        own(blob, is_destination)
    })
}

/// A blob that is itself the destination of a pending copy has no content yet. If it were read as an empty blob, the
/// copy would succeed without content.
fn own(blob: &Blob, is_destination: bool) -> Result<Source, Refusal> {
    if blob.is_pending() {
        return Err(Refusal::pending_copy().seen_from_copy());
    }
    Ok(Source {
        kind: blob.kind.copied(),
        headers: blob.headers.clone(),
        content_md5: blob.content_md5.clone(),
        metadata: blob.metadata.clone(),
        tags: blob.tags.clone(),
        reading: Reading::Own {
            content: blob.content.clone(),
            revision: Arc::clone(&blob.revision),
        },
        is_destination,
        is_archived: blob.tier.is_archive(),
    })
}

/// Opens a source on another server, which becomes a block blob without tags.
async fn open_foreign(service: &Service, wanted: &SourceRead<'_>) -> Result<Source, Refusal> {
    let answer = service.fetcher.open(wanted.url).await?;
    let (head, body) = answer.into_parts();
    let etag = text(&head.headers, &header::ETAG).and_then(|tag| ETag::parse(tag).ok());
    let seen = Seen {
        etag: etag.as_ref(),
        last_modified: last_modified(&head.headers),
    };
    judge(wanted, seen, &Tags::new())?;
    let properties = properties(&head.headers);
    Ok(Source {
        kind: Kind::whole(),
        headers: ContentHeaders::of(&properties),
        content_md5: properties.content_md5,
        metadata: properties.metadata,
        tags: Tags::new(),
        reading: Reading::Foreign(Download::start(body, service.clock.clone())),
        is_destination: false,
        is_archived: false,
    })
}

/// The headers that are copied to the blob. The others are ignored.
fn properties(headers: &HeaderMap) -> BlobProperties {
    let mut head = Response::new(Bytes::new());
    for (name, value) in headers {
        if CARRIED.contains(&name) || name.as_str().starts_with(header::METADATA) {
            head.headers_mut().append(name, value.clone());
        }
    }
    *head.status_mut() = StatusCode::OK;
    GetBlobProperties::decode(&head).unwrap_or_default()
}

static CARRIED: [&HeaderName; 6] = [
    &header::CACHE_CONTROL,
    &header::CONTENT_DISPOSITION,
    &header::CONTENT_ENCODING,
    &header::CONTENT_LANGUAGE,
    &header::CONTENT_MD5,
    &header::CONTENT_TYPE,
];

fn judge(wanted: &SourceRead<'_>, seen: Seen<'_>, tags: &Tags) -> Result<(), Refusal> {
    let is_met = tags_meet(wanted.if_tags, tags, &header::SOURCE_IF_TAGS)?
        && condition::is_met(wanted.conditions, Some(seen));
    match wanted.conditions {
        _ if is_met => Ok(()),
        _ if !wanted.is_within_call => Err(Refusal::source_condition_not_met()),
        Conditions::IfNoneMatch { .. } | Conditions::IfModifiedSince(_) => {
            Err(Refusal::source_not_modified())
        }
        _ => Err(Refusal::source_condition_not_met_within_call()),
    }
}

fn last_modified(headers: &HeaderMap) -> Option<HttpDate> {
    let time = httpdate::parse_http_date(text(headers, &header::LAST_MODIFIED)?).ok()?;
    HttpDate::new(time).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
