//! Shared access signatures.

use std::net::Ipv4Addr;

use blobcopy::auth::sas::{AccountSas, BlobSas, SasProtocol, SasResource, SasTime};
use blobcopy::auth::{DelegationKey, SasToken, SharedKey};
use blobcopy::proto::{Receipt, UserDelegationKey};
use blobcopy::{ClientCredential, Credential, ErrorKind};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::credential::NativeCredential;
use crate::failure::{Failure, Trouble};
use crate::names::Names;
use crate::promise::answer;
use crate::receipt::ReceiptData;
use crate::time::sas_time;

/// What a SAS for a blob or container says.
#[napi(object, object_to_js = false)]
pub struct BlobSasData {
    /// Name of the container.
    pub container_name: String,
    /// Name of the blob; the SAS is for the container, if left out.
    pub blob_name: Option<String>,
    /// Which snapshot.
    pub snapshot_time: Option<String>,
    /// Which version.
    pub version_id: Option<String>,
    /// What is allowed.
    pub permissions: Option<String>,
    /// From when, in milliseconds since 1970.
    pub starts_on: Option<f64>,
    /// Until when.
    pub expires_on: Option<f64>,
    /// The stored access policy that says the rest.
    pub identifier: Option<String>,
    /// The version whose rules sign it.
    pub version: Option<String>,
    /// Over which protocols.
    pub protocol: Option<String>,
    /// From which addresses: the first and the last.
    pub ip_range: Option<Vec<String>>,
    /// Scope of encryption.
    pub encryption_scope: Option<String>,
    /// `Cache-Control` of the answer.
    pub cache_control: Option<String>,
    /// `Content-Disposition` of the answer.
    pub content_disposition: Option<String>,
    /// `Content-Encoding` of the answer.
    pub content_encoding: Option<String>,
    /// `Content-Language` of the answer.
    pub content_language: Option<String>,
    /// `Content-Type` of the answer.
    pub content_type: Option<String>,
    /// Whom a user delegation SAS is checked against.
    pub preauthorized_agent_object_id: Option<String>,
    /// By which its use is found in logs.
    pub correlation_id: Option<String>,
    /// Who alone may use it.
    pub delegated_user_object_id: Option<String>,
    /// Headers that requests must carry.
    pub request_headers: Option<Names>,
    /// Parameters that requests must carry.
    pub request_query_parameters: Option<Names>,
}

/// What a SAS for an account says.
#[napi(object, object_to_js = false)]
pub struct AccountSasData {
    /// Which services.
    pub services: String,
    /// Which types of resource.
    pub resource_types: String,
    /// What is allowed.
    pub permissions: String,
    /// From when, in milliseconds since 1970.
    pub starts_on: Option<f64>,
    /// Until when.
    pub expires_on: f64,
    /// The version whose rules sign it.
    pub version: Option<String>,
    /// Over which protocols.
    pub protocol: Option<String>,
    /// From which addresses: the first and the last.
    pub ip_range: Option<Vec<String>>,
    /// Scope of encryption.
    pub encryption_scope: Option<String>,
}

/// A user delegation key. The times are texts as the service wrote them.
#[napi(object)]
pub struct DelegationKeyData {
    /// Object id of who asked for it.
    pub signed_object_id: String,
    /// Tenant of who asked for it.
    pub signed_tenant_id: String,
    /// From when it is good.
    pub signed_starts_on: String,
    /// Until when.
    pub signed_expires_on: String,
    /// The service it is good for.
    pub signed_service: String,
    /// The version that made it.
    pub signed_version: String,
    /// Tenant of the user that its SAS are for.
    pub signed_delegated_user_tenant_id: Option<String>,
    /// The key. A secret.
    pub value: String,
}

