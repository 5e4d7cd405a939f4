//! A container, and its blobs in the order of their names. No operation scans all of them.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::ContainerProperties;
use blobcopy_proto::{
    BlobRevision, BlobUrl, LeaseId, Metadata, PublicAccess, StoredAccessPolicies,
};

use crate::account::account_rules::Rules;
use crate::account::entry::Entry;
use crate::blob::Blob;
use crate::blob::lease::{self, Lease};
use crate::blob::preconditions::Preconditions;
use crate::blob::revision::{Revision, RevisionEnd};
use crate::refusal::Refusal;
use crate::ticker::Ticker;

/// A container.
pub(crate) struct Container {
    pub(crate) metadata: Metadata,
    pub(crate) public_access: Option<PublicAccess>,
    pub(crate) policies: StoredAccessPolicies,
    /// Boxed, because most containers have none.
    pub(crate) lease: Option<Box<Lease>>,
    pub(crate) revision: Arc<Revision>,
    pub(crate) entries: BTreeMap<Box<str>, Entry>,
    pub(crate) context: Arc<AccountContext>,
}

/// The state that all containers of an account share.
#[derive(Default)]
pub(crate) struct AccountContext {
    pub(crate) ticker: Arc<Ticker>,
    pub(crate) rules: Rules,
}

impl Container {
    /// Its properties at `now`.
    pub(crate) fn properties(&self, now: SystemTime) -> ContainerProperties {
        let mut properties = ContainerProperties::default();
        properties.etag = Some(self.revision.etag.clone());
        properties.last_modified = Some(self.revision.last_modified);
        let lease = lease::told(self.lease.as_deref(), now);
        properties.lease_duration = lease.duration;
        properties.lease_state = Some(lease.state);
        properties.lease_status = Some(lease.status);
        properties.public_access = self.public_access.clone();
        properties.has_immutability_policy = Some(false);
        properties.has_legal_hold = Some(false);
        properties.metadata = self.metadata.clone();
        properties
    }

    /// Whether who says it holds the lease `id` does so at `now`; who says nothing need not.
    pub(crate) fn check_lease(&self, id: Option<&LeaseId>, now: SystemTime) -> Result<(), Refusal> {
        lease::admit_read(self.lease.as_deref(), id, now).map_err(Refusal::about_container)
    }

    /// The container has changed, and blobs in it have not.
    pub(crate) fn changed(&mut self, now: SystemTime) {
        self.revision = Revision::new(now, &self.context.ticker);
    }

    /// The blob, snapshot or version that `url` names, in its state at `now`.
    pub(crate) fn blob(&mut self, url: &BlobUrl, now: SystemTime) -> Result<&mut Blob, Refusal> {
        self.entries
            .get_mut(url.name())
            .and_then(|entry| entry.at(url.revision(), now, &self.context.ticker))
            .ok_or_else(Refusal::blob_not_found)
    }

    /// As [`blob`](Self::blob), for operations that only a blob itself allows.
    pub(crate) fn base(&mut self, url: &BlobUrl, now: SystemTime) -> Result<&mut Blob, Refusal> {
        check_current(url)?;
        self.blob(url, now)
    }

    /// The blob that a write at `now` would replace, if there is one.
    pub(crate) fn old(&mut self, url: &BlobUrl, now: SystemTime) -> Result<Option<&Blob>, Refusal> {
        check_current(url)?;
        let entry = self.entries.get_mut(url.name());
        let blob =
            entry.and_then(|entry| entry.at(&BlobRevision::Current, now, &self.context.ticker));
        match blob {
            Some(blob) if blob.kind.is_incremental() => Err(Refusal::incremental_only()),
            blob => Ok(blob.map(|blob| &*blob)),
        }
    }

    /// Puts `new` at `url` and replaces the blob there, whose preconditions the caller has checked.
    pub(crate) fn replace(&mut self, url: &BlobUrl, now: SystemTime, mut new: Blob) -> &Blob {
        let context = &self.context;
        let entry = self.entries.entry(url.name().into()).or_default();
        entry.drop_blocks();
        if context.rules.keeps_versions {
            entry.add_version();
            new.version = Some(context.ticker.next(now).timestamp());
        }
        if let Some(old) = entry.base.take() {
            old.revision.end(now, RevisionEnd::Changed);
            new.lease = old.lease.filter(|lease| lease.holds(now));
        }
        entry.base = Some(new);
        entry.settle(now, &context.ticker);
        entry.base.as_ref().expect("it was put there just now")
    }

    /// Changes a blob in place, with the preconditions of a write.
    pub(crate) fn write<T>(
        &mut self,
        url: &BlobUrl,
        now: SystemTime,
        terms: &Preconditions<'_>,
        change: impl FnOnce(&mut Blob, &AccountContext) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let context = Arc::clone(&self.context);
        let blob = self.base(url, now)?;
        if blob.kind.is_incremental() {
            return Err(Refusal::incremental_only());
        }
        terms.admit_write(Some(blob), now)?;
        change(blob, &context)
    }

    /// Keeps the blob as a version before it is changed in place, if versions are enabled.
    pub(crate) fn keep_version(&mut self, url: &BlobUrl, now: SystemTime) {
        let context = Arc::clone(&self.context);
        if !context.rules.keeps_versions {
            return;
        }
        if let Some(entry) = self.entries.get_mut(url.name()) {
            entry.add_version();
            if let Some(base) = &mut entry.base {
                base.version = Some(context.ticker.next(now).timestamp());
            }
        }
    }

    /// The entry of the name, which is created if it does not exist.
    pub(crate) fn entry(&mut self, url: &BlobUrl, now: SystemTime) -> &mut Entry {
        let entry = self.entries.entry(url.name().into()).or_default();
        entry.settle(now, &self.context.ticker);
        entry
    }

    /// Removes the entry of the name if it is empty.
    pub(crate) fn tidy(&mut self, url: &BlobUrl) {
        if self.entries.get(url.name()).is_some_and(Entry::is_empty) {
            self.entries.remove(url.name());
        }
    }
}

/// Refuses a snapshot or version where only a blob itself is allowed.
pub(crate) fn check_current(url: &BlobUrl) -> Result<(), Refusal> {
    if *url.revision() == BlobRevision::Current {
        Ok(())
    } else {
        Err(Refusal::snapshot_not_writable())
    }
}
