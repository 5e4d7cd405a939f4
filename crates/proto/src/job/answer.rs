//! What a poll learns of a destination.

use std::time::{Duration, Instant, SystemTime};

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::error::{Error, Malformed};
use crate::value::{Conditions, CopyState, CopyStatus, ETag, HttpDate, SourceUrl, TagMatch};
use crate::wire::field::Field;
use crate::wire::{header, message};

/// The reply to *Get Blob Properties*, as far as a copy is concerned: an odd header elsewhere must not hide its state.
pub(crate) struct Answer {
    pub(crate) copy: Option<CopyState>,
    etag: Option<ETag>,
    last_modified: Option<HttpDate>,
    server_time: Option<HttpDate>,
}

/// How far two clocks of the service, and the whole seconds of its headers, may lie apart.
const SLACK: Duration = Duration::from_secs(2);

impl Answer {
    pub(crate) fn read(reply: &Response<Bytes>) -> Result<Self, Error> {
        let headers = message::granted(reply, StatusCode::OK)?;
        if !headers.contains_key(&header::REQUEST_ID) {
            // A proxy's login page is a 200 too, and would pass for a blob that was written over.
            return Err(Malformed::missing(header::REQUEST_ID.as_str()).into());
        }
        Ok(Self {
            copy: Option::read(&(), headers)?,
            etag: Option::read(&header::ETAG, headers).unwrap_or(None),
            last_modified: Option::read(&header::LAST_MODIFIED, headers).unwrap_or(None),
            server_time: Option::read(&header::DATE, headers).unwrap_or(None),
        })
    }

    /// The copy found, if it is the one of `source` whose start was sent at `sent` and never answered.
    ///
    /// Sources alone do not tell: the same may have been copied yesterday. The copy must also have begun (while it is
    /// pending, the destination was last modified then) or ended after our start, by the service's clock.
    pub(crate) fn our_copy(
        &self,
        source: &SourceUrl,
        sent: Instant,
        now: Instant,
    ) -> Option<&CopyState> {
        let copy = self.copy.as_ref()?;
        let since_sent = now.saturating_duration_since(sent);
        let sent_there: SystemTime = self.server_time?.time().checked_sub(since_sent + SLACK)?;
        let moment = match copy.status {
            CopyStatus::Pending => self.last_modified?,
            _ => copy.completion_time?,
        };
        let is_ours = moment.time() >= sent_there && source.is_echoed_by(copy.source.as_ref()?);
        is_ours.then_some(copy)
    }

    /// The conditions of a start that is sent again: the user's, narrowed to the destination as it was just seen, so
    /// that a first start which arrives late is not followed by a second.
    ///
    /// Where the user's own conditions are not met by what was seen, they are sent as they are, for the service to say.
    pub(crate) fn pin(seen: Option<&Self>, wanted: &Conditions) -> Conditions {
        let Some(seen) = seen else {
            // There is no blob; `If-Match` cannot be met by that, and is left for the service to refuse.
            return match wanted {
                Conditions::IfMatch { .. } => wanted.clone(),
                _ => Conditions::if_absent(),
            };
        };
        match &seen.etag {
            Some(etag) if seen.meets(wanted) => Conditions::if_match(etag.clone()),
            _ => wanted.clone(),
        }
    }

    fn meets(&self, wanted: &Conditions) -> bool {
        let tag_is = |tag: &TagMatch| match tag {
            TagMatch::Any => true,
            TagMatch::Exactly(tag) => self.etag.as_ref() == Some(tag),
        };
        match wanted {
            Conditions::None => true,
            // Of a pair the tag decides.
            Conditions::IfMatch { tag, .. } => tag_is(tag),
            Conditions::IfNoneMatch { tag, .. } => !tag_is(tag),
            Conditions::IfModifiedSince(date) => self.last_modified > Some(*date),
            Conditions::IfUnmodifiedSince(date) => {
                self.last_modified.is_some_and(|modified| modified <= *date)
            }
        }
    }
}
