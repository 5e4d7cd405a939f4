//! A copy under way: its states, and its end.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use blobcopy::{Aborted, CopyOperation, CopyState, CopyStatus};
use blobcopy_bindings::{Record, Value, results};
use futures_core::Stream;
use napi::bindgen_prelude::{JsValue, Object, PromiseRaw, ToNapiValue, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::conversion::IntoJs;
use crate::failure::Failure;
use crate::promise::{Cancel, promise};

/// A copy whose start is settled, or that was started elsewhere.
pub(crate) struct Started {
    operation: CopyOperation,
    /// Its first state; nothing where the copy was started elsewhere.
    first: Option<Record>,
    is_done: bool,
}

/// A copy that was started. When JavaScript drops it, the copy is not aborted.
#[napi]
pub struct NativeCopy(Arc<CopyOperation>);

#[napi]
impl NativeCopy {
    /// The next state, asked for when that is due.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let operation = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let mut progress = pin!(operation.progress());
            let next = poll_fn(|context| progress.as_mut().poll_next(context)).await;
            let state = next.expect("a fresh stream has at least one state")?;
            Ok(results::observed(&operation, &state).await)
        })
    }

    /// The state, asked for immediately.
    #[napi]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let operation = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let state = operation.ask().await?;
            Ok(results::observed(&operation, &state).await)
        })
    }

    /// Aborts it, and reports whether that is how it ended: it may have ended before.
    #[napi]
    pub fn abort<'env>(&self, env: &'env Env) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let operation = Arc::clone(&self.0);
        promise(env, None, async move {
            let aborted = operation.abort().await?;
            Ok(Value::Flag(matches!(aborted, Aborted::Aborted)))
        })
    }
}

impl Started {
    /// Of a copy whose start is settled. If it is done already, what comes after its end is done too.
    pub(crate) async fn settled(operation: CopyOperation) -> std::result::Result<Self, Failure> {
        let mut first = operation.last_state().await;
        let is_done = |state: &CopyState| state.status == CopyStatus::Success;
        let is_done = first.as_ref().is_some_and(is_done);
        if is_done {
            first = Some(operation.wait().await?);
        }
        let first = match &first {
            Some(state) => Some(results::observed(&operation, state).await),
            None => None,
        };
        Ok(Self {
            operation,
            first,
            is_done,
        })
    }

    /// Of a copy of which nothing is known yet.
    pub(crate) fn of(operation: CopyOperation) -> Self {
        Self {
            operation,
            first: None,
            is_done: false,
        }
    }
}

impl IntoJs for Started {
    fn into_js(self, env: &Env) -> Result<Unknown<'_>> {
        let ticket = self.operation.ticket();
        let mut started = Object::new(env)?;
        started.set("copyId", self.operation.copy_id().as_str())?;
        started.set("ticket", ticket.to_string())?;
        started.set("source", ticket.source.as_ref().map(ToString::to_string))?;
        if let Some(first) = self.first {
            started.set("first", first.into_js(env)?)?;
        }
        if !self.is_done {
            let operation = NativeCopy(Arc::new(self.operation));
            started.set("operation", operation.into_unknown(env)?)?;
        }
        Ok(started.to_unknown())
    }
}
