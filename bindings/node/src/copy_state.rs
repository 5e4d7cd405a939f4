//! How a copy stands, as data.

use blobcopy::CopyState;
use napi_derive::napi;

use crate::time;

/// How a copy stands. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct CopyStateData {
    /// The copy's name.
    pub copy_id: String,
    /// `pending`, `success`, `aborted` or `failed`.
    pub copy_status: String,
    /// What is copied, without its query.
    pub copy_source: Option<String>,
    /// `copied/total`, in bytes.
    pub copy_progress: Option<String>,
    /// Bytes copied so far.
    pub bytes_copied: Option<i64>,
    /// Bytes of the source.
    pub bytes_total: Option<i64>,
    /// When it ended.
    pub copy_completed_on: Option<f64>,
    /// Why it failed, or what makes it slow.
    pub copy_status_description: Option<String>,
    /// The snapshot that an incremental copy made.
    pub destination_snapshot: Option<String>,
    /// What does not fit in what the service reports.
    pub copy_remark: Option<String>,
}

impl From<&CopyState> for CopyStateData {
    fn from(state: &CopyState) -> Self {
        let bytes = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
        Self {
            copy_id: state.id.to_string(),
            copy_status: state.status.to_string(),
            copy_source: state.source.as_ref().map(ToString::to_string),
            copy_progress: state.progress.map(|progress| progress.to_string()),
            bytes_copied: state.progress.map(|progress| bytes(progress.copied)),
            bytes_total: state.progress.map(|progress| bytes(progress.total)),
            copy_completed_on: state.completion_time.map(time::told),
            copy_status_description: state.status_description.as_ref().map(ToString::to_string),
            destination_snapshot: state.destination_snapshot.as_ref().map(ToString::to_string),
            copy_remark: state.remark().map(|remark| remark.to_string()),
        }
    }
}
