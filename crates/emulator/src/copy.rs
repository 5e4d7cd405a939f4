//! The last copy into a blob: a value, from which its state at any time follows.
//!
//! No timer runs for a copy. It is judged whenever its blob is looked at, and ended as of the moment at which it
//! ended. So a pending copy costs nothing, and a manual clock is enough to move it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobcopy_proto::{
    CopyId, CopyState, CopyStatus, EchoedSource, HeaderText, Progress, ServiceVersion, SourceUrl,
};
use bytes::Bytes;

use crate::blob::Revision;
use crate::clock::date;
use crate::foreign::Download;
use crate::pace::Pace;

/// How long the service tries. Source: *Copy Blob*, REST reference.
const LONGEST: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// A copy that was started, and where it stands.
pub(crate) struct Copy {
    pub(crate) id: CopyId,
    source: SourceUrl,
    stage: Stage,
}

enum Stage {
    Pending(Pending),
    Ended {
        status: CopyStatus,
        progress: Option<Progress>,
        at: SystemTime,
        description: Option<&'static str>,
    },
}

/// What there is to know about a copy that has not ended.
pub(crate) struct Pending {
    pub(crate) started: SystemTime,
    pub(crate) pace: Pace,
    pub(crate) reading: Reading,
    /// What the source says its content's MD5 is: the service copies it and computes none.
    pub(crate) content_md5: Option<HeaderText>,
}

/// Where the bytes come from.
pub(crate) enum Reading {
    /// A blob of the emulator's own, as long as it stays what it was.
    Own {
        content: Bytes,
        revision: Arc<Revision>,
    },
    /// Another server, which sends while the copy is under way.
    Foreign(Download),
}

/// How a copy ended, and when.
pub(crate) struct End {
    pub(crate) at: SystemTime,
    pub(crate) result: Result<Content, &'static str>,
}

/// What a copy that succeeded leaves in its blob.
pub(crate) struct Content {
    pub(crate) bytes: Bytes,
    pub(crate) md5: Option<HeaderText>,
}

impl Copy {
    pub(crate) fn new(id: CopyId, source: SourceUrl, pending: Pending) -> Self {
        Self {
            id,
            source,
            stage: Stage::Pending(pending),
        }
    }

    pub(crate) fn is_pending(&self) -> bool {
        matches!(self.stage, Stage::Pending(_))
    }

    pub(crate) fn status(&self) -> CopyStatus {
        match &self.stage {
            Stage::Pending(_) => CopyStatus::Pending,
            Stage::Ended { status, .. } => status.clone(),
        }
    }

    /// Ends the copy if it has ended by `now`, and says how it did.
    pub(crate) fn settle(&mut self, now: SystemTime) -> Option<End> {
        let Stage::Pending(pending) = &self.stage else {
            return None;
        };
        let end = pending.end().filter(|end| end.at <= now)?;
        let (status, description) = match &end.result {
            Ok(_) => (CopyStatus::Success, None),
            Err(description) => (CopyStatus::Failed, Some(*description)),
        };
        self.stage = Stage::Ended {
            status,
            progress: match &end.result {
                Ok(content) => Some(full(&content.bytes)),
                Err(_) => pending.progress(end.at),
            },
            at: end.at,
            description,
        };
        Some(end)
    }

    /// Ends the copy by the wish of its owner. What was copied so far stays told in the progress.
    pub(crate) fn abort(&mut self, now: SystemTime) {
        if let Stage::Pending(pending) = &self.stage {
            self.stage = Stage::Ended {
                status: CopyStatus::Aborted,
                progress: pending.progress(now),
                at: now,
                description: None,
            };
        }
    }

    /// What a reply of `version` says about the copy at `now`.
    pub(crate) fn state(&self, now: SystemTime, version: ServiceVersion) -> CopyState {
        let mut state = CopyState::new(self.id.clone(), self.status());
        state.source = Some(echo(&self.source, version));
        match &self.stage {
            Stage::Pending(pending) => state.progress = pending.progress(now),
            Stage::Ended {
                progress,
                at,
                description,
                ..
            } => {
                state.progress = *progress;
                state.completion_time = Some(date(*at));
                state.status_description = description.map(|text| {
                    HeaderText::parse(text).expect("the descriptions are text for a header")
                });
            }
        }
        state
    }
}

