//! The two keys of an account.

use std::sync::{PoisonError, RwLock};

use blobcopy_auth::{Error, SharedKey};
use zeroize::Zeroizing;

/// The keys of an account. Either of the two authorizes a request, so that one can be renewed while the other is in use.
pub(crate) struct AccountKeys {
    account: String,
    keys: RwLock<Keys>,
}

struct Keys {
    first: AccountKey,
    second: Option<AccountKey>,
}

struct AccountKey {
    base64: Zeroizing<String>,
    shared: SharedKey,
}

impl AccountKey {
    fn parse(account: &str, base64: &str) -> Result<Self, Error> {
        Ok(Self {
            base64: Zeroizing::new(base64.to_owned()),
            shared: SharedKey::new(account, base64)?,
        })
    }
}

impl AccountKeys {
    /// The keys of `account`, in base64.
    ///
    /// # Errors
    /// If the name or a key is invalid.
    pub(crate) fn new(account: &str, first: &str, second: Option<&str>) -> Result<Self, Error> {
        let parse = |base64| AccountKey::parse(account, base64);
        Ok(Self {
            account: account.to_owned(),
            keys: RwLock::new(Keys {
                first: parse(first)?,
                second: second.map(parse).transpose()?,
            }),
        })
    }

    pub(crate) fn account(&self) -> &str {
        &self.account
    }

    /// The first key in base64.
    pub(crate) fn first(&self) -> Zeroizing<String> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        keys.first.base64.clone()
    }

    /// Whether `verify` accepts either key.
    ///
    /// # Errors
    /// That of the first key.
    pub(crate) fn verify<E>(&self, verify: impl Fn(&SharedKey) -> Result<(), E>) -> Result<(), E> {
        let keys = self.keys.read().unwrap_or_else(PoisonError::into_inner);
        verify(&keys.first.shared).or_else(|error| match &keys.second {
            Some(second) => verify(&second.shared).map_err(|_| error),
            None => Err(error),
        })
    }

    /// Replaces the first or the second key by another, in base64.
    ///
    /// # Errors
    /// If the key is invalid.
    pub(crate) fn renew(&self, is_second: bool, base64: &str) -> Result<(), Error> {
        let new = AccountKey::parse(&self.account, base64)?;
        let mut keys = self.keys.write().unwrap_or_else(PoisonError::into_inner);
        match is_second {
            true => keys.second = Some(new),
            false => keys.first = new,
        }
        Ok(())
    }
}
