//! The safeguards before a copy starts. Numbers in comments are the steps of the table in [`blobcopy_proto::care`].

use std::future::pending;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use blobcopy_auth::Credential;
use blobcopy_auth::sas::{BlobPermissions, SasField};
use blobcopy_proto::care::{
    Care, Obstacle, OverwrittenBlob, Protect, SourceAccess, SourceCredential, SourceFacts,
    UnsupportedOption,
};
use blobcopy_proto::job::{CopyError, CopyJob, CopyOutcome, CopyPolicy};
use blobcopy_proto::ops::{BlobProperties, CopyBlob, CopyBlobOptions, SnapshotBlob};
use blobcopy_proto::{Conditions, CopyState, ErrorCode, Invalid, SourceUrl, Tags};

use super::aftercare::{Aftercare, Held, Kept};
use super::source_lease::SourceLease;
use crate::blob::{BlobClient, CopyOptions};
use crate::client_credential::Authority;
use crate::copy_source::{CopySource, kind_of, of_own_account};
use crate::diagnosis;
use crate::error::{Copied, Error};
use crate::grace::{Cancellation, Grace, now, unless};
use crate::ongoing_copy::{OngoingCopy, Starting};
use crate::source_access::AuthorizedSource;

/// A copy to be started, and what is known of it so far.
pub(super) struct Preparation<'a> {
    pub(super) destination: &'a BlobClient,
    pub(super) source: CopySource,
    /// The source as a blob, if it is in Azure and its properties may be needed.
    pub(super) blob: Option<BlobClient>,
    pub(super) request: CopyBlobOptions,
    pub(super) policy: CopyPolicy,
    pub(super) care: Care,
    /// Whether the outstanding request has an effect, so that a cancel does not drop it. Shared with the [`Preparing`]
    /// that drives this.
    has_effect: Arc<AtomicBool>,
}

/// A copy that is ready to be started, or its preparation. Boxed, because most copies need no preparation and should
/// not have room for it.
pub(crate) enum Prepared<'a> {
    AtOnce(OngoingCopy),
    AfterAWhile(Preparing<'a>),
}

/// A preparation under way.
pub(crate) struct Preparing<'a> {
    destination: &'a BlobClient,
    work: Pin<Box<dyn Future<Output = Result<OngoingCopy, Error>> + Send + 'a>>,
    allowed: Option<Duration>,
    has_effect: Arc<AtomicBool>,
}

impl Prepared<'_> {
    /// The prepared copy, unless it is cancelled or its deadline passes first.
    pub(crate) async fn guarded(self, cancellation: &Cancellation) -> Result<Starting, Error> {
        Ok(Starting::new(match self {
            Self::AtOnce(copy) => copy,
            Self::AfterAWhile(preparing) => preparing.copy(cancellation).await?,
        }))
    }
}

impl Preparing<'_> {
    /// The prepared copy. A cancel or the deadline drops requests that only ask; a lease or a snapshot is awaited for
    /// the grace.
    async fn copy(mut self, cancellation: &Cancellation) -> Result<OngoingCopy, Error> {
        let begun = now();
        let deadline = self.allowed.and_then(|allowed| begun.checked_add(allowed));
        let grace = Grace::new(cancellation, deadline, begun);
        let mut prepared = unless(self.work.as_mut(), pin!(grace.begins())).await;
        if prepared.is_none() && self.has_effect.load(Ordering::Relaxed) {
            prepared = unless(self.work.as_mut(), pin!(grace.over())).await;
        }
        match prepared {
            // The preparation counts towards the deadline.
            Some(copy) => Ok(copy?.counted_from(begun)),
            None => {
                let is_late = !grace.is_cancelled();
                let outcome = match is_late {
                    true => CopyOutcome::Unreached,
                    false => CopyOutcome::Cancelled,
                };
                let ended = CopyError::new(None, outcome);
                let copied = Copied {
                    source: None,
                    destination: self.destination.url(),
                };
                Err(Error::of_copy(&copied, ended, None, None).late(is_late))
            }
        }
    }
}

/// What the destination holds.
pub(super) enum Seen {
    NotLookedAt,
    NoBlob,
    Blob(OverwrittenBlob, Tags),
}

