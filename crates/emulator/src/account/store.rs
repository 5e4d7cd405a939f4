//! Accounts and their containers, all in memory.

use std::collections::BTreeMap;
use std::ops::Bound;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use blobcopy_proto::{
    BlobRevision, ContainerUrl, Endpoint, HeaderText, Metadata, PublicAccess, StoredAccessPolicies,
    StoredAccessPolicy,
};

use crate::account::account_keys::AccountKeys;
use crate::account::account_rules::Rules;
use crate::account::container::{AccountContext, Container};
use crate::blob::revision::Revision;
use crate::refusal::Refusal;

/// All data of the emulator.
pub(crate) struct Store {
    accounts: BTreeMap<String, Account>,
}

/// An account: its keys, its two endpoints, and its containers.
pub(crate) struct Account {
    pub(crate) keys: AccountKeys,
    pub(crate) path_style: Endpoint,
    pub(crate) host_style: Endpoint,
    context: Arc<AccountContext>,
    holdings: Mutex<AccountData>,
}

/// The data of an account.
#[derive(Default)]
struct AccountData {
    containers: BTreeMap<Box<str>, Container>,
    /// The names of deleted containers, and until when they cannot be used.
    being_deleted: BTreeMap<Box<str>, SystemTime>,
    /// When the last of the copies that run one after the other ends.
    copies_end: Option<SystemTime>,
}

impl Store {
    pub(crate) fn new(accounts: BTreeMap<String, Account>) -> Self {
        Self { accounts }
    }

    /// The names of all accounts.
    pub(crate) fn names(&self) -> Vec<&str> {
        self.accounts.keys().map(String::as_str).collect()
    }

    /// The account with this name, or with this name and the suffix `-secondary`.
    pub(crate) fn account(&self, name: &str) -> Option<&Account> {
        self.accounts
            .get(name.strip_suffix("-secondary").unwrap_or(name))
    }
}

impl Account {
    pub(crate) fn new(
        keys: AccountKeys,
        path_style: Endpoint,
        host_style: Endpoint,
        context: Arc<AccountContext>,
    ) -> Self {
        Self {
            keys,
            path_style,
            host_style,
            context,
            holdings: Mutex::default(),
        }
    }

    pub(crate) fn name(&self) -> &str {
        self.keys.account()
    }

    pub(crate) fn rules(&self) -> &Rules {
        &self.context.rules
    }

    /// Creates a container.
    pub(crate) fn create_container(
        &self,
        name: &str,
        metadata: Metadata,
        public_access: Option<PublicAccess>,
        now: SystemTime,
    ) -> Result<Arc<Revision>, Refusal> {
        let mut holdings = self.lock();
        if holdings.containers.contains_key(name) {
            return Err(Refusal::container_already_exists());
        }
        if holdings
            .being_deleted
            .get(name)
            .is_some_and(|until| *until > now)
        {
            return Err(Refusal::container_being_deleted());
        }
        holdings.being_deleted.remove(name);
        let revision = self.revision(now);
        let container = Container {
            metadata,
            public_access,
            policies: StoredAccessPolicies::default(),
            lease: None,
            revision: Arc::clone(&revision),
            entries: BTreeMap::new(),
            context: Arc::clone(&self.context),
        };
        holdings.containers.insert(name.into(), container);
        Ok(revision)
    }

    /// Deletes a container with all its blobs, if `admit` allows it.
    pub(crate) fn delete_container(
        &self,
        name: &str,
        now: SystemTime,
        admit: impl FnOnce(&Container) -> Result<(), Refusal>,
    ) -> Result<(), Refusal> {
        let mut holdings = self.lock();
        let container = holdings
            .containers
            .get(name)
            .ok_or_else(Refusal::container_not_found)?;
        admit(container)?;
        let container = holdings.containers.remove(name);
        let until = now + self.rules().container_deletion;
        holdings.being_deleted.insert(name.into(), until);
        drop(holdings);
        for mut entry in container
            .into_iter()
            .flat_map(|gone| gone.entries.into_values())
        {
            entry.drop_all(now);
        }
        Ok(())
    }

    /// A new revision of an object in the account.
    pub(crate) fn revision(&self, now: SystemTime) -> Arc<Revision> {
        Revision::new(now, &self.context.ticker)
    }

    /// Performs an action in a container, with exclusive access.
    pub(crate) fn within<T>(
        &self,
        container: &ContainerUrl,
        act: impl FnOnce(&mut Container) -> Result<T, Refusal>,
    ) -> Result<T, Refusal> {
        let mut holdings = self.lock();
        let container = holdings
            .containers
            .get_mut(container.name())
            .ok_or_else(Refusal::container_not_found)?;
        act(container)
    }

    /// Calls `tell` for the containers from the name `first` on, until it returns `None`, at most `most` times.
    pub(crate) fn containers_from<T>(
        &self,
        first: &str,
        most: usize,
        mut tell: impl FnMut(&str, &Container) -> Option<T>,
    ) -> Vec<T> {
        let holdings = self.lock();
        let bounds = (Bound::Included(first), Bound::Unbounded);
        let from = holdings.containers.range::<str, _>(bounds).take(most);
        from.map_while(|(name, container)| tell(name, container))
            .collect()
    }

    /// The stored access policy of that name.
    pub(crate) fn policy(&self, container: &str, id: &str) -> Option<StoredAccessPolicy> {
        let holdings = self.lock();
        holdings
            .containers
            .get(container)?
            .policies
            .get(id)
            .cloned()
    }

    /// The container's setting for public access.
    pub(crate) fn public_access(&self, container: &str) -> Option<PublicAccess> {
        let holdings = self.lock();
        holdings.containers.get(container)?.public_access.clone()
    }

    /// Makes the pending copy into a blob fail at `now`. Returns whether a copy was pending.
    pub(crate) fn fail_copy(
        &self,
        container: &str,
        blob: &str,
        description: HeaderText,
        now: SystemTime,
    ) -> bool {
        let mut holdings = self.lock();
        let blob = holdings
            .containers
            .get_mut(container)
            .and_then(|container| container.entries.get_mut(blob))
            .and_then(|entry| entry.at(&BlobRevision::Current, now, &self.context.ticker))
            .filter(|blob| blob.is_pending());
        let is_there = blob.is_some();
        if let Some(blob) = blob {
            blob.fail(now, description, &self.context.ticker);
        }
        is_there
    }

    /// When a copy that is started now and takes `length` begins to run, if copies run one after the other. This time
    /// does not change if an earlier copy is aborted.
    pub(crate) fn queue(&self, now: SystemTime, length: Duration) -> SystemTime {
        if !self.rules().copies_in_turn {
            return now;
        }
        let mut holdings = self.lock();
        let start = holdings.copies_end.map_or(now, |end| end.max(now));
        holdings.copies_end = start.checked_add(length).or(Some(start));
        start
    }

    fn lock(&self) -> MutexGuard<'_, AccountData> {
        self.holdings.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
