//! A client of one blob, and the copies into it.

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

/// A client of one blob: copies into it, and its content, properties, snapshots and leases. Cheap to clone.
///
/// ```no_run
/// # async fn example(service: blobcopy::BlobServiceClient) -> Result<(), blobcopy::Error> {
/// let source = service.blob("live", "db.vhd")?;
/// let copied = service.blob("backups", "db.vhd")?.copy(&source).await?;
/// println!("copy {}: {}", copied.id, copied.status);
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct BlobClient {
    account: Arc<Account>,
    url: BlobUrl,
}

/// Options of a copy.
///
/// ```
/// use std::time::Duration;
///
/// use blobcopy::{Care, CopyOptions, CopyPolicy, Protect};
///
/// let options = CopyOptions::default()
///     .with_policy(CopyPolicy::default().with_deadline(Some(Duration::from_secs(3600))))
///     .with_care(Care::default().with_protect(Protect::Snapshot));
/// ```
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CopyOptions {
    /// What to request from the service: metadata, tier, conditions.
    pub request: CopyBlobOptions,
    /// How to track the copy: pending copies, polling, retries, deadline.
    pub policy: CopyPolicy,
    /// Safeguards: source lease, destination protection, verification.
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

    /// The blob's URL.
    pub fn url(&self) -> &BlobUrl {
        &self.url
    }

    /// This blob at another time: one of its snapshots or versions.
    pub fn at(&self, moment: BlobRevision) -> Self {
        Self::new(Arc::clone(&self.account), self.url.clone().at(moment))
    }

    /// Starts a copy of `source` into this blob. Returns once the result of the start is known and the copy has an id.
    ///
    /// Dropping the future before it returns aborts any copy that it may have started, as for [`copy`](Self::copy).
    ///
    /// # Errors
    /// The error's [`outcome`](Error::outcome) is the outcome of the copy. If another copy into this blob is pending,
    /// [`other_copy`](Error::other_copy) describes it.
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

    /// Starts a copy with options, or cancels the start as soon as `called_off` is ready. Any copy that was started by
    /// then is aborted before this method returns, which dropping the future cannot guarantee. It returns within
    /// [`GRACE`](blobcopy_proto::job::GRACE). The outcome of a start that has no response by then is
    /// [`Unsettled`](blobcopy_proto::job::CopyOutcome::Unsettled).
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy). The kind of a cancelled start is
    /// [`CopyAborted`](blobcopy_proto::ErrorKind::CopyAborted), unless the copy had already ended.
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

    /// As [`begin_copy_unless`](Self::begin_copy_unless). Also calls `on_foreign` with the foreign copy when a wait for
    /// it begins, and with `None` when that wait is over. During the wait this copy has not started, so a cancellation
    /// takes effect immediately.
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
                // Polled first, so that no start is sent if it is already cancelled.
                let _: Poll<()> = heeding.as_mut().poll(context);
                beginning.as_mut().poll(context)
            })
            .await
        }
    }

    /// Copies `source` into this blob and waits until the copy has ended.
    ///
    /// Dropping the future aborts the copy. The abort is sent by a task of the runtime within seconds, if the runtime
    /// is still running.
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

    /// Copies with options and waits until the copy has ended.
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

    /// Returns the state of the last copy into this blob. `None` if there was no copy, or the blob was overwritten
    /// since.
    ///
    /// # Errors
    /// If the blob does not exist or may not be read.
    pub async fn copy_state(&self) -> Result<Option<CopyState>, Error> {
        Ok(self.properties().await?.copy)
    }

    /// Aborts the pending copy with this id, and leaves the blob empty.
    ///
    /// # Errors
    /// `Conflict` with `NoPendingCopyOperation` if the copy had already ended, with `CopyIdMismatch` if another copy is
    /// pending.
    pub async fn abort_copy(&self, copy_id: CopyId) -> Result<(), Error> {
        self.account
            .call(&AbortCopyBlob::new(self.url.clone(), copy_id))
            .await
    }

    /// This blob as the source of a copy. Includes the SAS if that is this client's credential.
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
