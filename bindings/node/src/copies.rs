//! Starts of copies, and the resuming of those that were started elsewhere.

use blobcopy::{CopyId, CopySource, CopyTicket};
use blobcopy_bindings::calls::put_from_url;
use blobcopy_bindings::{Options, begin_copy, copy_within_call, results};
use napi::bindgen_prelude::{Either, Object, PromiseRaw, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::conversion::options;
use crate::copy_operation::Started;
use crate::failure::Failure;
use crate::promise::{Cancel, promise};

#[napi]
#[allow(
    clippy::use_self,
    reason = "napi writes argument types where there is no Self"
)]
impl NativeBlob {
    /// Starts a copy into this blob. Cancelling it aborts what it may have begun, before the promise settles.
    #[napi]
    pub fn begin_copy<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        given: Option<Object<'env>>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let target = self.service.blob_at(self.url.clone());
        let (source, given) = (copy_source(source), self.copy_options(BEGIN_COPY, given)?);
        let cancelled = Cancel::requested(cancel);
        promise(env, None, async move {
            let (options, _) = begin_copy(given)?;
            let started = target.begin_copy_unless(source?, options, cancelled);
            Started::settled(started.await?).await
        })
    }

    /// Resumes a copy into this blob, by its id or its ticket. Nothing is asked yet.
    #[napi]
    pub fn resume_copy<'env>(
        &self,
        env: &'env Env,
        copy_id: Option<String>,
        ticket: Option<String>,
        given: Option<Object<'env>>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let given = self.copy_options(BEGIN_COPY, given)?;
        let resumed = self.resumed(copy_id.as_deref(), ticket.as_deref(), given);
        promise(env, None, async move { resumed })
    }

    /// Copies within the call.
    #[napi]
    pub fn copy_within_call<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        given: Option<Object<'env>>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let target = self.service.blob_at(self.url.clone());
        let given = self.copy_options("syncCopyFromURL", given)?;
        let source = copy_source(source);
        promise(env, cancel, async move {
            let options = copy_within_call(given)?;
            Ok(results::copied(
                &target.copy_from_url_with(source?, options).await?,
            ))
        })
    }

    /// Writes this blob with the content of a URL, within the call.
    #[napi]
    pub fn put_from_url<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        given: Option<Object<'env>>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let (service, target) = (self.service.clone(), self.service.blob_at(self.url.clone()));
        let (source, given) = (copy_source(source), options("syncUploadFromURL", given)?);
        promise(env, cancel, async move {
            Ok(put_from_url(&service, target, source?, given)?.await?)
        })
    }
}

const BEGIN_COPY: &str = "beginCopyFromURL";

impl NativeBlob {
    /// The options of a copy, which is retried as the client's other requests are.
    fn copy_options(&self, call: &str, given: Option<Object<'_>>) -> Result<Options> {
        Ok(options(call, given)?.with_retry(&self.service.config().retry))
    }

    fn resumed(
        &self,
        copy_id: Option<&str>,
        ticket: Option<&str>,
        given: Options,
    ) -> std::result::Result<Started, Failure> {
        let ticket = match ticket {
            Some(ticket) => ticket.parse::<CopyTicket>()?,
            None => CopyTicket::new(
                self.url.clone(),
                CopyId::parse(copy_id.unwrap_or_default())?,
            ),
        };
        if ticket.destination != self.url {
            let message = format!(
                "resumeFrom is a copy to `{}`, not to `{}`",
                ticket.destination, self.url
            );
            return Err(Failure::invalid(message));
        }
        let (options, _) = begin_copy(given)?;
        Ok(Started::of(
            self.service.resume_with(&ticket, options.policy)?,
        ))
    }
}

/// What is copied. A blob brings its own client's credential with it, which may authorize access to the source.
pub(crate) fn copy_source(
    source: Either<String, &NativeBlob>,
) -> std::result::Result<CopySource, Failure> {
    Ok(match source {
        Either::A(url) => CopySource::try_from(url.as_str())?,
        Either::B(blob) => blob.service.blob_at(blob.url.clone()).into(),
    })
}
