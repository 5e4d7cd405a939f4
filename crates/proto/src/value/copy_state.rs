//! What the service says about a copy.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use crate::invalid::{Invalid, Malformed};
use crate::open_enum::open_enum;
use crate::value::{EchoedSource, HeaderText, HttpDate};
use crate::wire::field::{Field, Text, is_word, printable};
use crate::wire::header;

open_enum! {
    /// How a copy stands. Source: *Get Blob Properties*, REST reference.
    pub enum CopyStatus {
        /// Under way, for up to two weeks.
        Pending = "pending",
        /// Done: every byte is there.
        Success = "success",
        /// Ended by an abort; the blob is empty.
        Aborted = "aborted",
        /// Ended by trouble; the description says which.
        Failed = "failed",
    }
}

/// The name that the service gave to a copy. Opaque.
#[derive(Clone, PartialEq, Eq, Hash)]
// Shared, since all that is known of a copy names it.
pub struct CopyId(Arc<str>);

impl CopyId {
    /// An id that a reply gave.
    ///
    /// # Errors
    /// If it is empty, longer than 128 bytes, or holds anything but letters, digits, `-`, `_`, `.` and `:`. The
    /// service's own are GUIDs.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        Self::decode(text).ok_or_else(|| {
            Invalid::new(
                "copy id",
                text,
                "must be the id that the start of a copy returned",
                "Abort Copy Blob",
            )
        })
    }

    /// The id, as it is sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl Text for CopyId {
    fn encode(&self) -> HeaderValue {
        printable(&self.0)
    }

    fn decode(text: &str) -> Option<Self> {
        is_word(text).then(|| Self(text.into()))
    }
}

impl fmt::Display for CopyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl fmt::Debug for CopyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// How much of a copy is done, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes copied so far.
    pub copied: u64,
    /// Bytes of the source.
    pub total: u64,
}

impl Progress {
    /// So many bytes of so many.
    pub fn new(copied: u64, total: u64) -> Self {
        Self { copied, total }
    }
}

impl Text for Progress {
    fn encode(&self) -> HeaderValue {
        printable(&self.to_string())
    }

    fn decode(text: &str) -> Option<Self> {
        let (copied, total) = text.split_once('/')?;
        Some(Self {
            copied: u64::decode(copied)?,
            total: u64::decode(total)?,
        })
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}", self.copied, self.total)
    }
}

/// A progress that does not fit the rest of a copy's state.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ProgressRemark {
    /// The copy succeeded, but fewer bytes are reported as copied than the source has.
    Incomplete(Progress),
    /// More bytes are reported as copied than the source has.
    Excessive(Progress),
}

impl fmt::Display for ProgressRemark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Incomplete(Progress { copied, total }) => write!(
                f,
                "the service reports success, but only {copied} of {total} bytes copied"
            ),
            Self::Excessive(Progress { copied, total }) => write!(
                f,
                "the service reports {copied} bytes copied from a source of {total} bytes"
            ),
        }
    }
}

/// All that the service says about the last copy into a blob.
///
/// A blob that was never the target of a copy, or was written to after one ended, has none.
/// Source: *Get Blob Properties*, REST reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyState {
    /// The copy's name.
    pub id: CopyId,
    /// How it stands.
    pub status: CopyStatus,
    /// What is copied, without the query when printed.
    pub source: Option<EchoedSource>,
    /// How much is done.
    pub progress: Option<Progress>,
    /// When it ended, by the service's clock; never while it is pending.
    pub completion_time: Option<HttpDate>,
    /// Why it failed, or what makes it slow, signatures hidden; of the form `404 ResourceNotFound "Copy failed when …"`.
    pub status_description: Option<HeaderText>,
    /// The snapshot that an incremental copy made of the destination, once it succeeded.
    pub destination_snapshot: Option<HeaderText>,
}

impl CopyState {
    /// The state of a copy of which only this is known.
    pub fn new(id: CopyId, status: CopyStatus) -> Self {
        Self {
            id,
            status,
            source: None,
            progress: None,
            completion_time: None,
            status_description: None,
            destination_snapshot: None,
        }
    }

    /// What does not fit in what the service reports, if anything. The status decides all the same: how to be sure of
    /// the content is to verify it.
    pub fn remark(&self) -> Option<ProgressRemark> {
        let progress = self.progress?;
        if progress.copied > progress.total {
            Some(ProgressRemark::Excessive(progress))
        } else if progress.copied < progress.total && self.status == CopyStatus::Success {
            Some(ProgressRemark::Incomplete(progress))
        } else {
            None
        }
    }
}

