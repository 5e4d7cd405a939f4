//! A blob, and the state of it that an ETag names.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use std::time::{Duration, SystemTime};

use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::{
    BlobType, ETag, HeaderText, HttpDate, LeaseState, LeaseStatus, Metadata, ServiceVersion,
};
use bytes::Bytes;

use crate::clock::date;
use crate::condition::Seen;
use crate::content_headers::ContentHeaders;
use crate::copy::{Content, Copy};
use crate::refusal::Refusal;
use crate::tier::Tier;

/// A block blob.
pub(crate) struct Blob {
    pub(crate) content: Bytes,
    pub(crate) headers: ContentHeaders,
    pub(crate) content_md5: Option<HeaderText>,
    pub(crate) metadata: Metadata,
    pub(crate) tier: Tier,
    pub(crate) created: SystemTime,
    pub(crate) revision: Arc<Revision>,
    /// The last copy into it. Boxed, because most blobs have none.
    pub(crate) copy: Option<Box<Copy>>,
}

impl Blob {
    /// Brings the blob to what it is at `now`, if a copy into it has ended since somebody looked.
    pub(crate) fn settle(&mut self, now: SystemTime, tags: &Tags) {
        let Some(end) = self.copy.as_mut().and_then(|copy| copy.settle(now)) else {
            return;
        };
        if let Ok(Content { bytes, md5 }) = end.result {
            self.content = bytes;
            self.content_md5 = md5;
        }
        self.revise(end.at, tags);
    }

    /// Ends the pending copy into it at `now`; what is left is empty and has the new metadata.
    pub(crate) fn abort(&mut self, now: SystemTime, tags: &Tags) {
        if let Some(copy) = &mut self.copy {
            copy.abort(now);
        }
        self.revise(now, tags);
    }

    pub(crate) fn is_pending(&self) -> bool {
        self.copy.as_ref().is_some_and(|copy| copy.is_pending())
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        self.revision.seen()
    }

    /// What a reply of `version` says about the blob at `now`.
    pub(crate) fn properties(&self, now: SystemTime, version: ServiceVersion) -> BlobProperties {
        let mut properties = BlobProperties::default();
        properties.content_length = Some(self.content.len() as u64);
        self.headers.tell(&mut properties);
        properties.content_md5 = self.content_md5.clone();
        properties.blob_type = Some(BlobType::Block);
        properties.etag = Some(self.revision.etag.clone());
        properties.last_modified = Some(self.revision.last_modified);
        properties.creation_time = Some(date(self.created));
        self.tier.tell(&mut properties);
        properties.accept_ranges = HeaderText::parse("bytes").ok();
        properties.lease_state = Some(LeaseState::Available);
        properties.lease_status = Some(LeaseStatus::Unlocked);
        properties.server_encrypted = Some(true);
        properties.copy = self.copy.as_ref().map(|copy| copy.state(now, version));
        properties.metadata = self.metadata.clone();
        properties
    }

    /// Whether its content can be read, which it cannot from the archive.
    pub(crate) fn check_readable(&self) -> Result<(), Refusal> {
        if self.tier.is_archive() {
            return Err(Refusal::blob_archived());
        }
        Ok(())
    }

    fn revise(&mut self, at: SystemTime, tags: &Tags) {
        self.revision.replace(at);
        self.revision = Revision::new(at, tags);
    }
}

/// A state of a blob: what one ETag names. Who copies from the blob holds on to it and sees when it is no more.
pub(crate) struct Revision {
    pub(crate) etag: ETag,
    pub(crate) last_modified: HttpDate,
    replaced: OnceLock<SystemTime>,
}

impl Revision {
    pub(crate) fn new(at: SystemTime, tags: &Tags) -> Arc<Self> {
        Arc::new(Self {
            etag: tags.next(at),
            last_modified: date(at),
            replaced: OnceLock::new(),
        })
    }

    /// The blob has become another.
    pub(crate) fn replace(&self, at: SystemTime) {
        self.replaced.get_or_init(|| at);
    }

    /// When the blob became another, if it did.
    pub(crate) fn replaced_at(&self) -> Option<SystemTime> {
        self.replaced.get().copied()
    }

    pub(crate) fn seen(&self) -> Seen<'_> {
        Seen {
            etag: Some(&self.etag),
            last_modified: Some(self.last_modified),
        }
    }
}

/// Makes ETags as the service does: the time in units of 100 ns since the year 1, and never one twice.
#[derive(Default)]
pub(crate) struct Tags(AtomicU64);

impl Tags {
    fn next(&self, at: SystemTime) -> ETag {
        let ticks = ticks(at);
        let last = self
            .0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |last| {
                Some(ticks.max(last + 1))
            })
            .expect("the closure always gives a value");
        let tag = format!("\"0x{:X}\"", ticks.max(last + 1));
        ETag::parse(&tag).expect("hexadecimal digits are a tag")
    }
}

/// The time in units of 100 ns since the year 1, which ends in the year 9999 well within 64 bits.
fn ticks(at: SystemTime) -> u64 {
    const EPOCH: Duration = Duration::from_secs(62_135_596_800);
    let since = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default();
    u64::try_from((EPOCH + since).as_nanos() / 100).unwrap_or(u64::MAX / 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_tag_comes_twice_while_time_stands_still_or_goes_back() {
        let tags = Tags::default();
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_639_690_211);
        let first = tags.next(noon);
        assert_eq!(first.as_str(), "\"0x8D9C0DB3D647380\"");
        let second = tags.next(noon);
        let third = tags.next(noon - Duration::from_secs(5));
        assert!(first != second && second != third && first != third);
    }

    #[test]
    fn a_revision_knows_the_first_moment_at_which_it_was_no_more() {
        let noon = SystemTime::UNIX_EPOCH + Duration::from_secs(1_000_000);
        let revision = Revision::new(noon, &Tags::default());
        assert_eq!(revision.replaced_at(), None);
        revision.replace(noon + Duration::from_secs(1));
        revision.replace(noon + Duration::from_secs(2));
        assert_eq!(revision.replaced_at(), Some(noon + Duration::from_secs(1)));
    }
}
