//! What a status check reads from the destination.

use std::time::Duration;

use bytes::Bytes;
use http::{Response, StatusCode};

use crate::error::Error;
use crate::invalid::Malformed;
use crate::job::Observation;
use crate::proof;
use crate::receipt::Receipt;
use crate::value::{
    Conditions, CopyId, CopyState, CopyStatus, ETag, HttpDate, SourceUrl, TagMatch,
};
use crate::wire::field::Field;
use crate::wire::{header, message};

/// The fields of a reply to *Get Blob Properties* that concern a copy. Others are not read, because an odd header there
/// must not hide the copy's state.
pub(crate) struct Answer {
    pub(crate) copy: Option<CopyState>,
    etag: Option<ETag>,
    last_modified: Option<HttpDate>,
    server_time: Option<HttpDate>,
}

/// Whether a copy that was found is ours.
pub(crate) enum Claim<'a> {
    Ours(&'a CopyState),
    NotOurs,
    /// The reply lacks the field that would decide.
    Untold(Malformed),
}

/// Tolerance for differences between two clocks of the service, and for the whole seconds of its headers.
const SLACK: Duration = Duration::from_secs(2);

impl Answer {
    pub(crate) fn read(reply: &Response<Bytes>) -> Result<Self, Error> {
        let headers = message::granted(reply, StatusCode::OK)?;
        proof::of_service(reply)?;
        Ok(Self {
            // Only the copy's state is essential. The other fields count as missing if they cannot be read.
            copy: Option::read(&(), headers)?,
            etag: Option::read(&header::ETAG, headers).unwrap_or(None),
            last_modified: Option::read(&header::LAST_MODIFIED, headers).unwrap_or(None),
            server_time: Option::read(&header::DATE, headers).unwrap_or(None),
        })
    }

    /// The destination as the reply reports it.
    pub(crate) fn observation(&self, reply: &Response<Bytes>) -> Observation {
        Observation {
            etag: self.etag.clone(),
            last_modified: self.last_modified,
            receipt: Receipt::of(reply).unwrap_or_default(),
        }
    }

    /// Whether the copy found is the copy of `source` whose start was sent `age` ago and never answered.
    ///
    /// The source alone does not decide, because it may have been copied yesterday too. The copy must also have begun
    /// or ended after our start, by the service's clock. While a copy is pending, it began when the destination was
    /// last modified. The copy must not be `foreign`, which was there before. Without an `age`, the source was made
    /// for this job only, and decides alone.
    pub(crate) fn claim(
        &self,
        source: &SourceUrl,
        foreign: Option<&CopyId>,
        age: Option<Duration>,
    ) -> Claim<'_> {
        let Some(copy) = &self.copy else {
            return Claim::NotOurs;
        };
        if foreign == Some(&copy.id) {
            return Claim::NotOurs;
        }
        let Some(echo) = &copy.source else {
            return Claim::Untold(Malformed::missing(header::COPY_SOURCE.as_str()));
        };
        if !source.is_echoed_by(echo) {
            return Claim::NotOurs;
        }
        let Some(age) = age else {
            return Claim::Ours(copy);
        };
        let moment = match copy.status {
            CopyStatus::Pending => self.last_modified.ok_or(&header::LAST_MODIFIED),
            _ => copy.completion_time.ok_or(&header::COPY_COMPLETION_TIME),
        };
        let since_sent = age + SLACK;
        match (moment, self.server_time.ok_or(&header::DATE)) {
            (Ok(moment), Ok(server_time)) if moment.time() + since_sent >= server_time.time() => {
                Claim::Ours(copy)
            }
            (Ok(_), Ok(_)) => Claim::NotOurs,
            (Err(name), _) | (_, Err(name)) => Claim::Untold(Malformed::missing(name.as_str())),
        }
    }

    /// The condition that the destination is still as `seen`, so that of two starts with it at most one can have an
    /// effect, even if the first arrives late. `None` if `seen` has no ETag or does not meet the caller's condition.
    pub(crate) fn pin(seen: Option<&Self>, wanted: &Conditions) -> Option<Conditions> {
        let Some(seen) = seen else {
            return wanted.is_met_by_absence().then(Conditions::if_absent);
        };
        let is_met = wanted.is_met_by(seen.etag.as_ref(), seen.last_modified);
        seen.etag
            .clone()
            .filter(|_| is_met)
            .map(Conditions::if_match)
    }

    /// Whether the destination still has the ETag that a start was conditioned on, so that the start had no effect.
    pub(crate) fn is_still(&self, pinned: &Conditions) -> bool {
        match pinned {
            Conditions::IfMatch {
                tag: TagMatch::Exactly(tag),
                ..
            } => self.etag.as_ref() == Some(tag),
            _ => false,
        }
    }
}