impl BlobClient {
    /// A copy into this blob that is ready to be started, or its preparation.
    pub(crate) fn prepare<S>(&self, source: S, options: CopyOptions) -> Result<Prepared<'_>, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.url().as_destination()?;
        let source = source.try_into().map_err(Into::into)?;
        if options.care == Care::default()
            && let Some(opened) = self.open_at_once(&source)?
        {
            let CopyOptions {
                request, policy, ..
            } = options;
            let copy = self.operation(&opened, request, policy, Aftercare::default())?;
            return Ok(Prepared::AtOnce(copy));
        }
        let has_effect = Arc::new(AtomicBool::new(false));
        Ok(Prepared::AfterAWhile(Preparing {
            destination: self,
            allowed: options.policy.deadline,
            work: Box::pin(self.prepare_with_care(source, options, Arc::clone(&has_effect))),
            has_effect,
        }))
    }

    async fn prepare_with_care(
        &self,
        source: CopySource,
        options: CopyOptions,
        has_effect: Arc<AtomicBool>,
    ) -> Result<OngoingCopy, Error> {
        let mut copy = Preparation::new(self, source, options, has_effect)?; // 1
        let facts = copy.look_at_source().await?; // 2, 3
        let seen = copy.look_at_destination(facts.as_ref()).await?; // 4
        let lease = copy.lease(facts.as_ref()).await?; // 5
        match copy.open_and_keep(seen).await {
            Ok((opened, held)) => {
                let verify = copy.care.verify.then_some(facts);
                let aftercare = Aftercare::new(lease, verify, held);
                self.operation(&opened, copy.request, copy.policy, aftercare)
            }
            Err(error) => {
                if let Some(lease) = lease {
                    // Without a limit, because dropping this future releases the lease too.
                    lease.release(pending()).await;
                }
                Err(error)
            }
        }
    }
}

impl<'a> Preparation<'a> {
    pub(super) fn new(
        destination: &'a BlobClient,
        source: CopySource,
        options: CopyOptions,
        has_effect: Arc<AtomicBool>,
    ) -> Result<Self, Error> {
        let CopyOptions {
            request,
            policy,
            care,
        } = options;
        let is_blob = matches!(source, CopySource::Blob(_));
        let blob = match is_blob || care != Care::default() {
            true => source.as_blob(destination)?,
            false => None,
        };
        if care != Care::default() {
            care.check(kind_of(blob.as_ref()), &request, &policy)?;
        }
        Ok(Self {
            destination,
            source,
            blob,
            request,
            policy,
            care,
            has_effect,
        })
    }

    pub(super) async fn look_at_source(&mut self) -> Result<Option<SourceFacts>, Error> {
        let Some(blob) = self.blob.as_ref().filter(|_| self.care.looks_at_source()) else {
            return Ok(None);
        };
        let looked = blob.properties().await;
        let properties = looked.map_err(|error| explained_look(error, blob))?;
        let facts = SourceFacts::judge(&properties, &self.care, &self.request)?;
        if self.care.pin_source {
            self.request.source_conditions = facts.pin();
        }
        if self.care.keep_tags {
            self.request.tags = blob.tags().await?;
        }
        Ok(Some(facts))
    }

    /// What the destination holds, if that must be kept. Fails if no copy can be written there.
    async fn look_at_destination(&self, source: Option<&SourceFacts>) -> Result<Seen, Error> {
        if !self.care.protect.by_snapshot() {
            return Ok(Seen::NotLookedAt);
        }
        match self.destination.existing().await? {
            Some(properties) => self.judge_destination(&properties, source).await,
            None => Ok(Seen::NoBlob),
        }
    }

    /// What the destination holds, by its properties. Fails if no copy can be written there.
    pub(super) async fn judge_destination(
        &self,
        properties: &BlobProperties,
        source: Option<&SourceFacts>,
    ) -> Result<Seen, Error> {
        let blob_type = source.and_then(|source| source.blob_type.as_ref());
        let displaced = match OverwrittenBlob::judge(properties, &self.request, blob_type) {
            Ok(displaced) => displaced,
            Err(Obstacle::UnsupportedOption(unfit)) => return Err(unfit.into()),
            Err(Obstacle::Pending(other)) => {
                return Err(self.destination.occupied_by(&self.source, *other));
            }
        };
        self.destination.refuse_immutable_container().await?;
        let tags = match displaced.has_tags {
            true => self.destination.tags().await?,
            false => Tags::new(),
        };
        Ok(Seen::Blob(displaced, tags))
    }

