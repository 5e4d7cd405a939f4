//! A model of the service: one destination and the copies into it, by the rules of the reference.
//!
//! It shares with the emulator only the encoding and decoding of requests. Times are counted from the beginning of the
//! run. Times in replies are those of the service's own, slightly wrong clocks.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use blobcopy_proto::ops::{
    AbortCopyBlob, BlobProperties, Call, CopyBlob, CopyBlobFromUrl, CopyBlobFromUrlOutput,
    CopyBlobOutput, DeleteBlob, DeleteBlobOutput, GetBlobProperties,
};
use blobcopy_proto::{
    BlobRevision as BlobMoment, BlobUrl, Conditions, CopyId, CopyState, CopyStatus, ETag,
    EchoedSource, ErrorCode, HeaderText, HttpDate, Serve, ServiceError, SourceUrl, TagMatch,
};
use bytes::Bytes;
use http::{HeaderValue, Response, StatusCode};

use crate::simulation::fate::{Before, Fate, Habits, Plan, PlannedEnd};
use crate::simulation::truth::{BlobRevision, By, Content, Copy, Done, Sight};

/// The source of the job's copy.
pub(crate) const OUR_SOURCE: &str =
    "https://acct.blob.core.windows.net/from/a?sv=2024-08-04&sig=secret";
const OUR_SOURCE_UNSIGNED: &str = "https://acct.blob.core.windows.net/from/a?sv=2024-08-04";
const OTHER_SOURCE: &str = "https://acct.blob.core.windows.net/from/other";

/// The service with one destination, and everything that is true of it.
#[derive(Debug)]
pub(crate) struct Service {
    pub(crate) habits: Habits,
    plan: Plan,
    sas_ends: Option<Duration>,
    source_opens: Option<Duration>,
    pub(crate) blob: Option<Blob>,
    pub(crate) is_leased: bool,
    pub(crate) tags: u64,
    /// All copies of the run.
    pub(crate) copies: Vec<Copy>,
    /// The actions of other clients that had an effect, and when.
    pub(crate) done: Vec<(Duration, Done)>,
    /// Whether the snapshot of the destination's former content exists.
    pub(crate) has_snapshot: bool,
}

/// The current destination.
#[derive(Clone, Debug)]
pub(crate) struct Blob {
    tag: u64,
    modified: BlobRevision,
    content: Content,
    copy: Option<usize>,
}

impl Service {
    /// The service at the beginning of a run.
    pub(crate) fn new(fate: &Fate) -> Self {
        let mut service = Self {
            habits: fate.habits.clone(),
            plan: fate.plan.clone(),
            sas_ends: fate.sas_ends,
            source_opens: fate.source_opens,
            blob: None,
            is_leased: false,
            tags: 0,
            copies: Vec::new(),
            done: Vec::new(),
            has_snapshot: false,
        };
        match &fate.before {
            Before::Absent => {}
            Before::Plain => service.write(BlobRevision(-3_600_000_000), None, Content::Old),
            Before::Copy {
                same_source,
                age,
                plan,
            } => {
                let begun = BlobRevision(-BlobRevision::of(*age).0);
                service.begin(By::Another, *same_source, plan.clone(), begun);
                service.advance(Duration::ZERO);
                if let Some(blob) = &mut service.blob {
                    blob.content = Content::Old;
                }
            }
        }
        service.has_snapshot = fate.is_protected && service.blob.is_some();
        service
    }

    /// The id of a copy.
    pub(crate) fn id(index: usize) -> CopyId {
        CopyId::parse(&format!("copy-{index}")).expect("visible ASCII")
    }

    /// The copy with this id.
    pub(crate) fn copy(&self, id: &CopyId) -> Option<&Copy> {
        let index: usize = id.as_str().strip_prefix("copy-")?.parse().ok()?;
        self.copies.get(index)
    }

