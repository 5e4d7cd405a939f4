//! A cache of the keys that sign user delegation SAS.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex};
use std::time::SystemTime;

use blobcopy_auth::DelegationKey;
use blobcopy_proto::{ErrorKind, HeaderText};

use crate::error::Error;
use crate::renewal::{Renewal, Renewed};

/// The keys of one account, by the tenant of the users that their SAS are for.
#[derive(Default)]
pub(crate) struct DelegationKeys(Mutex<HashMap<Option<HeaderText>, Renewal<DelegationKey>>>);

impl DelegationKeys {
    pub(crate) fn of(&self, tenant: Option<HeaderText>) -> Renewal<DelegationKey> {
        let mut keys = self.0.lock().expect("nothing panics that holds it");
        keys.entry(tenant).or_insert_with(Renewal::new).clone()
    }
}

impl fmt::Debug for DelegationKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("DelegationKeys").finish_non_exhaustive()
    }
}

impl Renewed for DelegationKey {
    type Error = Arc<Error>;

    /// After half of the key's lifetime.
    fn renew_at(&self) -> SystemTime {
        let life = self.expires_at().duration_since(self.starts_at());
        self.starts_at() + life.unwrap_or_default() / 2
    }

    fn expires_at(&self) -> SystemTime {
        Self::expires_at(self)
    }

    fn abandoned() -> Arc<Error> {
        let sentence = "the runtime ended while the user delegation key was requested; try again";
        Arc::new(Error::said(ErrorKind::Network, sentence))
    }
}

#[cfg(test)]
mod tests {
    use blobcopy_auth::sas::SasTime;
    use blobcopy_proto::UserDelegationKey;

    use super::*;

    #[test]
    fn a_key_is_renewed_at_half_its_life() {
        let key = UserDelegationKey::new(
            "oid",
            "tid",
            "2026-11-20T00:00:00Z",
            "2026-11-27T00:00:00Z",
            "2025-11-05",
            "AAEC",
        );
        let key = DelegationKey::new("acct", &key).unwrap();
        let half = SasTime::parse("2026-11-23T12:00:00Z").unwrap();
        assert_eq!(key.renew_at(), half.to_system_time());
    }
}