    async fn lease(&self, source: Option<&SourceFacts>) -> Result<Option<SourceLease>, Error> {
        match (&self.blob, source) {
            (Some(blob), Some(facts)) if self.care.lease_source => {
                self.has_effect.store(true, Ordering::Relaxed);
                let lease = SourceLease::acquire(blob, facts).await?;
                self.has_effect.store(false, Ordering::Relaxed);
                Ok(Some(lease))
            }
            _ => Ok(None),
        }
    }

    async fn open_and_keep(
        &mut self,
        seen: Seen,
    ) -> Result<(AuthorizedSource, Option<Held>), Error> {
        let (opened, _) = self.open_source().await?; // 6
        // A request that cannot be made is refused before a snapshot is taken for it.
        self.destination
            .job(&opened, self.request.clone(), self.policy.clone())?;
        let held = self.keep(seen).await?; // 7
        Ok((opened, held))
    }

    /// The source as the service can read it, and how.
    pub(super) async fn open_source(&self) -> Result<(AuthorizedSource, SourceCredential), Error> {
        let is_signed = match (&self.care.source_access, &self.source) {
            (SourceAccess::Sas { .. }, _) => true,
            (SourceAccess::Auto, CopySource::Url(url)) => {
                self.destination.opened_by_own_sas(url).is_some()
            }
            _ => false,
        };
        let blob = match (&self.source, &self.blob) {
            (CopySource::Blob(blob), _) => blob,
            (CopySource::Url(_), Some(blob)) if is_signed => blob,
            (CopySource::Url(url), _) => {
                let opened = AuthorizedSource::as_given(url.clone());
                return Ok((opened, SourceCredential::AsGiven));
            }
        };
        let source_credential = self
            .destination
            .source_credential(blob, &self.care.source_access)?;
        let opened = blob.open(source_credential, BlobPermissions::READ).await?;
        Ok((opened, source_credential))
    }

    /// Keeps what the destination holds in a snapshot, and conditions the start so that it replaces nothing else.
    async fn keep(&mut self, seen: Seen) -> Result<Option<Held>, Error> {
        let pinned = self.pinned(&seen);
        let held = match seen {
            Seen::NotLookedAt => None,
            Seen::NoBlob => Some(Held::NoBlob),
            Seen::Blob(displaced, tags) => {
                Some(Held::InSnapshot(self.snapshot(displaced, tags).await?))
            }
        };
        self.request.conditions = pinned;
        Ok(held)
    }

    /// The start's conditions on the destination: the caller's, or that it still is as `seen`.
    pub(super) fn pinned(&self, seen: &Seen) -> Conditions {
        let wanted = &self.request.conditions;
        match seen {
            Seen::NotLookedAt if self.care.protect == Protect::Create => Conditions::if_absent(),
            Seen::NotLookedAt => wanted.clone(),
            // A caller's condition that requires a blob stays, so that the service refuses the start.
            Seen::NoBlob if !wanted.is_met_by_absence() => wanted.clone(),
            Seen::NoBlob => Conditions::if_absent(),
            Seen::Blob(displaced, _) => Conditions::if_match(displaced.etag.clone()),
        }
    }

    /// The request for a snapshot, under the caller's condition, because the start gets another one.
    pub(super) fn snapshot_request(&self, displaced: &OverwrittenBlob) -> SnapshotBlob {
        let mut keep = SnapshotBlob::new(self.destination.url().clone());
        keep.options.lease_id = self.request.lease_id.clone();
        keep.options.if_tags = self.request.if_tags.clone();
        keep.options.conditions = match &self.request.conditions {
            Conditions::None => Conditions::if_match(displaced.etag.clone()),
            wanted => wanted.clone(),
        };
        keep
    }

    /// Takes a snapshot of the destination.
    async fn snapshot(&self, displaced: OverwrittenBlob, tags: Tags) -> Result<Kept, Error> {
        let keep = self.snapshot_request(&displaced);
        self.has_effect.store(true, Ordering::Relaxed);
        let made = self.destination.account().call(&keep).await?;
        // The caller's condition may also be met by a blob that was changed since it was read.
        let is_as_seen = made
            .etag
            .as_ref()
            .is_none_or(|etag| *etag == displaced.etag);
        let kept = Kept {
            snapshot: made.snapshot,
            displaced,
            tags,
            lease_id: self.request.lease_id.clone(),
            stays: self.care.protect == Protect::KeptSnapshot,
        };
        if !is_as_seen {
            kept.remove(self.destination).await;
            return Err(UnsupportedOption::changed_meanwhile().into());
        }
        Ok(kept)
    }
}

