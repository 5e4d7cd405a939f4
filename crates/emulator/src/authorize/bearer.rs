//! Microsoft Entra ID tokens, checked by their claims: audience, issuer, times. Their signatures are not verified.
//!
//! Source: *Authorize with Microsoft Entra ID*, REST reference.

use std::time::{Duration, SystemTime};

use blobcopy_proto::wire::header;
use http::header::WWW_AUTHENTICATE;
use http::{HeaderMap, HeaderValue};

use super::json_web_token::Claims;
use super::{Guard, RequestContext};
use crate::refusal::Refusal;

/// The owner of a token.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Principal {
    pub(crate) object_id: Option<String>,
    pub(crate) tenant_id: Option<String>,
}

/// The first version that supports tokens.
const SINCE: &str = "2017-11-09";

/// The permitted difference between clocks.
const SKEW: Duration = Duration::from_secs(5 * 60);

/// The issuers of tokens in Microsoft's clouds.
const ISSUERS: [&str; 4] = [
    "https://sts.windows.net/",
    "https://sts.microsoftonline.de/",
    "https://sts.chinacloudapi.cn/",
    "https://sts.windows-ppe.net/",
];

/// The audiences of tokens for any storage account: its URL, and the id of its application.
const AUDIENCES: [&str; 2] = [
    "https://storage.azure.com",
    "e406a681-f3d4-42a8-90b6-c2b029497af1",
];

/// The part after the account name in the audience of tokens for that account alone.
const ACCOUNT_AUDIENCES: [&str; 4] = [
    ".blob.core.windows.net",
    ".blob.core.usgovcloudapi.net",
    ".blob.core.chinacloudapi.cn",
    ".blob.core.cloudapi.de",
];

/// The token in `Authorization: Bearer token`.
pub(super) fn token(authorization: &str) -> Option<&str> {
    let (scheme, token) = authorization.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("Bearer")
        .then(|| token.trim_ascii())
}

/// Checks that `token` is valid for `account`, and returns its owner.
pub(super) fn verify(
    guard: &Guard,
    account: &str,
    token: &str,
    headers: &HeaderMap,
    circumstances: RequestContext,
) -> Result<Principal, Refusal> {
    check_transport(guard, headers, circumstances)?;
    let claims = Claims::parse(token)
        .ok_or_else(|| refused("Authentication token is not in the correct format."))?;
    check_life(&claims, circumstances)?;
    if !ISSUERS
        .iter()
        .any(|issuer| claims.issuer.starts_with(issuer))
    {
        return Err(refused("Issuer validation failed. Issuer did not match."));
    }
    if !is_for(&claims.audience, account) {
        return Err(refused(
            "Audience validation failed. Audience did not match.",
        ));
    }
    Ok(Principal {
        object_id: claims.object_id,
        tenant_id: claims.tenant_id,
    })
}

fn check_transport(
    guard: &Guard,
    headers: &HeaderMap,
    circumstances: RequestContext,
) -> Result<(), Refusal> {
    let detail = if headers
        .get(&header::VERSION)
        .is_some_and(|version| version.as_bytes() < SINCE.as_bytes())
    {
        "Authentication scheme Bearer is not supported in this version."
    } else if !circumstances.peer.is_secure && !guard.bearer_over_http {
        "Authentication scheme Bearer is not allowed with HTTP."
    } else {
        return Ok(());
    };
    Err(Refusal::authentication_failed().with_detail(detail.to_owned()))
}

/// Checks the times. With a manual clock a token that is not yet valid is accepted, because its issuer has another
/// clock.
fn check_life(claims: &Claims, circumstances: RequestContext) -> Result<(), Refusal> {
    let is_early = seconds(circumstances.now + SKEW) < claims.not_before;
    if is_early && !circumstances.is_manual {
        return Err(refused(
            "Lifetime validation failed. The token is not yet valid.",
        ));
    }
    if circumstances.is_expired || seconds(circumstances.now) >= claims.expiry {
        return Err(refused("Lifetime validation failed. The token is expired."));
    }
    Ok(())
}

fn seconds(time: SystemTime) -> f64 {
    time.duration_since(SystemTime::UNIX_EPOCH)
        .unwrap_or_default()
        .as_secs_f64()
}

fn is_for(audience: &str, account: &str) -> bool {
    let audience = audience.strip_suffix('/').unwrap_or(audience);
    let of_account = || {
        let host = audience.strip_prefix("https://")?;
        ACCOUNT_AUDIENCES
            .iter()
            .find_map(|suffix| host.strip_suffix(suffix))
    };
    AUDIENCES.contains(&audience) || of_account() == Some(account)
}

/// A 401 reply, with the challenge that names the token authority.
pub(super) fn refused(detail: &str) -> Refusal {
    with_challenge(Refusal::invalid_token()).with_detail(detail.to_owned())
}

