//! Shared access signatures.

use std::net::Ipv4Addr;

use blobcopy::auth::sas::{AccountSas, BlobSas, SasProtocol, SasResource, SasTime};
use blobcopy::auth::{DelegationKey, Error, SharedKey};
use blobcopy::proto::UserDelegationKey;
use pyo3::prelude::*;

use crate::asked::{Pairs, words};
use crate::failure::Failure;

words! {
    /// What a SAS for a blob, directory or container says.
    pub(crate) struct BlobSasWords {
        container: String,
        blob: Option<String>,
        snapshot: Option<String>,
        version_id: Option<String>,
        is_directory: bool,
        permission: Option<String>,
        expiry: Option<String>,
        start: Option<String>,
        policy_id: Option<String>,
        ip: Option<String>,
        protocol: Option<String>,
        sv: Option<String>,
        encryption_scope: Option<String>,
        cache_control: Option<String>,
        content_disposition: Option<String>,
        content_encoding: Option<String>,
        content_language: Option<String>,
        content_type: Option<String>,
        authorized_object_id: Option<String>,
        unauthorized_object_id: Option<String>,
        correlation_id: Option<String>,
        delegated_user_object_id: Option<String>,
        request_headers: Pairs,
        request_query: Pairs,}
}

/// A user delegation key, in the words in which it came.
#[derive(FromPyObject)]
pub(crate) struct KeyWords {
    signed_oid: String,
    signed_tid: String,
    signed_start: String,
    signed_expiry: String,
    signed_service: String,
    signed_version: String,
    signed_delegated_user_tid: Option<String>,
    value: String,
}

words! {
    /// What a SAS for an account says.
    pub(crate) struct AccountSasWords {
        services: String,
        resource_types: String,
        permission: String,
        expiry: String,
        start: Option<String>,
        ip: Option<String>,
        protocol: Option<String>,
        sv: Option<String>,
        encryption_scope: Option<String>,}
}

/// Signs a SAS for a blob, directory or container, with the account's key or a user delegation key.
#[pyfunction]
pub(crate) fn sign_blob_sas(
    account: &str,
    account_key: Option<&str>,
    delegation_key: Option<KeyWords>,
    asked: BlobSasWords,
) -> PyResult<String> {
    let sas = asked.read().map_err(Failure::from)?;
    let token = match delegation_key {
        Some(key) => key.read(account).and_then(|key| sas.sign_delegated(&key)),
        None => {
            SharedKey::new(account, account_key.unwrap_or_default()).and_then(|key| sas.sign(&key))
        }
    };
    Ok(token.map_err(Failure::from)?.expose().to_owned())
}

/// Signs a SAS for an account.
#[pyfunction]
pub(crate) fn sign_account_sas(
    account: &str,
    account_key: &str,
    asked: AccountSasWords,
) -> PyResult<String> {
    let key = SharedKey::new(account, account_key).map_err(Failure::from)?;
    let sas = asked.read().map_err(Failure::from)?;
    Ok(sas.sign(&key).map_err(Failure::from)?.expose().to_owned())
}

impl BlobSasWords {
    fn read(self) -> Result<BlobSas, Error> {
        let times = (time(&self.start)?, time(&self.expiry)?);
        let range = self.ip.as_deref().map(ip_range).transpose()?;
        let protocol = self.protocol.as_deref().map(protocol).transpose()?;
        let mut sas = BlobSas::new(self.resource());
        if let Some(start) = times.0 {
            sas = sas.with_start(start);
        }
        if let Some(expiry) = times.1 {
            sas = sas.with_expiry(expiry);
        }
        if let Some((first, last)) = range {
            sas = sas.with_ip_range(first, last);
        }
        if let Some(protocol) = protocol {
            sas = sas.with_protocol(protocol);
        }
        for (text, with) in [
            (
                self.permission,
                BlobSas::with_permissions as fn(BlobSas, String) -> BlobSas,
            ),
            (self.policy_id, BlobSas::with_policy),
            (self.sv, BlobSas::with_version),
            (self.encryption_scope, BlobSas::with_encryption_scope),
            (self.cache_control, BlobSas::with_cache_control),
            (self.content_disposition, BlobSas::with_content_disposition),
            (self.content_encoding, BlobSas::with_content_encoding),
            (self.content_language, BlobSas::with_content_language),
            (self.content_type, BlobSas::with_content_type),
            (
                self.authorized_object_id,
                BlobSas::with_authorized_object_id,
            ),
            (
                self.unauthorized_object_id,
                BlobSas::with_unauthorized_object_id,
            ),
            (self.correlation_id, BlobSas::with_correlation_id),
            (
                self.delegated_user_object_id,
                BlobSas::with_delegated_user_object_id,
            ),
        ] {
            if let Some(text) = text {
                sas = with(sas, text);
            }
        }
        Ok(sas
            .with_request_headers(self.request_headers)
            .with_request_query(self.request_query))
    }

    fn resource(&self) -> SasResource {
        let container = self.container.as_str();
        match (&self.blob, &self.snapshot, &self.version_id) {
            (None, _, _) => SasResource::container(container),
            (Some(path), _, _) if self.is_directory => SasResource::directory(container, path),
            (Some(blob), Some(time), _) => SasResource::snapshot(container, blob, time),
            (Some(blob), None, Some(id)) => SasResource::version(container, blob, id),
            (Some(blob), None, None) => SasResource::blob(container, blob),
        }
    }
}

impl KeyWords {
    fn read(&self, account: &str) -> Result<DelegationKey, Error> {
        let mut key = UserDelegationKey::new(
            &self.signed_oid,
            &self.signed_tid,
            &self.signed_start,
            &self.signed_expiry,
            &self.signed_version,
            &self.value,
        );
        key.signed_service.clone_from(&self.signed_service);
        key.signed_delegated_user_tid
            .clone_from(&self.signed_delegated_user_tid);
        DelegationKey::new(account, &key)
    }
}

impl AccountSasWords {
    fn read(self) -> Result<AccountSas, Error> {
        let expiry = SasTime::parse(&self.expiry)?;
        let mut sas = AccountSas::new(self.services, self.resource_types, self.permission, expiry);
        if let Some(start) = time(&self.start)? {
            sas = sas.with_start(start);
        }
        if let Some(ip) = &self.ip {
            let (first, last) = ip_range(ip)?;
            sas = sas.with_ip_range(first, last);
        }
        if let Some(text) = &self.protocol {
            sas = sas.with_protocol(protocol(text)?);
        }
        if let Some(version) = self.sv {
            sas = sas.with_version(version);
        }
        if let Some(scope) = self.encryption_scope {
            sas = sas.with_encryption_scope(scope);
        }
        Ok(sas)
    }
}

fn time(text: &Option<String>) -> Result<Option<SasTime>, Error> {
    text.as_deref().map(SasTime::parse).transpose()
}

/// One address, or the first and the last of several.
fn ip_range(text: &str) -> Result<(Ipv4Addr, Ipv4Addr), Error> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => Ok((first, last)),
        _ => Err(Error::Malformed {
            field: "sip",
            expected: "an IPv4 address, or two with `-` between them",
        }),
    }
}

fn protocol(text: &str) -> Result<SasProtocol, Error> {
    match text {
        "https" => Ok(SasProtocol::Https),
        "https,http" => Ok(SasProtocol::HttpsAndHttp),
        _ => Err(Error::Malformed {
            field: "spr",
            expected: "`https` or `https,http`",
        }),
    }
}