    /// The current destination.
    pub(crate) fn sight(&self) -> Sight {
        let copy = self.blob.as_ref().and_then(|blob| blob.copy);
        Sight {
            etag: self.blob.as_ref().map(Blob::etag),
            content: self
                .blob
                .as_ref()
                .map_or(Content::Nothing, |blob| blob.content),
            copy,
            is_pending: copy.is_some_and(|copy| self.copies[copy].status == CopyStatus::Pending),
        }
    }

    /// Whether the destination meets a condition.
    ///
    /// Source: *Specifying conditional headers for Blob service operations*, REST reference.
    pub(crate) fn meets(&self, conditions: &Conditions) -> bool {
        let blob = self.blob.as_ref();
        let is = |tag: &TagMatch| match tag {
            TagMatch::Exactly(tag) => blob.is_some_and(|blob| blob.etag() == *tag),
            _ => blob.is_some(),
        };
        let modified = blob.and_then(|blob| self.storage_date(blob.modified));
        match conditions {
            Conditions::IfMatch { tag, .. } => is(tag),
            Conditions::IfNoneMatch { tag, .. } => !is(tag),
            Conditions::IfModifiedSince(date) => modified.is_none_or(|modified| modified > *date),
            Conditions::IfUnmodifiedSince(date) => {
                modified.is_none_or(|modified| modified <= *date)
            }
            _ => true,
        }
    }

    /// Advances the pending copy to this time.
    pub(crate) fn advance(&mut self, now: Duration) {
        let Some(index) = self.blob.as_ref().and_then(|blob| blob.copy) else {
            return;
        };
        let ends = BlobRevision(
            self.copies[index].begun.0 + BlobRevision::of(self.copies[index].plan.length).0,
        );
        if self.copies[index].status == CopyStatus::Pending && ends <= BlobRevision::of(now) {
            let status = match self.copies[index].plan.end {
                PlannedEnd::Success => CopyStatus::Success,
                PlannedEnd::SourceChanged | PlannedEnd::GivenUp => CopyStatus::Failed,
            };
            let content = match (&status, self.copies[index].by) {
                (CopyStatus::Success, By::Restoration) => Content::Old,
                (CopyStatus::Success, _) => Content::Copied(index),
                _ => Content::Nothing,
            };
            self.finish(index, status, ends);
            self.write(ends, Some(index), content);
        }
    }

    /// Checks a request that arrives now, executes it, and returns the reply. `by` is the initiator of a copy that it
    /// starts.
    pub(crate) fn answer(&mut self, call: &Call, by: By, now: Duration) -> Response<Bytes> {
        self.advance(now);
        let result = if self.sas_ends.is_some_and(|end| now >= end) {
            Err(refusal(403, ErrorCode::AuthenticationFailed))
        } else {
            match call {
                Call::CopyBlob(start) => {
                    let began = self.start(&start.source, &start.options.conditions, by, now);
                    began.map(|index| self.answer_to_start(index))
                }
                Call::CopyBlobFromUrl(start) => {
                    let began = self.start(&start.source, &start.options.conditions, by, now);
                    began.map(|index| self.answer_to_whole_copy(index))
                }
                Call::AbortCopyBlob(abort) => self.abort(abort, now),
                Call::GetBlobProperties(_) => self.properties(now),
                Call::DeleteBlob(delete) if is_of_snapshot(&delete.blob) => self.delete_snapshot(),
                Call::DeleteBlob(delete) => self.delete(&delete.options.conditions, now),
                _ => Err(refusal(405, ErrorCode::UnsupportedHttpVerb)),
            }
        };
        let mut reply = result.unwrap_or_else(|refusal| refusal.reply());
        if matches!(call, Call::GetBlobProperties(_)) {
            *reply.body_mut() = Bytes::new();
        }
        let headers = reply.headers_mut();
        headers.insert("x-ms-request-id", HeaderValue::from_static("request"));
        let date = date(self.wall(BlobRevision::of(now), self.habits.date_ahead)).to_string();
        headers.insert("date", HeaderValue::from_str(&date).expect("a date"));
        reply
    }

