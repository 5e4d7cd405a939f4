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

/// A copy that was started. When JavaScript lets go of it, the copy is left to itself.
#[napi]
pub struct NativeCopy {
    operation: Arc<CopyOperation>,
    /// What the start told.
    first: Option<WordData>,
}

/// A word of how a copy stands, with what came with it. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
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
    /// The copy's name.
    #[napi(getter)]
    pub fn copy_id(&self) -> String {
        self.operation.copy_id().to_string()
    }

    /// What another process needs to go on with it, without a secret.
    #[napi(getter)]
    pub fn ticket(&self) -> String {
        self.operation.ticket().to_string()
    }

    /// What is copied, without its query, where it is known.
    #[napi(getter)]
    pub fn source(&self) -> Option<String> {
        text(&self.operation.ticket().source)
    }

    /// What the start told; nothing where the copy was started elsewhere.
    #[napi(getter)]
    pub fn first(&self) -> Option<WordData> {
        self.first.clone()
    }

    /// The next word of how it stands, asked for when that is due.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WordData, Failure>>> {
        let operation = Arc::clone(&self.operation);
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
        let operation = Arc::clone(&self.operation);
        promise(env, cancel, async move {
            let state = operation.ask().await?;
            Ok(word(&operation, &state).await)
        })
    }

    /// Ends it, and tells whether that is how it ended: it may have ended before.
    #[napi]
    pub fn abort<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Either<bool, Failure>>> {
        let operation = Arc::clone(&self.operation);
        promise(env, None, async move {
            Ok(matches!(operation.abort().await?, Aborted::Aborted))
        })
    }
}

impl NativeCopy {
    /// One whose start is settled. If it is done already, what comes after its end is done too.
    pub(crate) async fn started(operation: CopyOperation) -> std::result::Result<Self, Trouble> {
        let mut first = operation.last_state().await;
        if let Some(CopyState { status, .. }) = &first
            && *status == CopyStatus::Success
        {
            first = Some(operation.wait().await?);
        }
        let first = match &first {
            Some(state) => Some(word(&operation, state).await),
            None => None,
        };
        Ok(Self {
            operation: Arc::new(operation),
            first,
        })
    }

    /// One that was started elsewhere or earlier, of which nothing is known yet.
    pub(crate) fn resumed(operation: CopyOperation) -> Self {
        Self {
            operation: Arc::new(operation),
            first: None,
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
    if let Some(sighting) = operation.sighting().await {
        word.etag = text(&sighting.etag);
        word.last_modified = sighting.last_modified.map(time::told);
        word.receipt = Some((&sighting.receipt).into());
    }
    word
}