/// The copy headers come together or not at all. Only the id and the status decide anything, so a date or a progress
/// that cannot be read is left out and does not hide them.
impl Field for Option<CopyState> {
    type Name = ();

    fn write(&self, (): &(), headers: &mut HeaderMap) {
        let Some(state) = self else {
            return;
        };
        state.id.write(&header::COPY_ID, headers);
        state.status.write(&header::COPY_STATUS, headers);
        state.source.write(&header::COPY_SOURCE, headers);
        state.progress.write(&header::COPY_PROGRESS, headers);
        state
            .completion_time
            .write(&header::COPY_COMPLETION_TIME, headers);
        state
            .status_description
            .write(&header::COPY_STATUS_DESCRIPTION, headers);
        state
            .destination_snapshot
            .write(&header::COPY_DESTINATION_SNAPSHOT, headers);
    }

    fn read((): &(), headers: &HeaderMap) -> Result<Self, Malformed> {
        let Some(id) = Option::<CopyId>::read(&header::COPY_ID, headers)? else {
            return Ok(None);
        };
        Ok(Some(CopyState {
            id,
            status: CopyStatus::read(&header::COPY_STATUS, headers)?,
            source: Option::read(&header::COPY_SOURCE, headers)?,
            progress: Option::read(&header::COPY_PROGRESS, headers).unwrap_or(None),
            completion_time: Option::read(&header::COPY_COMPLETION_TIME, headers).unwrap_or(None),
            status_description: Option::read(&header::COPY_STATUS_DESCRIPTION, headers)?
                .map(HeaderText::without_secrets),
            destination_snapshot: Option::read(&header::COPY_DESTINATION_SNAPSHOT, headers)?,
        }))
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label((): &()) -> &'static str {
        "x-ms-copy-id"
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_no_name_is_neither_a_copy_id_nor_a_status_and_is_not_repeated() {
        let signature = "80oiS0i61Y5TWXDQC0Pne+nHzGwr592j7ki0VKEd0oA=";
        for (id, status) in [(signature, "pending"), ("1", signature), ("1", "sig=abc")] {
            let mut headers = HeaderMap::new();
            headers.insert("x-ms-copy-id", HeaderValue::from_str(id).unwrap());
            headers.insert("x-ms-copy-status", HeaderValue::from_str(status).unwrap());
            let error = Option::<CopyState>::read(&(), &headers).unwrap_err();
            let shown = format!("{error} {error:?}");
            assert!(!shown.contains("80oi") && !shown.contains("abc"), "{shown}");
        }
    }

    #[test]
    fn a_progress_that_does_not_fit_is_remarked_on() {
        let remark = |status, copied, total| {
            let mut state = CopyState::new(CopyId::parse("1").unwrap(), status);
            state.progress = Some(Progress::new(copied, total));
            state.remark().map(|remark| remark.to_string())
        };
        let incomplete = "the service reports success, but only 5 of 10 bytes copied";
        let excessive = "the service reports 20 bytes copied from a source of 10 bytes";
        assert_eq!(remark(CopyStatus::Success, 5, 10).unwrap(), incomplete);
        assert_eq!(remark(CopyStatus::Success, 20, 10).unwrap(), excessive);
        assert_eq!(remark(CopyStatus::Pending, 20, 10).unwrap(), excessive);
        for usual in [
            remark(CopyStatus::Success, 10, 10),
            remark(CopyStatus::Success, 0, 0),
            remark(CopyStatus::Pending, 5, 10),
            remark(CopyStatus::Failed, 5, 10),
            CopyState::new(CopyId::parse("1").unwrap(), CopyStatus::Success)
                .remark()
                .map(|remark| remark.to_string()),
        ] {
            assert_eq!(usual, None);
        }
    }

    #[test]
    fn a_signature_that_the_service_quotes_is_not_kept() {
        let mut headers = HeaderMap::new();
        for (name, value) in [
            ("x-ms-copy-id", "1"),
            ("x-ms-copy-status", "failed"),
            (
                "x-ms-copy-status-description",
                "403 Forbidden \"https://a.net/x?sv=1&sig=secret\"",
            ),
        ] {
            headers.insert(name, HeaderValue::from_static(value));
        }
        let state = Option::<CopyState>::read(&(), &headers).unwrap().unwrap();
        let description = state.status_description.unwrap();
        assert!(description.starts_with("403 Forbidden") && !description.contains("secret"));
    }
}
