//! The last copy into a blob: a value from which its state at any time follows.
//!
//! A copy has no timer. Its state is computed whenever its blob is accessed, and its end has the time at which it
//! ended. So a pending copy costs nothing, and a manual clock is sufficient to advance it.

use std::time::SystemTime;

use blobcopy_proto::{
    CopyId, CopyState, CopyStatus, HeaderText, Progress, ServiceVersion, SourceUrl,
};

use crate::blob::content::Content;
use crate::clock::date;
use crate::copy::echoed_source::echo;
use crate::copy::pending::{CopyEnd, Pending};

/// A copy that was started, and its state.
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

/// A change of a copy since the last access.
pub(crate) enum CopyUpdate {
    /// More of its pages can be read.
    Moved(Content),
    Ended(CopyEnd),
}

impl Copy {
    pub(crate) fn new(id: CopyId, source: SourceUrl, pending: Pending) -> Self {
        Self {
            id,
            source,
            stage: Stage::Pending(pending),
        }
    }

    /// The source, including its query.
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

    /// Updates the copy to its state at `now`, and returns the change.
    pub(crate) fn settle(&mut self, now: SystemTime) -> Option<CopyUpdate> {
        let Stage::Pending(pending) = &mut self.stage else {
            return None;
        };
        let Some(end) = pending.end().filter(|end| end.at <= now) else {
            return pending.moved(now).map(CopyUpdate::Moved);
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
        Some(CopyUpdate::Ended(end))
    }

    /// Aborts the copy. Its progress stays.
    pub(crate) fn abort(&mut self, now: SystemTime) {
        self.stop(CopyStatus::Aborted, now, None);
    }

    /// Makes the copy fail, as a test requested.
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

    /// The copy as a snapshot inherits it. `None` while it is pending.
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

    /// Records the snapshot that the copy made of its destination.
    pub(crate) fn made_snapshot(&mut self, name: HeaderText) {
        if let Stage::Ended { snapshot, .. } = &mut self.stage {
            *snapshot = Some(name);
        }
    }

    /// The state of the copy at `now` in a reply of `version`.
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

fn full(content: &Content) -> Progress {
    Progress::new(content.len(), content.len())
}
