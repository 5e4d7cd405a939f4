//! The state of a copy, as the service reports it.

use std::fmt;
use std::sync::Arc;

use http::{HeaderMap, HeaderValue};

use crate::invalid::{Invalid, Malformed};
use crate::open_enum::open_enum;
use crate::value::{EchoedSource, HeaderText, HttpDate};
use crate::wire::field::{Field, Text, is_word, printable};
use crate::wire::header;

open_enum! {
    /// The status of a copy. Source: *Get Blob Properties*, REST reference.
    pub enum CopyStatus {
        /// In progress, for up to two weeks.
        Pending = "pending",
        /// Finished: all bytes were copied.
        Success = "success",
        /// Ended by an abort; the destination is empty.
        Aborted = "aborted",
        /// Ended by a failure; the status description gives the reason.
        Failed = "failed",
    }
}

/// The id that the service gave to a copy. Opaque.
#[derive(Clone, PartialEq, Eq, Hash)]
// Shared, because several values of a copy hold it.
pub struct CopyId(Arc<str>);

impl CopyId {
    /// Parses an id from a reply.
    ///
    /// # Errors
    /// If it is empty, longer than 128 bytes, or contains anything but letters, digits, `-`, `_`, `.` and `:`. The ids
    /// of the service are GUIDs.
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

/// The progress of a copy, in bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Progress {
    /// Bytes copied so far.
    pub copied: u64,
    /// Size of the source, in bytes.
    pub total: u64,
}

impl Progress {
    /// A progress of `copied` of `total` bytes.
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

/// A contradiction between the progress and the rest of a copy's state.
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

/// The state of the last copy into a blob, as the service reports it.
///
/// A blob has none if it was never the destination of a copy, or was written to after one ended. Source: *Get Blob
/// Properties*, REST reference.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CopyState {
    /// The copy's id.
    pub id: CopyId,
    /// The copy's status.
    pub status: CopyStatus,
    /// The source. Prints without its query.
    pub source: Option<EchoedSource>,
    /// The progress.
    pub progress: Option<Progress>,
    /// When the copy ended, by the service's clock. `None` while it is pending.
    pub completion_time: Option<HttpDate>,
    /// Why the copy failed, or why it is slow, such as `404 ResourceNotFound "Copy failed when …"`. Without signatures.
    pub status_description: Option<HeaderText>,
    /// The snapshot of the destination that a successful incremental copy created.
    pub destination_snapshot: Option<HeaderText>,
}

impl CopyState {
    /// A state of which only the id and the status are known.
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

    /// A contradiction in the reported progress, if any. The status decides nevertheless; verify the copy to be sure of
    /// its content.
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

/// The copy headers come together or not at all. Only the id and the status are decisive, so a date or a progress that
/// cannot be read is omitted and does not hide them.
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