pub(super) fn with_challenge(refusal: Refusal) -> Refusal {
    refusal.with_header(WWW_AUTHENTICATE, CHALLENGE)
}

/// Any tenant will do. Clients accept only a GUID, so it is one that does not exist.
const CHALLENGE: HeaderValue = HeaderValue::from_static(
    "Bearer authorization_uri=https://login.microsoftonline.com/00000000-0000-0000-0000-000000000000/oauth2/authorize \
     resource_id=https://storage.azure.com",
);

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use base64::Engine;
    use base64::prelude::BASE64_URL_SAFE_NO_PAD;
    use blobcopy_auth::BearerChallenge;

    use super::super::Peer;
    use super::*;

    const NOW: u64 = 1_767_323_045;

    fn circumstances() -> RequestContext {
        RequestContext {
            peer: Peer {
                address: Ipv4Addr::LOCALHOST.into(),
                is_secure: true,
            },
            now: SystemTime::UNIX_EPOCH + Duration::from_secs(NOW),
            is_manual: false,
            is_expired: false,
        }
    }

    fn claims(audience: &str, issuer: &str, from: u64, to: u64) -> String {
        let claims = format!(
            r#"{{"aud":"{audience}","iss":"{issuer}","iat":{from},"nbf":{from},"exp":{to},"oid":"o","tid":"t"}}"#
        );
        format!("e30.{}.", BASE64_URL_SAFE_NO_PAD.encode(claims))
    }

    const STORAGE: &str = "https://storage.azure.com/";
    const ISSUER: &str = "https://sts.windows.net/t/";

    fn check(token: &str, circumstances: RequestContext) -> Result<Principal, String> {
        verify(
            &Guard::default(),
            "acct",
            token,
            &HeaderMap::new(),
            circumstances,
        )
        .map_err(|refusal| {
            let detail = refusal.error.authentication_detail.unwrap();
            format!("{} {detail}", refusal.error.status.as_u16())
        })
    }

    #[test]
    fn a_token_for_storage_or_for_the_account_is_taken() {
        for audience in [
            STORAGE,
            "https://storage.azure.com",
            "e406a681-f3d4-42a8-90b6-c2b029497af1",
            "https://acct.blob.core.windows.net/",
        ] {
            let principal =
                check(&claims(audience, ISSUER, NOW, NOW + 60), circumstances()).unwrap();
            assert_eq!(principal.object_id.as_deref(), Some("o"));
        }
    }

    #[test]
    fn another_audience_issuer_or_time_is_refused_by_name() {
        let late = claims(STORAGE, ISSUER, NOW - 60, NOW);
        let early = claims(STORAGE, ISSUER, NOW + 600, NOW + 900);
        for (token, why) in [
            (
                claims("https://other.blob.core.windows.net", ISSUER, NOW, NOW + 60),
                "Audience",
            ),
            (
                claims("https://graph.microsoft.com", ISSUER, NOW, NOW + 60),
                "Audience",
            ),
            (
                claims(
                    STORAGE,
                    "https://login.microsoftonline.com/t/v2.0",
                    NOW,
                    NOW + 60,
                ),
                "Issuer",
            ),
            (late, "The token is expired"),
            (early, "not yet valid"),
            ("no.token".to_owned(), "format"),
        ] {
            let refusal = check(&token, circumstances()).unwrap_err();
            assert!(
                refusal.starts_with("401") && refusal.contains(why),
                "{refusal}"
            );
        }
    }

    #[test]
    fn over_http_no_token_is_taken_unless_that_is_asked_for() {
        let mut plain = circumstances();
        plain.peer.is_secure = false;
        let token = claims(STORAGE, ISSUER, NOW, NOW + 60);
        let refusal = check(&token, plain).unwrap_err();
        assert!(refusal.starts_with("403") && refusal.contains("not allowed with HTTP"));
        let guard = Guard {
            bearer_over_http: true,
            ..Guard::default()
        };
        assert!(verify(&guard, "acct", &token, &HeaderMap::new(), plain).is_ok());
    }

    #[test]
    fn a_clock_moved_by_hand_judges_no_start_but_the_end() {
        let mut manual = circumstances();
        manual.is_manual = true;
        assert!(check(&claims(STORAGE, ISSUER, NOW + 600, NOW + 900), manual).is_ok());
        manual.now += Duration::from_secs(900);
        assert!(check(&claims(STORAGE, ISSUER, NOW + 600, NOW + 900), manual).is_err());
    }

    #[test]
    fn the_challenge_is_one_that_clients_believe() {
        let challenge = BearerChallenge::parse(CHALLENGE.to_str().unwrap()).unwrap();
        assert_eq!(challenge.tenant(), "00000000-0000-0000-0000-000000000000");
        assert_eq!(
            challenge.scope(),
            Some("https://storage.azure.com/.default")
        );
    }
}
