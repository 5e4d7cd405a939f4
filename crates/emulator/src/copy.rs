//! The last copy into a blob: a value, from which its state at any time follows.
//!
//! No timer runs for a copy. It is judged whenever its blob is looked at, and ended as of the moment at which it
//! ended. So a pending copy costs nothing, and a manual clock is enough to move it.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobcopy_proto::{
    CopyId, CopyState, CopyStatus, EchoedSource, HeaderText, Progress, ServiceVersion, SourceUrl,
};

use crate::clock::date;
use crate::content::Content;
use crate::foreign::Download;
use crate::kind::Kind;
use crate::pace::Pace;
use crate::revision::{Fate, Revision};

/// How long the service tries. Source: *Copy Blob*, REST reference.
const LONGEST: Duration = Duration::from_secs(14 * 24 * 60 * 60);

/// Bytes of a page.
const PAGE: u64 = 512;

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
        description: Option<HeaderText>,
        /// The snapshot that an incremental copy made.
        snapshot: Option<HeaderText>,
    },
}

/// What there is to know about a copy that has not ended.
pub(crate) struct Pending {
    pub(crate) started: SystemTime,
    pub(crate) pace: Pace,
    pub(crate) reading: Reading,
    /// What the destination will be made of.
    pub(crate) kind: Kind,
    /// What the source says its content's MD5 is: the service copies it and computes none.
    pub(crate) content_md5: Option<HeaderText>,
    /// Bytes that can be read already, which is possible with pages alone.
    pub(crate) shown: u64,
}

/// Where the bytes come from.
pub(crate) enum Reading {
    /// A blob of the emulator's own, as long as it stays what it was.
    Own {
        content: Content,
        revision: Arc<Revision>,
    },
    /// Another server, which sends while the copy is under way.
    Foreign(Download),
}

impl Reading {
    /// How much there is, as far as it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        match self {
            Self::Own { content, .. } => Some(content.len()),
            Self::Foreign(download) => download.total(),
        }
    }
}

/// What has come of a copy since somebody looked.
pub(crate) enum News {
    /// More of its pages can be read.
    Moved(Content),
    Ended(End),
}

/// How a copy ended, and when.
pub(crate) struct End {
    pub(crate) at: SystemTime,
    pub(crate) result: Result<Delivered, &'static str>,
}

/// What a copy that succeeded leaves in its blob.
pub(crate) struct Delivered {
    pub(crate) content: Content,
    pub(crate) kind: Kind,
    pub(crate) content_md5: Option<HeaderText>,
}

impl Copy {
    pub(crate) fn new(id: CopyId, source: SourceUrl, pending: Pending) -> Self {
        Self {
            id,
            source,
            stage: Stage::Pending(pending),
        }
    }