    fn start(
        &mut self,
        source: &SourceUrl,
        conditions: &Conditions,
        by: By,
        now: Duration,
    ) -> Result<usize, Box<ServiceError>> {
        let is_pending = self.sight().is_pending;
        if is_pending && self.habits.pending_first {
            return Err(refusal(409, ErrorCode::PendingCopyOperation));
        }
        if !self.meets(conditions) {
            let is_conflict =
                *conditions == Conditions::if_absent() && self.habits.existing_is_conflict;
            return Err(match is_conflict {
                true => refusal(409, ErrorCode::BlobAlreadyExists),
                false => refusal(412, ErrorCode::ConditionNotMet),
            });
        }
        if is_pending {
            return Err(refusal(409, ErrorCode::PendingCopyOperation));
        }
        if self.is_leased {
            return Err(refusal(412, ErrorCode::LeaseIdMissing));
        }
        let by = match source.expose().contains("snapshot=") {
            true => By::Restoration,
            false => by,
        };
        if by == By::Restoration && !self.has_snapshot {
            return Err(refusal(404, ErrorCode::CannotVerifyCopySource));
        }
        if self.source_opens.is_some_and(|opens| now < opens) && by != By::Restoration {
            return Err(refusal(403, ErrorCode::CannotVerifyCopySource));
        }
        let same_source = source.expose() == OUR_SOURCE;
        let mut plan = self.plan.clone();
        if by == By::Restoration {
            // A snapshot does not change while it is copied.
            plan.end = PlannedEnd::Success;
        }
        let index = self.begin(by, same_source, plan, BlobRevision::of(now));
        self.advance(now);
        Ok(index)
    }

    fn answer_to_start(&self, index: usize) -> Response<Bytes> {
        // The reply to a start has one of two statuses only. A copy that failed within the call is still reported as
        // pending.
        let status = match self.copies[index].status {
            CopyStatus::Success => CopyStatus::Success,
            _ => CopyStatus::Pending,
        };
        let mut output = CopyBlobOutput::new(Self::id(index), status);
        output.etag = self.sight().etag;
        CopyBlob::reply(&output)
    }

    fn answer_to_whole_copy(&self, index: usize) -> Response<Bytes> {
        let mut output = CopyBlobFromUrlOutput::default();
        output.copy_id = Some(Self::id(index));
        output.copy_status = Some(self.copies[index].status.clone());
        output.etag = self.sight().etag;
        CopyBlobFromUrl::reply(&output)
    }

    fn abort(
        &mut self,
        abort: &AbortCopyBlob,
        now: Duration,
    ) -> Result<Response<Bytes>, Box<ServiceError>> {
        let Some(blob) = &self.blob else {
            return Err(refusal(404, ErrorCode::BlobNotFound));
        };
        let named = blob.copy.filter(|index| Self::id(*index) == abort.copy_id);
        let Some(index) = named else {
            return Err(refusal(409, ErrorCode::CopyIdMismatch));
        };
        if self.copies[index].status != CopyStatus::Pending {
            return Err(refusal(409, ErrorCode::NoPendingCopyOperation));
        }
        if self.is_leased {
            return Err(refusal(412, ErrorCode::LeaseIdMissing));
        }
        self.finish(index, CopyStatus::Aborted, BlobRevision::of(now));
        self.write(BlobRevision::of(now), Some(index), Content::Nothing);
        Ok(AbortCopyBlob::reply(&()))
    }

    fn delete_snapshot(&mut self) -> Result<Response<Bytes>, Box<ServiceError>> {
        match std::mem::take(&mut self.has_snapshot) {
            true => Ok(DeleteBlob::reply(&DeleteBlobOutput::default())),
            false => Err(refusal(404, ErrorCode::BlobNotFound)),
        }
    }

    fn delete(
        &mut self,
        conditions: &Conditions,
        now: Duration,
    ) -> Result<Response<Bytes>, Box<ServiceError>> {
        if self.blob.is_none() {
            return Err(refusal(404, ErrorCode::BlobNotFound));
        }
        if !self.meets(conditions) {
            return Err(refusal(412, ErrorCode::ConditionNotMet));
        }
        if self.is_leased {
            return Err(refusal(412, ErrorCode::LeaseIdMissing));
        }
        self.advance(now);
        self.blob = None;
        Ok(DeleteBlob::reply(&DeleteBlobOutput::default()))
    }