impl Pending {
    /// The end, as far as it is known; it may lie in the future.
    fn end(&self) -> Option<End> {
        let limit = self.started.checked_add(LONGEST)?;
        let end = match &self.reading {
            Reading::Own { content, revision } => self.end_of_own(content, revision),
            Reading::Foreign(download) => self.end_of_download(download),
        };
        Some(end.filter(|end| end.at <= limit).unwrap_or(End {
            at: limit,
            result: Err(TOOK_TOO_LONG),
        }))
    }

    fn end_of_own(&self, content: &Bytes, revision: &Revision) -> Option<End> {
        let done = self.done_at(content.len() as u64)?;
        match revision.replaced_at() {
            Some(at) if at < done => Some(End {
                at,
                result: Err(SOURCE_CHANGED),
            }),
            _ => Some(self.success(done, content.clone())),
        }
    }

    fn end_of_download(&self, download: &Download) -> Option<End> {
        match download.end()? {
            (at, Ok(content)) => {
                let done = self.done_at(content.len() as u64)?;
                Some(self.success(done.max(at), content))
            }
            (at, Err(_)) => Some(End {
                at: at.max(self.started),
                result: Err(SOURCE_BROKE_OFF),
            }),
        }
    }

    fn success(&self, at: SystemTime, bytes: Bytes) -> End {
        let md5 = self.content_md5.clone();
        End {
            at,
            result: Ok(Content { bytes, md5 }),
        }
    }

    /// When the pace lets the last byte through.
    fn done_at(&self, total: u64) -> Option<SystemTime> {
        self.started.checked_add(self.pace.duration(total))
    }

    /// How much is copied at `now`; unknown while nobody knows how much there is.
    fn progress(&self, now: SystemTime) -> Option<Progress> {
        let elapsed = now.duration_since(self.started).unwrap_or_default();
        let (there, total) = match &self.reading {
            Reading::Own { content, .. } => (content.len() as u64, content.len() as u64),
            Reading::Foreign(download) => (download.received(), download.total()?),
        };
        Some(Progress::new(
            self.pace.copied(total, elapsed).min(there),
            total,
        ))
    }
}

fn full(content: &Bytes) -> Progress {
    Progress::new(content.len() as u64, content.len() as u64)
}

/// The source as a reply repeats it: the signature of its SAS only where the old versions do.
fn echo(source: &SourceUrl, version: ServiceVersion) -> EchoedSource {
    let text = source.expose();
    match text.split_once('?') {
        Some((path, query)) if version.as_str() >= SIGNATURE_NOT_ECHOED_SINCE => {
            let kept: Vec<&str> = query
                .split('&')
                .filter(|pair| !is_signature(pair))
                .collect();
            let joint = if kept.is_empty() { "" } else { "?" };
            EchoedSource::new(&format!("{path}{joint}{}", kept.join("&")))
        }
        _ => EchoedSource::new(text),
    }
}

fn is_signature(pair: &str) -> bool {
    let name = pair.split('=').next().unwrap_or_default();
    name.eq_ignore_ascii_case("sig")
}

const SIGNATURE_NOT_ECHOED_SINCE: &str = "2019-10-10";

// The service's descriptions. Source: *Get Blob Properties* and *Copy Blob*, REST reference.
const SOURCE_CHANGED: &str = "412 ConditionNotMet \"Copy failed when reading the source.\"";
const SOURCE_BROKE_OFF: &str = "500 InternalServerError \"Copy failed when reading the source.\"";
const TOOK_TOO_LONG: &str =
    "500 OperationCancelled \"The copy exceeded the maximum allowed time.\"";

#[cfg(test)]
mod tests {
    use super::*;

    fn echoed(source: &str, version: &str) -> String {
        let version = ServiceVersion::parse(version).unwrap();
        echo(&SourceUrl::parse(source).unwrap(), version)
            .expose()
            .to_owned()
    }

    #[test]
    fn the_signature_is_repeated_by_old_versions_only() {
        let source = "http://h/a/c/b?sv=1&sig=x%2B&se=2";
        assert_eq!(echoed(source, "2019-02-02"), source);
        assert_eq!(echoed(source, "2019-10-10"), "http://h/a/c/b?sv=1&se=2");
        assert_eq!(
            echoed("http://h/a/c/b?SIG=x", "2025-11-05"),
            "http://h/a/c/b"
        );
        assert_eq!(echoed("http://h/a/c/b", "2025-11-05"), "http://h/a/c/b");
    }
}
