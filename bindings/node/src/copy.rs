//! A copy: its start, its course, its end.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::Arc;

use blobcopy::proto::ops::{AbortCopyBlob, CopyBlobFromUrl};
use blobcopy::{Aborted, CopyId, CopyOperation, CopyState, CopyTicket, ErrorKind, SourceUrl};
use futures_core::Stream;
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::conditions::{ConditionData, Terms};
use crate::copy_state::CopyStateData;
use crate::copying::{CopyRequestData, PolicyData, SyncCopyData};
use crate::failure::{Failure, Trouble};
use crate::promise::{Cancel, answer, promise};
use crate::written::WrittenData;

/// A copy that was started. When JavaScript lets go of it, the copy is left to itself.
#[napi]
pub struct NativeCopy {
    operation: Arc<CopyOperation>,
    /// How it stood when this was made.
    first: Option<CopyState>,
}

/// What was kept of a copy that was started elsewhere or earlier.
#[napi(object, object_to_js = false)]
pub struct KeptCopy {
    /// Its name.
    pub copy_id: Option<String>,
    /// Or its ticket.
    pub ticket: Option<String>,
}

#[napi]
impl NativeBlob {
    /// Starts a copy into this blob. Calling it off ends what it may have begun, before the promise settles.
    #[napi]
    pub fn begin_copy<'env>(
        &self,
        env: &'env Env,
        source: String,
        request: CopyRequestData,
        policy: PolicyData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<NativeCopy, Failure>>> {
        let target = self.service.blob_at(self.url.clone());
        let called_off = Cancel::requested(cancel);
        promise(env, None, async move {
            let source = SourceUrl::parse(&source)?;
            let options = request.into_options(&policy)?;
            let started = target.begin_copy_unless(source, options, called_off);
            Ok(NativeCopy::new(started.await?).await)
        })
    }

    /// Goes on with a copy into this blob. Nothing is asked yet.
    #[napi]
    pub fn resume_copy(&self, kept: KeptCopy, policy: PolicyData) -> Either<NativeCopy, Failure> {
        answer(self.resumed(&kept, &policy))
    }

    /// Ends a pending copy into this blob.
    #[napi]
    pub fn abort_copy<'env>(
        &self,
        env: &'env Env,
        copy_id: String,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut wish = AbortCopyBlob::new(url, CopyId::parse(&copy_id)?);
            wish.options.lease_id = Terms::of(conditions)?.lease_id;
            let ((), receipt) = service.call_with_receipt(&wish).await?;
            Ok(WrittenData::done(&receipt))
        })
    }

    /// Copies within the call.
    #[napi]
    pub fn sync_copy<'env>(
        &self,
        env: &'env Env,
        source: String,
        request: CopyRequestData,
        sync: SyncCopyData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut wish = CopyBlobFromUrl::new(url, SourceUrl::parse(&source)?);
            wish.options = request.into_sync(sync)?;
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }
}

impl NativeBlob {
    fn resumed(
        &self,
        kept: &KeptCopy,
        policy: &PolicyData,
    ) -> std::result::Result<NativeCopy, Trouble> {
        let ticket = match (&kept.ticket, &kept.copy_id) {
            (Some(ticket), _) => ticket.parse::<CopyTicket>()?,
            (None, id) => {
                let id = CopyId::parse(id.as_deref().unwrap_or_default())?;
                CopyTicket::new(self.url.clone(), id)
            }
        };
        if ticket.destination != self.url {
            let message = format!(
                "resumeFrom is a copy to `{}`, not to `{}`",
                ticket.destination, self.url
            );
            return Err(Trouble::of_kind(ErrorKind::Invalid, message));
        }
        let operation = self.service.resume_with(&ticket, policy.to_policy()?)?;
        Ok(NativeCopy {
            operation: Arc::new(operation),
            first: None,
        })
    }
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
        self.operation
            .ticket()
            .source
            .as_ref()
            .map(ToString::to_string)
    }

    /// How it stood when it was started.
    #[napi(getter)]
    pub fn first_state(&self) -> Option<CopyStateData> {
        self.first.as_ref().map(CopyStateData::from)
    }

    /// The next word of how it stands, asked for when that is due.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<CopyStateData, Failure>>> {
        let operation = Arc::clone(&self.operation);
        promise(env, cancel, async move {
            let mut progress = pin!(operation.progress());
            let next = poll_fn(|context| progress.as_mut().poll_next(context)).await;
            let state = next.expect("a fresh stream tells at least one state")?;
            Ok((&state).into())
        })
    }

    /// How it stands, asked at once.
    #[napi]
    pub fn ask<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<CopyStateData, Failure>>> {
        let operation = Arc::clone(&self.operation);
        promise(
            env,
            cancel,
            async move { Ok((&operation.ask().await?).into()) },
        )
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
    async fn new(operation: CopyOperation) -> Self {
        let first = operation.last_state().await;
        Self {
            operation: Arc::new(operation),
            first,
        }
    }
}
