//! What a shared access signature says.

use std::net::Ipv4Addr;

use blobcopy::auth::sas::{AccountSas, BlobSas, SasProtocol, SasResource, SasTime};
use blobcopy::auth::{DelegationKey, Error};
use blobcopy::proto::UserDelegationKey;

use crate::name::Name;
use crate::options::Options;
use crate::refusal::Refusal;
use crate::value::Value;

/// A SAS for a blob, a directory or a container.
///
/// # Errors
/// If an option is unknown or cannot be written.
pub fn blob_sas(mut options: Options) -> Result<BlobSas, Refusal> {
    let mut sas = BlobSas::new(resource(&mut options)?);
    if let Some(start) = time(&mut options, START)? {
        sas = sas.with_start(start);
    }
    if let Some(expiry) = time(&mut options, EXPIRY)? {
        // Programs for Azure's packages take the time once for the key and once more for the SAS.
        sas = sas.with_expiry(expiry).with_expiry_beyond_key();
    }
    if let Some((first, last)) = ip_range(&mut options)? {
        sas = sas.with_ip_range(first, last);
    }
    if let Some(protocol) = protocol(&mut options)? {
        sas = sas.with_protocol(protocol);
    }
    for (name, with) in TEXTS {
        if let Some(text) = options.text(*name)? {
            sas = with(sas, text);
        }
    }
    sas = sas.with_request_headers(options.pairs("request_headers")?);
    sas = sas
        .with_request_query(options.pairs(("request_query_params", "request_query_parameters"))?);
    options.done()?;
    Ok(sas)
}

/// A SAS for an account.
///
/// # Errors
/// If an option is unknown, missing or cannot be written.
pub fn account_sas(mut options: Options) -> Result<AccountSas, Refusal> {
    let expiry = time(&mut options, EXPIRY)?.ok_or_else(|| missing(&options, EXPIRY))?;
    let mut sas = AccountSas::new(
        needed(&mut options, Name::both("services"))?,
        needed(&mut options, Name::both("resource_types"))?,
        needed(&mut options, PERMISSIONS)?,
        expiry,
    );
    if let Some(start) = time(&mut options, START)? {
        sas = sas.with_start(start);
    }
    if let Some((first, last)) = ip_range(&mut options)? {
        sas = sas.with_ip_range(first, last);
    }
    if let Some(protocol) = protocol(&mut options)? {
        sas = sas.with_protocol(protocol);
    }
    if let Some(version) = options.text(VERSION)? {
        sas = sas.with_version(version);
    }
    if let Some(scope) = options.text("encryption_scope")? {
        sas = sas.with_encryption_scope(scope);
    }
    options.done()?;
    Ok(sas)
}

/// A user delegation key, as the service reported it.
///
/// # Errors
/// If a part is missing, or is not what the service reports.
pub fn delegation_key(account: &str, mut options: Options) -> Result<DelegationKey, Refusal> {
    let mut part = |python, node| needed(&mut options, Name::new(python, node));
    let mut key = UserDelegationKey::new(
        part("signed_oid", "signed_object_id")?,
        part("signed_tid", "signed_tenant_id")?,
        part("signed_start", "signed_starts_on")?,
        part("signed_expiry", "signed_expires_on")?,
        part("signed_version", "signed_version")?,
        part("value", "value")?,
    );
    key.signed_service = part("signed_service", "signed_service")?;
    let tenant = (
        "signed_delegated_user_tid",
        "signed_delegated_user_tenant_id",
    );
    key.signed_delegated_user_tid = options.text(tenant)?;
    Ok(DelegationKey::new(account, &key)?)
}

const START: Name = Name::new("start", "starts_on");
const EXPIRY: Name = Name::new("expiry", "expires_on");
const PERMISSIONS: Name = Name::new("permission", "permissions");
const VERSION: Name = Name::new("sv", "version");

type With = fn(BlobSas, String) -> BlobSas;

const TEXTS: &[(Name, With)] = &[
    (PERMISSIONS, BlobSas::with_permissions),
    (Name::new("policy_id", "identifier"), BlobSas::with_policy),
    (VERSION, BlobSas::with_version),
    (
        Name::both("encryption_scope"),
        BlobSas::with_encryption_scope,
    ),
    (Name::both("cache_control"), BlobSas::with_cache_control),
    (
        Name::both("content_disposition"),
        BlobSas::with_content_disposition,
    ),
    (
        Name::both("content_encoding"),
        BlobSas::with_content_encoding,
    ),
    (
        Name::both("content_language"),
        BlobSas::with_content_language,
    ),
    (Name::both("content_type"), BlobSas::with_content_type),
    (
        Name::both("preauthorized_agent_object_id"),
        BlobSas::with_authorized_object_id,
    ),
    (
        Name::new("agent_object_id", ""),
        BlobSas::with_unauthorized_object_id,
    ),
    (Name::both("correlation_id"), BlobSas::with_correlation_id),
    (
        Name::new("user_delegation_oid", "delegated_user_object_id"),
        BlobSas::with_delegated_user_object_id,
    ),
];

fn resource(options: &mut Options) -> Result<SasResource, Refusal> {
    let container = needed(options, Name::both("container_name"))?;
    let blob = options.text("blob_name")?;
    let snapshot = options.text(("snapshot", "snapshot_time"))?;
    let version = options.text("version_id")?;
    let is_directory = options.flag(("is_directory", ""))? == Some(true);
    Ok(match (blob, snapshot, version) {
        (None, ..) => SasResource::container(container),
        (Some(path), ..) if is_directory => SasResource::directory(container, path),
        (Some(blob), Some(time), _) => SasResource::snapshot(container, blob, time),
        (Some(blob), None, Some(id)) => SasResource::version(container, blob, id),
        (Some(blob), None, None) => SasResource::blob(container, blob),
    })
}

fn needed(options: &mut Options, name: Name) -> Result<String, Refusal> {
    options.text(name)?.ok_or_else(|| missing(options, name))
}

fn missing(options: &Options, name: Name) -> Refusal {
    Refusal::Type(format!("{} must be given", options.spelled(name)))
}

/// A time as an object, or as the text that is to be signed.
fn time(options: &mut Options, name: Name) -> Result<Option<SasTime>, Refusal> {
    match options.take(name) {
        None => Ok(None),
        Some(Value::Text(text)) => Ok(Some(SasTime::parse(&text)?)),
        Some(Value::Time(time)) => Ok(Some(SasTime::at(time)?)),
        Some(value) => Err(options.mistyped(name, "a date", &value)),
    }
}

/// One address, or the first and the last of several.
fn ip_range(options: &mut Options) -> Result<Option<(Ipv4Addr, Ipv4Addr)>, Refusal> {
    let Some(text) = options.text(("ip", "ip_range"))? else {
        return Ok(None);
    };
    let (first, last) = text.split_once('-').unwrap_or((&text, &text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) => Ok(Some((first, last))),
        _ => Err(malformed(
            "sip",
            "an IPv4 address, or two with `-` between them",
        )),
    }
}

fn protocol(options: &mut Options) -> Result<Option<SasProtocol>, Refusal> {
    match options.text("protocol")?.as_deref() {
        None => Ok(None),
        Some("https") => Ok(Some(SasProtocol::Https)),
        Some("https,http") => Ok(Some(SasProtocol::HttpsAndHttp)),
        Some(_) => Err(malformed("spr", "`https` or `https,http`")),
    }
}

fn malformed(field: &'static str, expected: &'static str) -> Refusal {
    Error::Malformed { field, expected }.into()
}
