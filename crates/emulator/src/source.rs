//! Opening the source of a copy: a blob of ours, or whatever another server answers.

use std::sync::Arc;

use blobcopy_proto::ops::{BlobProperties, CopyBlob, GetBlobProperties};
use blobcopy_proto::wire::header;
use blobcopy_proto::{BlobUrl, Conditions, ETag, HeaderText, HttpDate, Metadata, Operation};
use bytes::Bytes;
use http::{HeaderMap, HeaderName, Response, StatusCode, Uri};

use crate::address;
use crate::blob::Blob;
use crate::condition::{self, Seen};
use crate::content_headers::ContentHeaders;
use crate::copy::Reading;
use crate::exchange::Asker;
use crate::foreign::Download;
use crate::refusal::Refusal;
use crate::service::Service;

/// A source that may be read and meets the conditions.
pub(crate) struct Source {
    pub(crate) headers: ContentHeaders,
    pub(crate) content_md5: Option<HeaderText>,
    pub(crate) metadata: Metadata,
    pub(crate) reading: Reading,
    /// Whether it is the destination itself.
    pub(crate) is_destination: bool,
}

/// Opens the source of `copy`, which was asked for by `asker`.
pub(crate) async fn open(
    service: &Service,
    asker: &Asker<'_>,
    copy: &CopyBlob,
) -> Result<Source, Refusal> {
    let uri = Uri::try_from(copy.source.expose()).map_err(|_| Refusal::of_silent_source())?;
    if address::is_own(&uri, service.port, asker.authority) {
        open_own(service, asker, copy, &uri)
    } else {
        open_foreign(service, copy).await
    }
}

/// A blob of the destination's account is read by the right of the request itself. One of another account would need
/// a right of its own, and without one is treated as if it were not there, as the service does.
fn open_own(
    service: &Service,
    asker: &Asker<'_>,
    copy: &CopyBlob,
    uri: &Uri,
) -> Result<Source, Refusal> {
    let address = address::of_source(&service.store, uri)
        .filter(|address| std::ptr::eq(address.account, asker.account))
        .ok_or_else(|| Refusal::account_not_found().seen_from_copy())?;
    let (url, _) = BlobUrl::parse_with_sas(&address.canonical(&copy.source))
        .map_err(|_| Refusal::invalid_uri().seen_from_copy())?;
    let destination = &copy.destination;
    let is_destination = url.container().name() == destination.container().name()
        && url.name() == destination.name();
    address.account.read(&url, service.clock.now(), |blob| {
        judge(&copy.options.source_conditions, blob.seen())?;
        if copy.options.access_tier.is_none() {
            blob.check_readable()?;
        }
        own(blob, is_destination)
    })
}

/// A blob that is itself being written by a copy has no content yet: to take it for an empty one would copy nothing
/// and call it a success.
fn own(blob: &Blob, is_destination: bool) -> Result<Source, Refusal> {
    if blob.is_pending() {
        return Err(Refusal::pending_copy().seen_from_copy());
    }
    Ok(Source {
        headers: blob.headers.clone(),
        content_md5: blob.content_md5.clone(),
        metadata: blob.metadata.clone(),
        reading: Reading::Own {
            content: blob.content.clone(),
            revision: Arc::clone(&blob.revision),
        },
        is_destination,
    })
}

async fn open_foreign(service: &Service, copy: &CopyBlob) -> Result<Source, Refusal> {
    let answer = service.fetcher.open(&copy.source).await?;
    let (head, body) = answer.into_parts();
    let etag = text(&head.headers, &header::ETAG).and_then(|tag| ETag::parse(tag).ok());
    let seen = Seen {
        etag: etag.as_ref(),
        last_modified: last_modified(&head.headers),
    };
    judge(&copy.options.source_conditions, seen)?;
    let properties = properties(&head.headers);
    Ok(Source {
        headers: ContentHeaders::of(&properties),
        content_md5: properties.content_md5,
        metadata: properties.metadata,
        reading: Reading::Foreign(Download::start(body, service.clock.clone())),
        is_destination: false,
    })
}

/// What of the head is carried to the blob. The rest may be anything, so it is not looked at.
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

fn judge(conditions: &Conditions, seen: Seen<'_>) -> Result<(), Refusal> {
    if condition::is_met(conditions, Some(seen)) {
        Ok(())
    } else {
        Err(Refusal::source_condition_not_met())
    }
}

fn last_modified(headers: &HeaderMap) -> Option<HttpDate> {
    let time = httpdate::parse_http_date(text(headers, &header::LAST_MODIFIED)?).ok()?;
    HttpDate::new(time).ok()
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}
