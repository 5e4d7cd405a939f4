//! Access of the service to the source: SAS made for it, and the keys that sign them.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use blobcopy_auth::sas::{BlobPermissions, BlobSas, SKEW_MARGIN, SasResource, SasTime};
use blobcopy_auth::{Credential, DelegationKey, SasToken};
use blobcopy_proto::care::{CredentialKind, SourceCredential};
use blobcopy_proto::ops::GetUserDelegationKey;
use blobcopy_proto::{BlobUrl, Endpoint, HeaderText, HttpDate, SourceUrl, UserDelegationKey};

use crate::account::Account;
use crate::blob::BlobClient;
use crate::client_credential::Authority;
use crate::error::Error;
use crate::service::BlobServiceClient;

/// The longest lifetime of a user delegation key.
const LONGEST_KEY: Duration = Duration::from_secs(7 * 24 * 60 * 60);

/// The permissions that a copy needs for its source.
const READ: BlobPermissions = BlobPermissions::READ;

/// The source of one copy, authorized for the service.
pub(crate) struct AuthorizedSource {
    pub(crate) url: SourceUrl,
    /// Whether the URL is used by this copy only.
    pub(crate) is_for_one_copy: bool,
}

impl AuthorizedSource {
    pub(crate) fn as_given(url: SourceUrl) -> Self {
        Self {
            url,
            is_for_one_copy: false,
        }
    }
}

impl BlobClient {
    /// This blob as the source of a copy, with a SAS that is valid for `life` and another 15 minutes, because clocks
    /// differ.
    ///
    /// A client with the account key signs a service SAS. A client with tokens signs a user delegation SAS, whose key
    /// is cached for later SAS. A client with a SAS passes that SAS on, and one without a credential returns the bare
    /// URL. The service reads the source until the copy has ended.
    ///
    /// A copy from a [`BlobClient`] does this itself if needed, see [`SourceAccess`](crate::SourceAccess). Its user
    /// delegation SAS also has a correlation id, which Azurite does not verify.
    ///
    /// # Errors
    /// If a user delegation SAS would be valid for seven days or longer, its key is not granted (for example because
    /// the role *Storage Blob Delegator* is missing), or the URL is longer than 2 KiB.
    pub async fn signed_source(&self, life: Duration) -> Result<SourceUrl, Error> {
        let opened = match self.account().authority.credential_kind() {
            CredentialKind::Key => self.open_by_key(life, READ)?,
            CredentialKind::Token => self.open_by_delegation(life, READ, None).await?,
            _ => return self.as_source(),
        };
        Ok(opened.url)
    }

    /// This blob as the source of one copy. A SAS that is made for it allows no more than `permissions`.
    pub(crate) async fn open(
        &self,
        source_credential: SourceCredential,
        permissions: BlobPermissions,
    ) -> Result<AuthorizedSource, Error> {
        match source_credential {
            SourceCredential::OwnSas => self.as_source().map(AuthorizedSource::as_given),
            SourceCredential::ServiceSas(life) => self.open_by_key(life, permissions),
            SourceCredential::DelegationSas(life) => {
                let id = Some(blobcopy_proto::guid(fastrand::u128(..)));
                self.open_by_delegation(life, permissions, id).await
            }
            _ => Ok(AuthorizedSource::as_given(SourceUrl::of_blob(self.url())?)),
        }
    }

    fn open_by_key(
        &self,
        life: Duration,
        permissions: BlobPermissions,
    ) -> Result<AuthorizedSource, Error> {
        let sas = sas_for(self.url(), permissions, end_of_sas(life)?)?;
        let Authority::Fixed(Credential::SharedKey(key)) = &self.account().authority else {
            return self.as_source().map(AuthorizedSource::as_given);
        };
        self.with_sas(sas.sign(key), false)
    }

