//! The result of a command, in the fields of its JSON.

use blobcopy::{
    BlobUrl, CopyId, CopyState, CopyStatus, CopyTicket, Diagnosis, Findings, Protection,
};
use blobcopy_proto::ops::{BlobProperties, CopyBlobOutput};
use blobcopy_proto::{HeaderText, HttpDate};
use serde::Serialize;

use crate::quantity::show_bytes;

/// A copy and its destination. Every field is present; unknown values are null.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) destination: Option<String>,
    pub(crate) copy_id: Option<String>,
    pub(crate) status: Option<String>,
    pub(crate) progress: Option<Progress>,
    pub(crate) source: Option<String>,
    /// RFC 3339.
    pub(crate) completion_time: Option<String>,
    pub(crate) status_description: Option<String>,
    pub(crate) etag: Option<String>,
    /// RFC 3339.
    pub(crate) last_modified: Option<String>,
    /// Length of the blob, for people.
    #[serde(skip)]
    length: Option<u64>,
    /// The copy's length in bytes, if it was compared: every byte of an embedded one, length and MD5 of another.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) verified_length: Option<u64>,
    /// What its MD5 says.
    #[serde(skip_serializing_if = "Option::is_none")]
    verified_md5: Option<&'static str>,
    /// The snapshot of the destination with the previous content, otherwise its newest.
    #[serde(skip_serializing_if = "Option::is_none")]
    snapshot: Option<String>,
    /// An inconsistency in what the service reports of the copy.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) remark: Option<String>,
    /// The resume token, if it was requested on standard output.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) ticket: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<ErrorFields>,
}

/// Bytes copied, and bytes in total.
#[derive(Clone, Copy, Debug, Serialize)]
pub(crate) struct Progress {
    pub(crate) copied: u64,
    pub(crate) total: u64,
}

/// The error that ended the command.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct ErrorFields {
    pub(crate) kind: &'static str,
    pub(crate) code: Option<String>,
    pub(crate) message: String,
    /// The service's id of the refused request.
    pub(crate) request_id: Option<String>,
    pub(crate) copy_id: Option<String>,
    pub(crate) pending_copy_id: Option<String>,
    /// Cause and remedy; null if they are unknown.
    pub(crate) diagnosis: Option<Finding>,
}

/// The cause of a refusal, and the remedy.
#[derive(Clone, Debug, Default, Serialize)]
pub(crate) struct Finding {
    /// The stable name of the cause.
    name: Option<&'static str>,
    pub(crate) cause: Option<String>,
    pub(crate) remedy: Option<&'static str>,
}

impl Finding {
    pub(crate) fn of(diagnosis: &Diagnosis) -> Self {
        Self {
            name: Some(diagnosis.name()),
            cause: Some(diagnosis.cause()),
            remedy: Some(diagnosis.remedy()),
        }
    }
}

impl Report {
    /// A report that contains only the destination.
    pub(crate) fn about(destination: &BlobUrl) -> Self {
        Self::named(destination.to_string())
    }

    /// A report that contains only the name of the destination.
    pub(crate) fn named(destination: String) -> Self {
        Self {
            destination: Some(destination),
            ..Self::default()
        }
    }

    pub(crate) fn with_copy_id(mut self, id: &CopyId) -> Self {
        self.copy_id = Some(id.to_string());
        self
    }

    pub(crate) fn with_status(mut self, status: &CopyStatus) -> Self {
        self.status = Some(status.to_string());
        self
    }

    pub(crate) fn with_state(self, state: &CopyState) -> Self {
        Self {
            copy_id: Some(state.id.to_string()),
            status: Some(state.status.to_string()),
            progress: state.progress.map(|progress| Progress {
                copied: progress.copied,
                total: progress.total,
            }),
            source: state.source.as_ref().map(ToString::to_string),
            completion_time: state.completion_time.map(rfc3339),
            status_description: state.status_description.as_ref().map(ToString::to_string),
            remark: state.remark().map(|remark| remark.to_string()),
            ..self
        }
    }

    /// The blob's tag and time as they were when the start was accepted.
    pub(crate) fn with_accepted(self, start: &CopyBlobOutput) -> Self {
        Self {
            etag: start.etag.as_ref().map(ToString::to_string),
            last_modified: start.last_modified.map(rfc3339),
            ..self
        }
    }

    /// The source, if the state of the copy does not contain it.
    pub(crate) fn with_source_of(mut self, ticket: &CopyTicket) -> Self {
        let source = ticket.source.as_ref().map(ToString::to_string);
        self.source = self.source.or(source);
        self
    }

    /// The blob's tag and time, and the copy's state if the blob has one.
    pub(crate) fn with_properties(self, properties: &BlobProperties) -> Self {
        let report = match &properties.copy {
            Some(state) => self.with_state(state),
            None => self,
        };
        Self {
            length: properties.content_length,
            etag: properties.etag.as_ref().map(ToString::to_string),
            last_modified: properties.last_modified.map(rfc3339),
            ..report
        }
    }

    /// Length of the blob, in bytes, if it is known.
    pub(crate) fn length(&self) -> Option<u64> {
        self.length
    }

    pub(crate) fn with_findings(mut self, findings: &Findings) -> Self {
        self.verified_length = findings.verified.map(|verified| verified.length);
        self.verified_md5 = findings.verified.map(|verified| verified.md5.name());
        let kept = findings.protection.as_ref().and_then(Protection::snapshot);
        self.with_snapshot(kept)
    }

    pub(crate) fn with_snapshot(self, snapshot: Option<&HeaderText>) -> Self {
        Self {
            snapshot: snapshot.map(ToString::to_string),
            ..self
        }
    }

    pub(crate) fn with_error(mut self, error_fields: ErrorFields) -> Self {
        self.error = Some(error_fields);
        self
    }

    /// All known values, one per line.
    pub(crate) fn table(&self) -> Vec<String> {
        let progress = self.progress.map(|Progress { copied, total }| {
            format!("{} of {}", show_bytes(copied), show_bytes(total))
        });
        let length = self.length.map(show_bytes);
        let rows = [
            ("status", &self.status),
            ("copy id", &self.copy_id),
            ("destination", &self.destination),
            ("source", &self.source),
            ("progress", &progress),
            ("completed", &self.completion_time),
            ("description", &self.status_description),
            ("remark", &self.remark),
            ("length", &length),
            ("etag", &self.etag),
            ("modified", &self.last_modified),
            ("snapshot", &self.snapshot),
        ];
        rows.iter()
            .filter_map(|(name, value)| Some(format!("{name:<12} {}", value.as_ref()?)))
            .collect()
    }
}

pub(crate) fn rfc3339(date: HttpDate) -> String {
    let time = jiff::Timestamp::try_from(date.time()).expect("an HTTP date lies before 9999");
    time.to_string()
}
