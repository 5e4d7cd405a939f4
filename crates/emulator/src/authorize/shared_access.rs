//! Shared access signatures: whether one is genuine and currently valid.
//!
//! Sources: *Create a service SAS*, *Create an account SAS*, *Create a user delegation SAS*, REST reference.

use std::net::IpAddr;
use std::time::SystemTime;

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasKind, SasTarget, SasTime};
use blobcopy_proto::StoredAccessPolicy;
use http::header::{self, AUTHORIZATION};
use http::{HeaderMap, HeaderName, HeaderValue};
use percent_encoding::percent_decode_str;

use super::{Guard, RequestContext, bearer};
use crate::account::store::Account;
use crate::clock::date;
use crate::refusal::Refusal;

/// A SAS that is genuine, with what its stored access policy adds.
pub(crate) struct SharedAccess {
    pub(crate) token: SasToken,
    permissions: String,
    start: Option<String>,
    expiry: Option<String>,
}

/// The target of a request with a SAS, as it was sent.
pub(super) struct Target<'a> {
    /// The path below the account's root.
    pub(super) below: &'a str,
    pub(super) headers: &'a HeaderMap,
    pub(super) query: &'a str,
}

/// Whether `query` contains a SAS.
pub(super) fn is_in(query: &str) -> bool {
    query.split('&').any(|pair| {
        let name = pair.split('=').next().unwrap_or_default();
        name.eq_ignore_ascii_case("sig")
    })
}

/// Checks the SAS in the query of `target`: signature, times, protocol, addresses. Its permissions are checked
/// elsewhere.
pub(super) fn verify(
    guard: &Guard,
    account: &Account,
    target: &Target<'_>,
    circumstances: RequestContext,
) -> Result<SharedAccess, Refusal> {
    let token = SasToken::parse(target.query).map_err(|error| not_authentic(error.to_string()))?;
    verify_signature(guard, account, &token, target)?;
    let access = SharedAccess::of(account, token, target)?;
    check_life(&access, circumstances)?;
    check_protocol(&access.token, circumstances)?;
    check_address(&access.token, circumstances)?;
    check_user(guard, account, &access.token, target, circumstances)?;
    Ok(access)
}

impl SharedAccess {
    /// What the token and the policy that it names give together. Source: *Define a stored access policy*, REST reference.
    fn of(account: &Account, token: SasToken, target: &Target<'_>) -> Result<Self, Refusal> {
        let policy = match token.field(SasField::SignedIdentifier) {
            Some(id) => policy(account, &token, target, id)?,
            None => StoredAccessPolicy::default(),
        };
        let either = |field: SasField, stored: Option<String>| {
            let own = token.field(field).filter(|text| !text.is_empty());
            match (own, stored) {
                (Some(_), Some(_)) => {
                    let name = field.name();
                    let detail =
                        format!("Both the signature and its stored access policy have {name}.");
                    Err(not_authentic(detail))
                }
                (own, stored) => Ok(own.map(str::to_owned).or(stored)),
            }
        };
        let needed = |field: SasField, stored| {
            let missing = || not_authentic(format!("{} is mandatory.", field.name()));
            either(field, stored)?.ok_or_else(missing)
        };
        let permissions = needed(SasField::SignedPermissions, policy.permissions)?;
        let start = either(SasField::SignedStart, policy.start)?;
        let expiry = Some(needed(SasField::SignedExpiry, policy.expiry)?);
        Ok(Self {
            permissions,
            start,
            expiry,
            token,
        })
    }

    /// Whether it has a permission.
    pub(super) fn allows(&self, letter: char) -> bool {
        self.permissions.contains(letter)
    }
}

/// The policy that a SAS names, which only one signed with the key of the account can.
fn policy(
    account: &Account,
    token: &SasToken,
    target: &Target<'_>,
    id: &str,
) -> Result<StoredAccessPolicy, Refusal> {
    let (container, _) = named(target.below);
    let container = container.filter(|_| token.kind() == SasKind::Service);
    let policy = container.and_then(|container| account.policy(&container, id));
    let unknown = "The signed identifier names no stored access policy.";
    policy.ok_or_else(|| not_authentic(unknown.to_owned()))
}

fn verify_signature(
    guard: &Guard,
    account: &Account,
    token: &SasToken,
    target: &Target<'_>,
) -> Result<(), Refusal> {
    let (container, blob) = named(target.below);
    let named = SasTarget::new(
        container.as_deref(),
        blob.as_deref(),
        target.headers,
        target.query,
    );
    let verified = match token.kind() {
        SasKind::UserDelegation => {
            let value = guard.delegation_keys.value_of(account.name(), token);
            token.verify_delegated(account.name(), &value, &named)
        }
        _ => account.keys.verify(|key| token.verify(key, &named)),
    };
    verified.map_err(|mismatch| {
        not_authentic(format!(
            "Signature did not match. String to sign used was {}",
            mismatch.string_to_sign()
        ))
    })
}

/// The decoded container and blob names in a path. A path of one segment names either a blob of the root container or a
/// container, which cannot be distinguished, so it is treated as a container.
fn named(below: &str) -> (Option<String>, Option<String>) {
    let plain = |text: &str| {
        let text = percent_decode_str(text).decode_utf8_lossy().into_owned();
        (!text.is_empty()).then_some(text)
    };
    let path = below.strip_prefix('/').unwrap_or(below);
    match path.split_once('/') {
        Some((container, blob)) => (plain(container), plain(blob)),
        None => (plain(path), None),
    }
}