    /// Signs a user delegation SAS. The correlation id appears in the copy source that the service reports.
    async fn open_by_delegation(
        &self,
        life: Duration,
        permissions: BlobPermissions,
        correlation_id: Option<String>,
    ) -> Result<AuthorizedSource, Error> {
        let until = end_of_sas(life)?;
        let endpoint = self.url().endpoint();
        let key = delegation_key(self.account(), endpoint, None, until).await?;
        let is_for_one_copy = correlation_id.is_some();
        let mut sas = sas_for(self.url(), permissions, until)?;
        if let Some(id) = correlation_id {
            sas = sas.with_correlation_id(id);
        }
        self.with_sas(sas.sign_delegated(&key), is_for_one_copy)
    }

    fn with_sas(
        &self,
        token: Result<SasToken, blobcopy_auth::Error>,
        is_for_one_copy: bool,
    ) -> Result<AuthorizedSource, Error> {
        let token = token.map_err(Error::of_credential)?;
        let url = SourceUrl::of_blob_with_sas(self.url(), token.expose())?;
        Ok(AuthorizedSource {
            url,
            is_for_one_copy,
        })
    }
}

impl BlobServiceClient {
    /// Requests a new key that signs user delegation SAS. Start and expiry must be within seven days from now.
    ///
    /// # Errors
    /// If the client has no token, or the token's owner may not get a key.
    pub async fn user_delegation_key(
        &self,
        start: SystemTime,
        expiry: SystemTime,
    ) -> Result<UserDelegationKey, Error> {
        let (start, expiry) = (HttpDate::new(start)?, HttpDate::new(expiry)?);
        self.call(&GetUserDelegationKey::new(
            self.endpoint().clone(),
            start,
            expiry,
        ))
        .await
    }

    /// Returns a key that signs user delegation SAS which are valid for `life` from now. The key is cached until half
    /// of its own lifetime is over.
    ///
    /// # Errors
    /// If `life` is longer than the lifetime of keys, the client has no token, or the token's owner may not get a key.
    pub async fn delegation_key(&self, life: Duration) -> Result<DelegationKey, Error> {
        delegation_key(self.account(), self.endpoint(), None, end_of_sas(life)?).await
    }

    /// As [`delegation_key`](Self::delegation_key), for SAS that expire at `expiry`, without a margin for clocks that
    /// differ.
    ///
    /// # Errors
    /// As [`delegation_key`](Self::delegation_key).
    pub async fn delegation_key_until(&self, expiry: SystemTime) -> Result<DelegationKey, Error> {
        delegation_key(self.account(), self.endpoint(), None, expiry).await
    }

    /// As [`delegation_key`](Self::delegation_key), for SAS that only a user of this tenant may use.
    ///
    /// # Errors
    /// As [`delegation_key`](Self::delegation_key), and if the configured version is older than 2026-04-06.
    pub async fn delegation_key_for_tenant(
        &self,
        tenant: &str,
        life: Duration,
    ) -> Result<DelegationKey, Error> {
        let tenant = HeaderText::parse(tenant)?;
        delegation_key(
            self.account(),
            self.endpoint(),
            Some(tenant),
            end_of_sas(life)?,
        )
        .await
    }
}

/// The account's key, valid for a SAS that expires at `until`.
async fn delegation_key(
    account: &Arc<Account>,
    endpoint: &Endpoint,
    tenant: Option<HeaderText>,
    until: SystemTime,
) -> Result<DelegationKey, Error> {
    let now = SystemTime::now();
    if until > now + LONGEST_KEY {
        let too_long = blobcopy_auth::Error::LongerThanSevenDays;
        return Err(Error::of_credential(too_long));
    }
    let keys = account.delegation_keys.of(tenant.clone());
    let fetch = || {
        let (account, endpoint) = (Arc::clone(account), endpoint.clone());
        async move {
            let key = fetch(&account, endpoint, tenant, end_of_key(now, until)).await;
            key.map_err(Arc::new)
        }
    };
    let held = keys.get(now, until, fetch).await;
    Ok(held.map_err(Error::no_key)?.value)
}

