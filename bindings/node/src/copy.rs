//! Starts of copies, and what becomes of those that were started elsewhere.

use blobcopy::proto::ops::AbortCopyBlob;
use blobcopy::{CopyId, CopySource, CopyTicket, ErrorKind};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::care::CareData;
use crate::conditions::{ConditionData, Terms};
use crate::copying::{CopyRequestData, PolicyData, SyncCopyData};
use crate::course::StartedData;
use crate::failure::{Failure, Trouble};
use crate::promise::{Cancel, answer, promise};
use crate::written::WrittenData;

/// What was kept of a copy that was started elsewhere or earlier.
#[napi(object, object_to_js = false)]
pub struct KeptCopy {
    /// Its name.
    pub copy_id: Option<String>,
    /// Or its ticket.
    pub ticket: Option<String>,
}

#[napi]
#[allow(
    clippy::use_self,
    reason = "napi writes argument types where there is no Self"
)]
impl NativeBlob {
    /// Starts a copy into this blob. Calling it off ends what it may have begun, before the promise settles.
    #[napi]
    pub fn begin_copy<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        request: Option<CopyRequestData>,
        policy: Option<PolicyData>,
        care: Option<CareData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<StartedData, Failure>>> {
        let target = self.service.blob_at(self.url.clone());
        let source = copy_source(source);
        let called_off = Cancel::requested(cancel);
        promise(env, None, async move {
            let source = source?;
            let request = request.unwrap_or_default();
            let options =
                request.into_options(&policy.unwrap_or_default(), care.unwrap_or_default())?;
            let started = target.begin_copy_unless(source, options, called_off);
            StartedData::settled(started.await?).await
        })
    }

    /// Goes on with a copy into this blob. Nothing is asked yet.
    #[napi]
    pub fn resume_copy(
        &self,
        kept: KeptCopy,
        policy: Option<PolicyData>,
    ) -> Either<StartedData, Failure> {
        answer(self.resumed(&kept, &policy.unwrap_or_default()))
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
        source: Either<String, &NativeBlob>,
        request: CopyRequestData,
        sync: SyncCopyData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let target = self.service.blob_at(self.url.clone());
        let source = copy_source(source);
        promise(env, cancel, async move {
            let options = request.into_sync(sync)?;
            Ok(target.copy_from_url_with(source?, options).await?.into())
        })
    }
}

impl NativeBlob {
    fn resumed(
        &self,
        kept: &KeptCopy,
        policy: &PolicyData,
    ) -> std::result::Result<StartedData, Trouble> {
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
        Ok(StartedData::of(operation))
    }
}

/// A blob as a source brings its own client's credential with it, which may open it for the service.
/// What is copied.
pub(crate) fn copy_source(
    source: Either<String, &NativeBlob>,
) -> std::result::Result<CopySource, Trouble> {
    Ok(match source {
        Either::A(url) => CopySource::try_from(url.as_str())?,
        Either::B(blob) => blob.service.blob_at(blob.url.clone()).into(),
    })
}