fn check_life(access: &SharedAccess, circumstances: RequestContext) -> Result<(), Refusal> {
    let own = (
        time(SasField::SignedStart, access.start.as_deref())?,
        time(SasField::SignedExpiry, access.expiry.as_deref())?,
    );
    if circumstances.is_expired || !is_within(own, circumstances.now) {
        return Err(not_authentic(frame("", own, circumstances.now)));
    }
    let of_key = |field| time(field, access.token.field(field));
    let of_key = (
        of_key(SasField::SignedKeyStart)?,
        of_key(SasField::SignedKeyExpiry)?,
    );
    if !is_within(of_key, circumstances.now) {
        return Err(not_authentic(frame("Key ", of_key, circumstances.now)));
    }
    Ok(())
}

/// A start and an expiry, each optional.
type Life = (Option<SystemTime>, Option<SystemTime>);

fn time(field: SasField, text: Option<&str>) -> Result<Option<SystemTime>, Refusal> {
    let text = text.filter(|text| !text.is_empty());
    text.map(|text| {
        let time = SasTime::parse(text);
        time.map(|time| time.to_system_time())
            .map_err(|error| not_authentic(format!("{}: {error}", field.name())))
    })
    .transpose()
}

fn is_within((start, end): Life, now: SystemTime) -> bool {
    start.is_none_or(|start| start <= now) && end.is_none_or(|end| now < end)
}

/// The service's message about a signature outside its time frame.
fn frame(whose: &str, (start, end): Life, now: SystemTime) -> String {
    let shown = |time: Option<SystemTime>| time.map(|time| date(time).to_string());
    let start = shown(start).map_or_else(String::new, |start| format!("{whose}Start [{start}] - "));
    let end = shown(end).map_or_else(String::new, |end| format!("{whose}Expiry [{end}] - "));
    let of_key = whose.to_lowercase();
    format!(
        "Signature not valid in the specified {of_key}time frame: {start}{end}Current [{}]",
        date(now)
    )
}

fn check_protocol(token: &SasToken, circumstances: RequestContext) -> Result<(), Refusal> {
    match token.field(SasField::SignedProtocol) {
        Some("https") if !circumstances.peer.is_secure => Err(Refusal::protocol_mismatch()),
        Some("https" | "https,http" | "http,https") | None => Ok(()),
        Some(_) => Err(not_authentic("spr must be https or https,http".to_owned())),
    }
}

fn check_address(token: &SasToken, circumstances: RequestContext) -> Result<(), Refusal> {
    let Some(text) = token
        .field(SasField::SignedIp)
        .filter(|text| !text.is_empty())
    else {
        return Ok(());
    };
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let (Ok(first), Ok(last)) = (first.parse::<IpAddr>(), last.parse::<IpAddr>()) else {
        return Err(not_authentic(
            "sip must be an address, or two with a dash".to_owned(),
        ));
    };
    if (first..=last).contains(&circumstances.peer.address) {
        Ok(())
    } else {
        Err(Refusal::source_ip_mismatch())
    }
}

/// Checks that a SAS for one user is accompanied by that user's own token.
fn check_user(
    guard: &Guard,
    account: &Account,
    token: &SasToken,
    target: &Target<'_>,
    circumstances: RequestContext,
) -> Result<(), Refusal> {
    let Some(oid) = token.field(SasField::SignedDelegatedUserObjectId) else {
        return Ok(());
    };
    let shown = target.headers.get(AUTHORIZATION);
    let shown = shown.and_then(|value| bearer::token(value.to_str().ok()?));
    let shown = shown.ok_or_else(|| bearer::refused("The SAS asks for its user's own token."))?;
    let user = bearer::verify(guard, account.name(), shown, target.headers, circumstances)?;
    let tenant = token.field(SasField::SignedKeyDelegatedUserTenantId);
    let is_of_tenant = tenant.is_none() || user.tenant_id.as_deref() == tenant;
    if user.object_id.as_deref() == Some(oid) && is_of_tenant {
        Ok(())
    } else {
        Err(Refusal::authorization_failure())
    }
}

/// The response headers that the SAS sets for a reply with content.
pub(crate) fn response_headers(
    token: &SasToken,
) -> impl Iterator<Item = (HeaderName, HeaderValue)> + '_ {
    [
        (SasField::CacheControl, header::CACHE_CONTROL),
        (SasField::ContentDisposition, header::CONTENT_DISPOSITION),
        (SasField::ContentEncoding, header::CONTENT_ENCODING),
        (SasField::ContentLanguage, header::CONTENT_LANGUAGE),
        (SasField::ContentType, header::CONTENT_TYPE),
    ]
    .into_iter()
    .filter_map(|(field, name)| Some((name, HeaderValue::from_str(token.field(field)?).ok()?)))
}

fn not_authentic(detail: String) -> Refusal {
    Refusal::authentication_failed().with_detail(detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_names_a_container_a_blob_or_nothing() {
        let some = |text: &str| Some(text.to_owned());
        assert_eq!(named(""), (None, None));
        assert_eq!(named("/box"), (some("box"), None));
        assert_eq!(named("/box/a%20b/c"), (some("box"), some("a b/c")));
    }

    #[test]
    fn a_signature_is_found_whatever_its_case() {
        assert!(is_in("a=b&SIG=x"));
        assert!(!is_in("signature=x&a=sig"));
    }

    #[test]
    fn a_time_frame_without_a_start_tells_its_end() {
        let now = SystemTime::UNIX_EPOCH;
        let told = frame("Key ", (None, Some(now)), now);
        assert_eq!(
            told,
            "Signature not valid in the specified key time frame: \
             Key Expiry [Thu, 01 Jan 1970 00:00:00 GMT] - Current [Thu, 01 Jan 1970 00:00:00 GMT]"
        );
    }
}