    /// What is copied, its query included.
    pub(crate) fn source(&self) -> &SourceUrl {
        &self.source
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

    /// Brings the copy to where it is at `now`, and says what is new.
    pub(crate) fn settle(&mut self, now: SystemTime) -> Option<News> {
        let Stage::Pending(pending) = &mut self.stage else {
            return None;
        };
        let Some(end) = pending.end().filter(|end| end.at <= now) else {
            return pending.moved(now).map(News::Moved);
        };
        let (status, progress, description) = match &end.result {
            Ok(delivered) => (CopyStatus::Success, Some(full(&delivered.content)), None),
            Err(text) => (CopyStatus::Failed, pending.progress(end.at), Some(*text)),
        };
        self.stage = Stage::Ended {
            status,
            progress,
            at: end.at,
            description: description.map(|text| {
                HeaderText::parse(text).expect("the descriptions are text for a header")
            }),
            snapshot: None,
        };
        Some(News::Ended(end))
    }

    /// Ends the copy by the wish of its owner. What was copied so far stays told in the progress.
    pub(crate) fn abort(&mut self, now: SystemTime) {
        self.stop(CopyStatus::Aborted, now, None);
    }

    /// Ends the copy for a reason that somebody made up.
    pub(crate) fn fail(&mut self, now: SystemTime, description: HeaderText) {
        self.stop(CopyStatus::Failed, now, Some(description));
    }

    fn stop(&mut self, status: CopyStatus, now: SystemTime, description: Option<HeaderText>) {
        if let Stage::Pending(pending) = &self.stage {
            self.stage = Stage::Ended {
                status,
                progress: pending.progress(now),
                at: now,
                description,
                snapshot: None,
            };
        }
    }

    /// The same again, as a snapshot inherits it; nothing, while it is pending.
    pub(crate) fn ended(&self) -> Option<Self> {
        let Stage::Ended {
            status,
            progress,
            at,
            description,
            snapshot,
        } = &self.stage
        else {
            return None;
        };
        Some(Self {
            id: self.id.clone(),
            source: self.source.clone(),
            stage: Stage::Ended {
                status: status.clone(),
                progress: *progress,
                at: *at,
                description: description.clone(),
                snapshot: snapshot.clone(),
            },
        })
    }

    /// When it ended, if it did.
    pub(crate) fn ended_at(&self) -> Option<SystemTime> {
        match &self.stage {
            Stage::Pending(_) => None,
            Stage::Ended { at, .. } => Some(*at),
        }
    }

    /// The copy has made a snapshot of its destination.
    pub(crate) fn made_snapshot(&mut self, name: HeaderText) {
        if let Stage::Ended { snapshot, .. } = &mut self.stage {
            *snapshot = Some(name);
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
                snapshot,
                ..
            } => {
                state.progress = *progress;
                state.completion_time = Some(date(*at));
                state.status_description = description.clone();
                state.destination_snapshot = snapshot.clone();
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

    fn end_of_own(&self, content: &Content, revision: &Revision) -> Option<End> {
        let done = self.done_at(content.len())?;
        match revision.ended() {
            Some((at, fate)) if at < done => Some(End {
                at,
                result: Err(match fate {
                    Fate::Changed => SOURCE_CHANGED,
                    Fate::Gone => SOURCE_GONE,
                }),
            }),
            _ => Some(self.success(done, content.clone())),
        }
    }

    fn end_of_download(&self, download: &Download) -> Option<End> {
        match download.end()? {
            (at, Ok(content)) => {
                let done = self.done_at(content.len() as u64)?;
                Some(self.success(done.max(at), content.into()))
            }
            (at, Err(_)) => Some(End {
                at: at.max(self.started),
                result: Err(SOURCE_BROKE_OFF),
            }),
        }
    }

    fn success(&self, at: SystemTime, content: Content) -> End {
        let delivered = Delivered {
            content,
            kind: self.kind.clone(),
            content_md5: self.content_md5.clone(),
        };
        End {
            at,
            result: Ok(delivered),
        }
    }

    /// The pages that can be read at `now`, if they are more than somebody has seen.
    fn moved(&mut self, now: SystemTime) -> Option<Content> {
        let Reading::Own { content, .. } = &self.reading else {
            return None;
        };
        if !matches!(content, Content::Pages { .. }) {
            return None;
        }
        let whole = self.progress(now)?.copied / PAGE * PAGE;
        (whole > self.shown).then(|| {
            self.shown = whole;
            content.up_to(whole)
        })
    }

    /// When the pace lets the last byte through.
    fn done_at(&self, total: u64) -> Option<SystemTime> {
        self.started.checked_add(self.pace.duration(total))
    }

    /// How much is copied at `now`; unknown while nobody knows how much there is.
    fn progress(&self, now: SystemTime) -> Option<Progress> {
        let elapsed = now.duration_since(self.started).unwrap_or_default();
        let (there, total) = match &self.reading {
            Reading::Own { content, .. } => (content.len(), content.len()),
            Reading::Foreign(download) => (download.received(), download.total()?),
        };
        Some(Progress::new(
            self.pace.copied(total, elapsed).min(there),
            total,
        ))
    }
}

fn full(content: &Content) -> Progress {
    Progress::new(content.len(), content.len())
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
const SOURCE_GONE: &str = "404 ResourceNotFound \"Copy failed when reading the source.\"";
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
