//! A blob: the target of copies, and their source.

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

/// What may be asked of a copy.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CopyOptions {
    /// What the service is asked for: metadata, tier, conditions.
    pub request: CopyBlobOptions,
    /// How the copy is tracked: pending copies, polling, retries, deadline.
    pub policy: CopyPolicy,
    /// What care is taken of its source, its destination and its end.
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

    /// The same blob as it was at another moment: one of its snapshots or versions.
    pub fn at(&self, moment: BlobRevision) -> Self {
        Self::new(Arc::clone(&self.account), self.url.clone().at(moment))
    }

    /// Starts a copy of `source` into this blob. When this returns, the start is settled and the copy has its name.
    ///
    /// Dropping the future before it returns aborts what it may have begun, like [`copy`](Self::copy).
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

    /// Starts a copy with options, or calls that off as soon as `called_off` is ready. What it may have begun by then is
    /// aborted before this returns, which dropping the future cannot promise. It returns within
    /// [`GRACE`](blobcopy_proto::job::GRACE): a start that is unanswered then is
    /// [`Unsettled`](blobcopy_proto::job::CopyOutcome::Unsettled).
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy); a start that was called off ends as
    /// [`CopyAborted`](blobcopy_proto::ErrorKind::CopyAborted), unless the copy was quicker.
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

    /// As [`begin_copy_unless`](Self::begin_copy_unless), and calls `on_foreign` with a foreign copy that holds the
    /// destination when a wait for its end begins, and with `None` when that wait is over. While it lasts nothing of this
    /// copy is under way, so that it is called off at once.
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

    /// Copies `source` into this blob and waits for the end.
    ///
    /// Dropping the future aborts the copy: the abort is sent from the runtime, within seconds, as long as that lives.
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

    /// Copies with options and waits for the end.
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

    /// How the last copy into this blob stands; `None` if there was none, or the blob was written over since.
    ///
    /// # Errors
    /// If the blob is not there or may not be read.
    pub async fn copy_state(&self) -> Result<Option<CopyState>, Error> {
        Ok(self.properties().await?.copy)
    }

    /// Aborts the pending copy of that name into this blob, and leaves the blob empty.
    ///
    /// # Errors
    /// `Conflict` with `NoPendingCopyOperation` if it had ended already, with `CopyIdMismatch` if another is pending.
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