async fn fetch(
    account: &Account,
    endpoint: Endpoint,
    tenant: Option<HeaderText>,
    end: SystemTime,
) -> Result<DelegationKey, Error> {
    let start = HttpDate::new(end - LONGEST_KEY)?;
    let expiry = HttpDate::new(end)?;
    let mut question = GetUserDelegationKey::new(endpoint, start, expiry);
    question.delegated_user_tid = tenant;
    let key = account.call(&question).await?;
    let account = question.endpoint.account().unwrap_or_default();
    DelegationKey::new(account, &key).map_err(Error::of_credential)
}

/// The expiry of a new key: the latest that allows its lifetime to begin `SKEW_MARGIN` before `now`. A SAS that needs a
/// later expiry reduces that margin.
fn end_of_key(now: SystemTime, until: SystemTime) -> SystemTime {
    until.max(now + LONGEST_KEY - SKEW_MARGIN)
}

/// When a SAS expires that is valid for `life` by any clock.
fn end_of_sas(life: Duration) -> Result<SystemTime, Error> {
    let end = life
        .checked_add(SKEW_MARGIN)
        .and_then(|life| SystemTime::now().checked_add(life));
    end.ok_or_else(|| {
        Error::of_credential(blobcopy_auth::Error::Malformed {
            field: "se",
            expected: "a time before the year 10000",
        })
    })
}

fn sas_for(
    blob: &BlobUrl,
    permissions: BlobPermissions,
    until: SystemTime,
) -> Result<BlobSas, Error> {
    let expiry = SasTime::at(until).map_err(Error::of_credential)?;
    Ok(BlobSas::new(SasResource::from(blob))
        .with_permissions(permissions)
        .with_expiry(expiry))
}

#[cfg(test)]
mod tests {
    use blobcopy_auth::sas::SasField;

    use super::*;

    #[test]
    fn a_key_begins_early_for_clocks_that_differ_unless_its_sas_needs_all_its_life() {
        let now = SystemTime::UNIX_EPOCH + LONGEST_KEY;
        let usual = now + LONGEST_KEY - SKEW_MARGIN;
        assert_eq!(end_of_key(now, now), usual);
        assert_eq!(end_of_key(now, usual), usual);
        assert_eq!(end_of_key(now, now + LONGEST_KEY), now + LONGEST_KEY);
    }

    #[tokio::test]
    async fn a_life_that_no_sas_can_have_is_refused_before_anything_is_asked() {
        let bearer = Credential::bearer("eyJ0").unwrap();
        let service = BlobServiceClient::new("https://acct.blob.core.windows.net", bearer).unwrap();
        let blob = service.blob("live", "b").unwrap();
        for life in [LONGEST_KEY, Duration::MAX] {
            let error = blob.signed_source(life).await.unwrap_err();
            assert!(
                std::error::Error::source(&error).is_some_and(|cause| {
                    cause.downcast_ref::<blobcopy_auth::Error>().is_some()
                })
            );
        }
    }

    #[tokio::test]
    async fn the_key_of_an_account_signs_for_one_blob_and_reading_alone() {
        let key = Credential::shared_key("acct", "c2VjcmV0").unwrap();
        let service = BlobServiceClient::new("http://127.0.0.1:1/acct", key).unwrap();
        let blob = service.blob("live", "d e").unwrap();
        let source = blob.signed_source(Duration::from_secs(60)).await.unwrap();
        let (path, token) = source.expose().split_once('?').unwrap();
        assert_eq!(path, "http://127.0.0.1:1/acct/live/d%20e");
        let token = SasToken::parse(token).unwrap();
        assert_eq!(token.field(SasField::SignedResource), Some("b"));
        assert_eq!(token.field(SasField::SignedPermissions), Some("r"));
        assert_eq!(token.field(SasField::SignedStart), None);
        let life = token
            .expires_at()
            .unwrap()
            .unwrap()
            .duration_since(SystemTime::now());
        assert!(life.unwrap() > SKEW_MARGIN);
    }
}