/// A user delegation key, with the receipt.
#[napi(object, object_from_js = false)]
pub struct DelegationKeyAnswer {
    /// The key.
    pub key: DelegationKeyData,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

/// A SAS for a blob or container, signed with an account's key.
#[napi]
pub fn sign_blob_sas(sas: BlobSasData, credential: &NativeCredential) -> Either<String, Failure> {
    answer(key(credential).and_then(|key| Ok(exposed(&sas.into_sas()?.sign(key)?))))
}

/// A SAS for a blob or container, signed with a user delegation key.
#[napi]
pub fn sign_delegated_sas(
    sas: BlobSasData,
    key: DelegationKeyData,
    account: String,
) -> Either<String, Failure> {
    let signed = sas.into_sas().and_then(|sas| {
        let key = DelegationKey::new(&account, &key.into())?;
        Ok(exposed(&sas.sign_delegated(&key)?))
    });
    answer(signed)
}

/// A SAS for an account, signed with its key.
#[napi]
pub fn sign_account_sas(
    sas: AccountSasData,
    credential: &NativeCredential,
) -> Either<String, Failure> {
    answer(key(credential).and_then(|key| Ok(exposed(&sas.into_sas()?.sign(key)?))))
}

fn key(credential: &NativeCredential) -> Result<&SharedKey, Trouble> {
    match &credential.credential {
        ClientCredential::Fixed(Credential::SharedKey(key)) => Ok(key),
        _ => Err(Trouble::of_kind(
            ErrorKind::Invalid,
            "a SAS is signed with a StorageSharedKeyCredential or a user delegation key",
        )),
    }
}

fn exposed(token: &SasToken) -> String {
    token.expose().to_owned()
}

impl BlobSasData {
    fn into_sas(self) -> Result<BlobSas, Trouble> {
        let mut sas = BlobSas::new(self.resource());
        if let Some((first, last)) = addresses(self.ip_range.as_deref())? {
            sas = sas.with_ip_range(first, last);
        }
        if let Some(start) = given_time("startsOn", self.starts_on)? {
            sas = sas.with_start(start);
        }
        if let Some(expiry) = given_time("expiresOn", self.expires_on)? {
            sas = sas.with_expiry(expiry);
        }
        if let Some(protocol) = self.protocol.as_deref().map(protocol).transpose()? {
            sas = sas.with_protocol(protocol);
        }
        if let Some(headers) = self.request_headers {
            sas = sas.with_request_headers(headers);
        }
        if let Some(parameters) = self.request_query_parameters {
            sas = sas.with_request_query(parameters);
        }
        type With = fn(BlobSas, String) -> BlobSas;
        let texts: [(Option<String>, With); 12] = [
            (self.version, BlobSas::with_version),
            (self.permissions, BlobSas::with_permissions),
            (self.identifier, BlobSas::with_policy),
            (self.encryption_scope, BlobSas::with_encryption_scope),
            (self.cache_control, BlobSas::with_cache_control),
            (self.content_disposition, BlobSas::with_content_disposition),
            (self.content_encoding, BlobSas::with_content_encoding),
            (self.content_language, BlobSas::with_content_language),
            (self.content_type, BlobSas::with_content_type),
            (
                self.preauthorized_agent_object_id,
                BlobSas::with_authorized_object_id,
            ),
            (self.correlation_id, BlobSas::with_correlation_id),
            (
                self.delegated_user_object_id,
                BlobSas::with_delegated_user_object_id,
            ),
        ];
        Ok(texts.into_iter().fold(sas, |sas, (text, with)| match text {
            Some(text) => with(sas, text),
            None => sas,
        }))
    }

    fn resource(&self) -> SasResource {
        let container = self.container_name.clone();
        match (&self.blob_name, &self.snapshot_time, &self.version_id) {
            (None, ..) => SasResource::container(container),
            (Some(blob), Some(time), _) => SasResource::snapshot(container, blob, time),
            (Some(blob), None, Some(id)) => SasResource::version(container, blob, id),
            (Some(blob), None, None) => SasResource::blob(container, blob),
        }
    }
}

impl AccountSasData {
    fn into_sas(self) -> Result<AccountSas, Trouble> {
        let expiry = sas_time("expiresOn", self.expires_on)?;
        let mut sas = AccountSas::new(self.services, self.resource_types, self.permissions, expiry);
        if let Some((first, last)) = addresses(self.ip_range.as_deref())? {
            sas = sas.with_ip_range(first, last);
        }
        if let Some(start) = given_time("startsOn", self.starts_on)? {
            sas = sas.with_start(start);
        }
        if let Some(protocol) = self.protocol.as_deref().map(protocol).transpose()? {
            sas = sas.with_protocol(protocol);
        }
        if let Some(version) = self.version {
            sas = sas.with_version(version);
        }
        if let Some(scope) = self.encryption_scope {
            sas = sas.with_encryption_scope(scope);
        }
        Ok(sas)
    }
}

fn given_time(name: &str, milliseconds: Option<f64>) -> Result<Option<SasTime>, Trouble> {
    milliseconds.map(|given| sas_time(name, given)).transpose()
}

fn addresses(range: Option<&[String]>) -> Result<Option<(Ipv4Addr, Ipv4Addr)>, Trouble> {
    let Some([first, last]) = range else {
        return Ok(None);
    };
    let parse = |text: &String| {
        text.parse::<Ipv4Addr>().map_err(|_| {
            let message = format!("ipRange must have IPv4 addresses, not {text}");
            Trouble::of_kind(ErrorKind::Invalid, message)
        })
    };
    Ok(Some((parse(first)?, parse(last)?)))
}

fn protocol(word: &str) -> Result<SasProtocol, Trouble> {
    match word {
        "https" => Ok(SasProtocol::Https),
        "https,http" => Ok(SasProtocol::HttpsAndHttp),
        other => Err(Trouble::of_kind(
            ErrorKind::Invalid,
            format!("protocol must be https or https,http, not {other}"),
        )),
    }
}

impl From<DelegationKeyData> for UserDelegationKey {
    fn from(data: DelegationKeyData) -> Self {
        let mut key = Self::new(
            data.signed_object_id,
            data.signed_tenant_id,
            data.signed_starts_on,
            data.signed_expires_on,
            data.signed_version,
            data.value,
        );
        key.signed_service = data.signed_service;
        key.signed_delegated_user_tid = data.signed_delegated_user_tenant_id;
        key
    }
}

impl From<(UserDelegationKey, Receipt)> for DelegationKeyAnswer {
    fn from((key, receipt): (UserDelegationKey, Receipt)) -> Self {
        let key = DelegationKeyData {
            signed_object_id: key.signed_oid,
            signed_tenant_id: key.signed_tid,
            signed_starts_on: key.signed_start,
            signed_expires_on: key.signed_expiry,
            signed_service: key.signed_service,
            signed_version: key.signed_version,
            signed_delegated_user_tenant_id: key.signed_delegated_user_tid,
            value: key.value.to_string(),
        };
        Self {
            key,
            receipt: (&receipt).into(),
        }
    }
}