    fn properties(&self, now: Duration) -> Result<Response<Bytes>, Box<ServiceError>> {
        let Some(blob) = &self.blob else {
            return Err(refusal(404, ErrorCode::BlobNotFound));
        };
        let mut properties = BlobProperties::default();
        properties.etag = Some(blob.etag());
        properties.last_modified = self.storage_date(blob.modified);
        properties.copy = blob.copy.map(|index| self.state(index, now));
        Ok(GetBlobProperties::reply(&properties))
    }

    fn state(&self, index: usize, now: Duration) -> CopyState {
        let copy = &self.copies[index];
        let mut state = CopyState::new(Self::id(index), copy.status.clone());
        state.source = Some(EchoedSource::new(
            match (copy.same_source, self.habits.echoes_signature) {
                (true, true) => OUR_SOURCE,
                (true, false) => OUR_SOURCE_UNSIGNED,
                (false, _) => OTHER_SOURCE,
            },
        ));
        state.completion_time = copy.ended.and_then(|ended| self.storage_date(ended));
        state.progress = copy.progress(now);
        if copy.status == CopyStatus::Failed {
            let text = match copy.plan.end {
                PlannedEnd::SourceChanged => "412 ConditionNotMet \"Copy failed.\"",
                _ => "500 OperationCancelled \"The copy exceeded the maximum allowed time.\"",
            };
            state.status_description = HeaderText::parse(text).ok();
        }
        state
    }

    pub(crate) fn begin(
        &mut self,
        by: By,
        same_source: bool,
        plan: Plan,
        begun: BlobRevision,
    ) -> usize {
        self.copies.push(Copy {
            by,
            same_source,
            begun,
            status: CopyStatus::Pending,
            ended: None,
            is_destroyed: false,
            plan,
        });
        let index = self.copies.len() - 1;
        self.write(begun, Some(index), Content::Nothing);
        index
    }

    pub(crate) fn finish(&mut self, index: usize, status: CopyStatus, ended: BlobRevision) {
        self.copies[index].status = status;
        self.copies[index].ended = Some(ended);
    }

    pub(crate) fn write(&mut self, modified: BlobRevision, copy: Option<usize>, content: Content) {
        self.tags += 1;
        self.blob = Some(Blob {
            tag: self.tags,
            modified,
            content,
            copy,
        });
    }

    fn storage_date(&self, moment: BlobRevision) -> Option<HttpDate> {
        Some(date(self.wall(moment, self.habits.storage_ahead)))
    }

    fn wall(&self, moment: BlobRevision, milliseconds_ahead: i64) -> SystemTime {
        let micros =
            moment.0 + milliseconds_ahead * 1000 + BlobRevision::of(self.habits.past_second).0;
        BEGINNING + Duration::from_micros((YEAR + micros) as u64)
    }
}

/// The origin of the wall clock. Every run begins `YEAR` µs after it.
const BEGINNING: SystemTime = UNIX_EPOCH;
const YEAR: i64 = 1_795_000_000_000_000;

/// The date this many seconds after the beginning of every run.
pub(crate) fn wall_date(seconds: i64) -> HttpDate {
    date(BEGINNING + Duration::from_micros((YEAR + seconds * 1_000_000) as u64))
}

fn date(time: SystemTime) -> HttpDate {
    HttpDate::new(time).expect("within the next thousand years")
}

fn is_of_snapshot(blob: &BlobUrl) -> bool {
    matches!(blob.revision(), BlobMoment::Snapshot(_))
}

fn refusal(status: u16, code: ErrorCode) -> Box<ServiceError> {
    let status = StatusCode::from_u16(status).expect("a status");
    Box::new(ServiceError::new(status, code, "The model refuses."))
}

impl Blob {
    fn etag(&self) -> ETag {
        ETag::parse(&format!("\"0x{:X}\"", self.tag)).expect("visible ASCII")
    }
}
