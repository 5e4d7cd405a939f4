//! A copy under way: its course, and its end.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use blobcopy::{Aborted, CopyOperation, CopyState, CopyStatus};
use futures_core::Stream;
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::care::FindingsData;
use crate::copy_state::CopyStateData;
use crate::failure::{Failure, Trouble};
use crate::promise::{Cancel, promise};
use crate::properties::text;
use crate::receipt::ReceiptData;
use crate::time;

/// A copy whose start is settled, or that was started elsewhere.
#[napi(object, object_from_js = false)]
pub struct StartedData {
    /// The copy's name.
    pub copy_id: String,
    /// What another process needs to go on with it, without a secret.
    pub ticket: String,
    /// What is copied, without its query, where it is known.
    pub source: Option<String>,
    /// What the start told; nothing where the copy was started elsewhere.
    pub first: Option<WordData>,
    /// The copy's course; nothing where it had succeeded when the start was answered.
    pub course: Option<NativeCopy>,
}

/// A copy that was started. When JavaScript lets go of it, the copy is left to itself.
#[napi]
pub struct NativeCopy(Arc<CopyOperation>);

/// A word of how a copy stands, with what came with it. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
pub struct WordData {
    /// How it stands.
    pub copy: CopyStateData,
    /// The destination's tag.
    pub etag: Option<String>,
    /// When the destination was last changed.
    pub last_modified: Option<f64>,
    /// The version of the destination that the copy makes.
    pub version_id: Option<String>,
    /// What the reply carried beside.
    pub receipt: Option<ReceiptData>,
    /// What the care for the copy came to, once it has succeeded.
    pub findings: Option<FindingsData>,
}

#[napi]
impl NativeCopy {
    /// The next word of how it stands, asked for when that is due.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WordData, Failure>>> {
        let operation = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let mut progress = pin!(operation.progress());
            let next = poll_fn(|context| progress.as_mut().poll_next(context)).await;
            let state = next.expect("a fresh stream tells at least one state")?;
            Ok(word(&operation, &state).await)
        })
    }

    /// How it stands, asked at once.
    #[napi]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WordData, Failure>>> {
        let operation = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let state = operation.ask().await?;
            Ok(word(&operation, &state).await)
        })
    }

    /// Ends it, and tells whether that is how it ended: it may have ended before.
    #[napi]
    pub fn abort<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
        let operation = Arc::clone(&self.0);
        promise(env, None, async move {
            Ok(matches!(operation.abort().await?, Aborted::Aborted))
        })
    }
}

impl StartedData {
    /// Of a copy whose start is settled. If it is done already, what comes after its end is done too.
    pub(crate) async fn settled(operation: CopyOperation) -> std::result::Result<Self, Trouble> {
        let mut first = operation.last_state().await;
        let is_done = |state: &CopyState| state.status == CopyStatus::Success;
        let is_done = first.as_ref().is_some_and(is_done);
        if is_done {
            first = Some(operation.wait().await?);
        }
        let first = match &first {
            Some(state) => Some(word(&operation, state).await),
            None => None,
        };
        let started = Self::of(operation);
        let course = started.course.filter(|_| !is_done);
        Ok(Self {
            first,
            course,
            ..started
        })
    }

    /// Of a copy of which nothing is known yet.
    pub(crate) fn of(operation: CopyOperation) -> Self {
        let ticket = operation.ticket();
        Self {
            copy_id: operation.copy_id().to_string(),
            ticket: ticket.to_string(),
            source: text(&ticket.source),
            first: None,
            course: Some(NativeCopy(Arc::new(operation))),
        }
    }
}

/// A word with what is known beside: of the destination as it was last seen, or else as it was when the start was taken.
async fn word(operation: &CopyOperation, state: &CopyState) -> WordData {
    let findings = operation.findings().await;
    let mut word = WordData {
        copy: state.into(),
        etag: None,
        last_modified: None,
        version_id: None,
        receipt: None,
        findings: findings.as_ref().map(FindingsData::from),
    };
    if let Some(accepted) = operation.accepted() {
        word.etag = text(&accepted.output.etag);
        word.last_modified = accepted.output.last_modified.map(time::told);
        word.version_id = text(&accepted.output.version_id);
        word.receipt = Some((&accepted.receipt).into());
    }
    if let Some(observation) = operation.observation().await {
        word.etag = text(&observation.etag);
        word.last_modified = observation.last_modified.map(time::told);
        word.receipt = Some((&observation.receipt).into());
    }
    word
}
