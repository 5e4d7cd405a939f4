//! A blob: the destination of copies, or their source.

use std::fmt;
use std::future::{Future, pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;

use blobcopy_proto::care::Care;
use blobcopy_proto::job::CopyPolicy;
use blobcopy_proto::ops::{AbortCopyBlob, CopyBlobOptions};
use blobcopy_proto::{BlobRevision, BlobUrl, CopyId, CopyState, SourceUrl};

use crate::account::Account;
use crate::copy::CopyOperation;
use crate::copy_source::CopySource;
use crate::error::Error;
use crate::grace::Cancellation;
use crate::observer::ForeignObserver;

/// A client of one blob. Cheap to clone.
#[derive(Clone)]
pub struct BlobClient {
    account: Arc<Account>,
    url: BlobUrl,
}

/// The options of a copy.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CopyOptions {
    /// What is sent to the service: metadata, tier, conditions.
    pub request: CopyBlobOptions,
    /// How the copy is tracked: pending copies, polling, retries, deadline.
    pub policy: CopyPolicy,
    /// The safeguards of source, destination and result.
    pub care: Care,
}

blobcopy_proto::setters! {
    CopyOptions {
        with_request: request, CopyBlobOptions;
        with_policy: policy, CopyPolicy;
        with_care: care, Care;
    }
}

impl BlobClient {
    pub(crate) fn account(&self) -> &Arc<Account> {
        &self.account
    }

    pub(crate) fn new(account: Arc<Account>, url: BlobUrl) -> Self {
        Self { account, url }
    }

    /// The blob.
    pub fn url(&self) -> &BlobUrl {
        &self.url
    }

    /// One of the blob's snapshots or versions.
    pub fn at(&self, moment: BlobRevision) -> Self {
        Self::new(Arc::clone(&self.account), self.url.clone().at(moment))
    }

    /// Starts a copy of `source` into this blob. Returns when the service has accepted the copy, with its id.
    ///
    /// Dropping the future before it returns aborts a copy that it may have started, like [`copy`](Self::copy).
    ///
    /// # Errors
    /// The outcome of the copy is the error's [`outcome`](Error::outcome); another pending copy at the destination is
    /// [`other_copy`](Error::other_copy).
    pub fn begin_copy<S>(
        &self,
        source: S,
    ) -> impl Future<Output = Result<CopyOperation, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.begin_copy_with(source, CopyOptions::default())
    }

    /// Starts a copy with options.
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy).
    pub fn begin_copy_with<S>(
        &self,
        source: S,
        options: CopyOptions,
    ) -> impl Future<Output = Result<CopyOperation, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let prepared = self.prepare(source, options);
        async move {
            let starting = prepared?.guarded(&Cancellation::default()).await?;
            Ok(CopyOperation::new(starting.started().await?))
        }
    }

    /// Starts a copy with options, and cancels it as soon as `called_off` is ready. A copy that may have started by then is
    /// aborted before this returns; dropping the future cannot guarantee that. After a cancel this returns within
    /// [`GRACE`](blobcopy_proto::job::GRACE): a start that is unanswered then is
    /// [`Unsettled`](blobcopy_proto::job::CopyOutcome::Unsettled).
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy); a start that was cancelled ends as
    /// [`CopyAborted`](blobcopy_proto::ErrorKind::CopyAborted), unless the copy completed first.
    pub fn begin_copy_unless<S>(
        &self,
        source: S,
        options: CopyOptions,
        called_off: impl Future<Output = ()> + Send,
    ) -> impl Future<Output = Result<CopyOperation, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.begin_copy_observed(source, options, called_off, |_| {})
    }

    /// As [`begin_copy_unless`](Self::begin_copy_unless), and reports a foreign copy that is pending at the destination:
    /// `on_foreign` is called with it when the wait for its end begins, and with `None` when that wait is over. During the
    /// wait a cancel takes effect immediately, because this copy has not started.
    ///
    /// # Errors
    /// As [`begin_copy_unless`](Self::begin_copy_unless).
    pub fn begin_copy_observed<S>(
        &self,
        source: S,
        options: CopyOptions,
        called_off: impl Future<Output = ()> + Send,
        on_foreign: impl FnMut(Option<&CopyState>) + Send,
    ) -> impl Future<Output = Result<CopyOperation, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let prepared = self.prepare(source, options);
        async move {
            let cancellation = Cancellation::default();
            let mut observer = ForeignObserver::new(on_foreign);
            let beginning = async {
                let starting = prepared?.guarded(&cancellation).await?;
                let called_off = cancellation.or_at(None);
                let started = starting.started_unless(called_off, &mut observer).await?;
                Ok(CopyOperation::new(started))
            };
            let heeding = async {
                called_off.await;
                cancellation.request();
                pending().await
            };
            let (mut beginning, mut heeding) = (pin!(beginning), pin!(heeding));
            poll_fn(|context| {
                // Polled first, so that no start is sent which is called off already.
                let _: Poll<()> = heeding.as_mut().poll(context);
                beginning.as_mut().poll(context)
            })
            .await
        }
    }

    /// Copies `source` into this blob and waits for the result.
    ///
    /// Dropping the future aborts the copy: the abort is sent from the runtime, within seconds, if that still runs.
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy) and [`CopyOperation::wait`].
    pub fn copy<S>(&self, source: S) -> impl Future<Output = Result<CopyState, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.copy_with(source, CopyOptions::default())
    }

    /// Copies with options and waits for the result.
    ///
    /// # Errors
    /// As [`copy`](Self::copy).
    pub fn copy_with<S>(
        &self,
        source: S,
        options: CopyOptions,
    ) -> impl Future<Output = Result<CopyState, Error>> + Send
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let prepared = self.prepare(source, options);
        async move {
            let starting = prepared?.guarded(&Cancellation::default()).await?;
            starting.ended().await
        }
    }

    /// The state of the last copy into this blob; `None` if there was none, or the blob was overwritten since.
    ///
    /// # Errors
    /// If the blob does not exist or cannot be read.
    pub async fn copy_state(&self) -> Result<Option<CopyState>, Error> {
        Ok(self.properties().await?.copy)
    }

    /// Aborts the pending copy with this id, which leaves the blob empty.
    ///
    /// # Errors
    /// `Conflict` with `NoPendingCopyOperation` if it had ended already, with `CopyIdMismatch` if another copy is
    /// pending.
    pub async fn abort_copy(&self, copy_id: CopyId) -> Result<(), Error> {
        self.account
            .call(&AbortCopyBlob::new(self.url.clone(), copy_id))
            .await
    }

    /// This blob as the source of a copy: with its SAS, if that is this client's credential.
    ///
    /// # Errors
    /// If the URL is longer than 2 KiB.
    pub fn as_source(&self) -> Result<SourceUrl, Error> {
        let Some(token) = self.account.authority.sas() else {
            return Ok(SourceUrl::of_blob(&self.url)?);
        };
        let url = token
            .append_to_url(&self.url.to_string())
            .map_err(Error::of_credential)?;
        Ok(SourceUrl::parse(&url)?)
    }
}

impl fmt::Debug for BlobClient {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BlobClient({})", self.url)
    }
}
