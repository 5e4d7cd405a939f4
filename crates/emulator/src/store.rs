//! Accounts, their containers, and the blobs in those. All in memory; nothing is ever scanned.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::SystemTime;

use blobcopy_auth::SharedKey;
use blobcopy_proto::{BlobUrl, Conditions, Endpoint, Moment};

use crate::blob::{Blob, Revision, Tags};
use crate::condition;
use crate::refusal::Refusal;

/// All that the emulator holds.
pub(crate) struct Store {
    accounts: BTreeMap<String, Account>,
}

/// An account: its key, the two roots under which it answers, and its containers.
pub(crate) struct Account {
    pub(crate) key: SharedKey,
    pub(crate) path_style: Endpoint,
    pub(crate) host_style: Endpoint,
    tags: Arc<Tags>,
    containers: Mutex<BTreeMap<Box<str>, Container>>,
}

/// A container.
#[derive(Default)]
struct Container {
    blobs: BTreeMap<Box<str>, Blob>,
}

impl Store {
    pub(crate) fn new(accounts: BTreeMap<String, Account>) -> Self {
        Self { accounts }
    }

    /// The account of that name, or of that name with `-secondary` behind it.
    pub(crate) fn account(&self, name: &str) -> Option<&Account> {
        self.accounts
            .get(name.strip_suffix("-secondary").unwrap_or(name))
    }
}

impl Account {
    pub(crate) fn new(
        key: SharedKey,
        path_style: Endpoint,
        host_style: Endpoint,
        tags: Arc<Tags>,
    ) -> Self {
        Self {
            key,
            path_style,
            host_style,
            tags,
            containers: Mutex::default(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.key.account()
    }

    /// Makes a container.
    pub(crate) fn create_container(
        &self,
        name: &str,
        now: SystemTime,
    ) -> Result<Arc<Revision>, Refusal> {
        let mut containers = self.lock();
        if containers.contains_key(name) {
            return Err(Refusal::container_already_exists());
        }
        containers.insert(name.into(), Container::default());
        Ok(self.revision(now))
    }

    /// A new state of something in the account.
    pub(crate) fn revision(&self, now: SystemTime) -> Arc<Revision> {
        Revision::new(now, &self.tags)
    }

    /// Looks at a blob as it is at `now`.
    pub(crate) fn read<T>(
        &self,
        url: &BlobUrl,
        now: SystemTime,
        look: impl FnOnce(&Blob) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        self.change(url, now, |blob, _| look(blob))
    }

    /// Changes a blob as it is at `now`.
    pub(crate) fn change<T>(
        &self,
        url: &BlobUrl,
        now: SystemTime,
        change: impl FnOnce(&mut Blob, &Tags) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut containers = self.lock();
        let container = find(&mut containers, url)?;
        let blob = container
            .blobs
            .get_mut(url.name())
            .filter(|_| *url.moment() == Moment::Current)
            .ok_or_else(Refusal::blob_not_found)?;
        blob.settle(now, &self.tags);
        change(blob, &self.tags)
    }

    /// Whether a blob may be written at `now`: refused if a copy into it is pending, or on a condition that is not met.
    pub(crate) fn admit(
        &self,
        url: &BlobUrl,
        now: SystemTime,
        conditions: &Conditions,
    ) -> Result<(), Refusal> {
        let mut containers = self.lock();
        let container = find(&mut containers, url)?;
        admit(
            container.blobs.get_mut(url.name()),
            url,
            now,
            conditions,
            &self.tags,
        )
    }

    /// Puts what `make` makes, told of what is there, in the place of a blob that may be written at `now`.
    pub(crate) fn write<T>(
        &self,
        url: &BlobUrl,
        now: SystemTime,
        conditions: &Conditions,
        make: impl FnOnce(Option<&Blob>) -> Result<Blob, Refusal>,
        look: impl FnOnce(&Blob) -> T,
    ) -> Result<T, Refusal> {
        let mut containers = self.lock();
        let container = find(&mut containers, url)?;
        let mut old = container.blobs.get_mut(url.name());
        admit(old.as_deref_mut(), url, now, conditions, &self.tags)?;
        let mut new = make(old.as_deref())?;
        new.settle(now, &self.tags);
        let seen = look(&new);
        match old {
            Some(old) => {
                old.revision.replace(now);
                *old = new;
            }
            None => {
                container.blobs.insert(url.name().into(), new);
            }
        }
        Ok(seen)
    }

    fn lock(&self) -> MutexGuard<'_, BTreeMap<Box<str>, Container>> {
        self.containers
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

fn find<'a>(
    containers: &'a mut BTreeMap<Box<str>, Container>,
    url: &BlobUrl,
) -> Result<&'a mut Container, Refusal> {
    containers
        .get_mut(url.container().name())
        .ok_or_else(Refusal::container_not_found)
}

/// A pending copy is told of before a condition is judged: whoever finds one has more to learn from it.
fn admit(
    blob: Option<&mut Blob>,
    url: &BlobUrl,
    now: SystemTime,
    conditions: &Conditions,
    tags: &Tags,
) -> Result<(), Refusal> {
    if *url.moment() != Moment::Current {
        return Err(Refusal::snapshot_not_writable());
    }
    let blob = blob.map(|blob| {
        blob.settle(now, tags);
        &*blob
    });
    if blob.is_some_and(Blob::is_pending) {
        return Err(Refusal::pending_copy());
    }
    if condition::is_met(conditions, blob.map(Blob::seen)) {
        return Ok(());
    }
    Err(match conditions {
        _ if *conditions == Conditions::if_absent() => Refusal::blob_already_exists(),
        _ => Refusal::condition_not_met(),
    })
}