/// Adds a diagnosis to the error of a look at a source.
pub(super) fn explained_look(error: Error, source: &BlobClient) -> Error {
    match source.as_source() {
        Ok(url) => diagnosis::of_look(error, &url, &source.account().requester()),
        Err(_) => error,
    }
}

impl BlobClient {
    /// The blob's properties; `None` if it does not exist in a container that exists.
    pub(super) async fn existing(&self) -> Result<Option<BlobProperties>, Error> {
        match self.properties().await {
            Ok(properties) => Ok(Some(properties)),
            Err(error) if error.code() == Some(&ErrorCode::BlobNotFound) => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// The error of a copy that is not started because another copy into this blob is pending.
    pub(super) fn occupied_by(&self, source: &CopySource, other: CopyState) -> Error {
        let refusal = None;
        let occupied = CopyError::new(None, CopyOutcome::NotStarted { other, refusal });
        let copied = Copied {
            source: Some(source.shown()),
            destination: self.url(),
        };
        Error::of_copy(&copied, occupied, None, None)
    }

    /// The source, if the service can read it without a SAS made for it.
    fn open_at_once(&self, source: &CopySource) -> Result<Option<AuthorizedSource>, Error> {
        let own;
        let blob = match source {
            CopySource::Url(url) => match self.opened_by_own_sas(url) {
                Some(blob) => {
                    own = blob;
                    &own
                }
                None => return Ok(Some(AuthorizedSource::as_given(url.clone()))),
            },
            CopySource::Blob(blob) => blob,
        };
        match self.source_credential(blob, &SourceAccess::default())? {
            SourceCredential::AsGiven | SourceCredential::OwnSas => {
                Ok(Some(AuthorizedSource::as_given(blob.as_source()?)))
            }
            _ => Ok(None),
        }
    }

    /// The blob of a URL that the service can read with this client's SAS, if the credential is a SAS that covers it.
    /// Unlike a key or a token, a SAS authorizes access to a source only as part of the source's URL. Source: *Copy
    /// Blob*, REST reference.
    pub(crate) fn opened_by_own_sas(&self, url: &SourceUrl) -> Option<Self> {
        let Authority::Fixed(Credential::Sas(sas)) = &self.account().authority else {
            return None;
        };
        let source = of_own_account(url, self)?;
        // An account SAS has the field `ss` and covers all containers. A SAS of one container covers the blobs in it.
        let is_of_account = sas.field(SasField::SignedServices).is_some();
        let is_of_container = sas.field(SasField::SignedResource) == Some("c")
            && source.url().container() == self.url().container();
        (is_of_account || is_of_container).then_some(source)
    }

    /// How `source` is made readable for a copy into this blob.
    fn source_credential(
        &self,
        source: &Self,
        access: &SourceAccess,
    ) -> Result<SourceCredential, UnsupportedOption> {
        access.source_credential(
            source.account().authority.credential_kind(),
            self.account().authority.credential_kind(),
            source
                .url()
                .endpoint()
                .is_same_account(self.url().endpoint()),
        )
    }

    fn operation(
        &self,
        source: &AuthorizedSource,
        request: CopyBlobOptions,
        policy: CopyPolicy,
        care: Aftercare,
    ) -> Result<OngoingCopy, Error> {
        let job = self.job(source, request, policy)?;
        Ok(OngoingCopy::new(self.clone(), job, care))
    }

    pub(super) fn job(
        &self,
        source: &AuthorizedSource,
        request: CopyBlobOptions,
        policy: CopyPolicy,
    ) -> Result<CopyJob, Invalid> {
        let mut start = CopyBlob::new(self.url().clone(), source.url.clone());
        start.options = request;
        let job = self.account().copies.start(start, policy)?;
        Ok(match source.is_for_one_copy {
            true => job.with_own_source(),
            false => job,
        })
    }

    /// Refuses a destination in an immutable container, where a snapshot cannot be removed and no blob overwritten. If
    /// the container's properties cannot be read, the copy goes ahead, and the service refuses the start.
    async fn refuse_immutable_container(&self) -> Result<(), Error> {
        let container = self.container().properties().await;
        let is_immutable = container.is_ok_and(|container| {
            container.has_immutability_policy == Some(true)
                || container.has_legal_hold == Some(true)
        });
        match is_immutable {
            true => Err(UnsupportedOption::immutable_container().into()),
            false => Ok(()),
        }
    }
}
