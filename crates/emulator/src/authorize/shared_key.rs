//! Requests signed with the account key.

use std::time::{Duration, SystemTime};

use blobcopy_auth::{Mismatch, SharedKey, SharedKeyAuthorization};
use blobcopy_proto::wire::header;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request, Uri};

use super::RequestContext;
use crate::account::account_keys::AccountKeys;
use crate::refusal::Refusal;

/// The permitted difference between the date of a signed request and the clock. Source: *Authorize with Shared Key*,
/// REST reference.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Checks that `request`, as it was received, was signed with one of `keys`. Unless the clock is manual, also
/// checks that it was signed recently.
pub(super) fn verify<B>(
    request: &Request<B>,
    keys: &AccountKeys,
    circumstances: RequestContext,
) -> Result<(), Refusal> {
    let value = request.headers().get(AUTHORIZATION);
    let value = value.and_then(|value| value.to_str().ok());
    SharedKeyAuthorization::parse(value.unwrap_or_default())
        .map_err(|error| Refusal::invalid_authentication_info().with_detail(error.to_string()))?;
    let verified = keys.verify(|key| verify_either(request, key));
    verified.map_err(|mismatch| {
        Refusal::authentication_failed().with_detail(format!(
            "The MAC signature found in the HTTP request is not the same as any computed signature. \
             Server used following string to sign: '{}'.",
            mismatch.string_to_sign()
        ))
    })?;
    let date = date_of(request.headers())?;
    if !circumstances.is_manual && distance(circumstances.now, date) > SKEW {
        let detail = "Request date header is too far from the server's time.";
        return Err(Refusal::authentication_failed().with_detail(detail.to_owned()));
    }
    Ok(())
}

/// Accepts a signature over a `+` in the query, or over the space that the service reads for it.
fn verify_either<B>(request: &Request<B>, key: &SharedKey) -> Result<(), Mismatch> {
    let Err(mismatch) = key.verify(request) else {
        return Ok(());
    };
    let target = request.uri().to_string();
    let Some((path, query)) = target
        .split_once('?')
        .filter(|(_, query)| query.contains('+'))
    else {
        return Err(mismatch);
    };
    let Ok(spaced) = Uri::try_from(format!("{path}?{}", query.replace('+', "%20"))) else {
        return Err(mismatch);
    };
    let mut respelled = Request::new(());
    *respelled.method_mut() = request.method().clone();
    *respelled.uri_mut() = spaced;
    *respelled.headers_mut() = request.headers().clone();
    key.verify(&respelled).map_err(|_| mismatch)
}

fn date_of(headers: &HeaderMap) -> Result<SystemTime, Refusal> {
    headers
        .get(&header::MS_DATE)
        .or_else(|| headers.get(header::DATE))
        .and_then(|value| httpdate::parse_http_date(value.to_str().ok()?).ok())
        .ok_or_else(|| {
            let detail = "Request date header is not specified, or is no date.";
            Refusal::authentication_failed().with_detail(detail.to_owned())
        })
}

fn distance(one: SystemTime, other: SystemTime) -> Duration {
    one.duration_since(other)
        .unwrap_or_else(|error| error.duration())
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use blobcopy_auth::Credential;
    use blobcopy_proto::ErrorCode;

    use super::super::Peer;
    use super::*;

    const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
    }

    fn signed(key: &str) -> Request<()> {
        let credential = Credential::shared_key("acct", key).unwrap();
        let mut request = Request::get("http://127.0.0.1/acct/c/b").body(()).unwrap();
        blobcopy_auth::authorize(&mut request, &credential, noon()).unwrap();
        request
    }

    fn check(request: &Request<()>, now: SystemTime, is_manual: bool) -> Result<(), ErrorCode> {
        let keys = AccountKeys::new("acct", KEY, None).unwrap();
        let circumstances = RequestContext {
            peer: Peer {
                address: Ipv4Addr::LOCALHOST.into(),
                is_secure: false,
            },
            now,
            is_manual,
            is_expired: false,
        };
        verify(request, &keys, circumstances).map_err(|refusal| refusal.error.code.unwrap())
    }

    #[test]
    fn the_right_key_is_let_in_and_a_wrong_one_is_not() {
        assert_eq!(check(&signed(KEY), noon(), false), Ok(()));
        assert_eq!(
            check(&signed("c2VjcmV0"), noon(), false),
            Err(ErrorCode::AuthenticationFailed)
        );
    }

    #[test]
    fn an_old_signature_is_refused_unless_time_is_moved_by_hand() {
        let late = noon() + SKEW + Duration::from_secs(1);
        assert_eq!(check(&signed(KEY), noon() + SKEW, false), Ok(()));
        assert_eq!(
            check(&signed(KEY), late, false),
            Err(ErrorCode::AuthenticationFailed)
        );
        assert_eq!(check(&signed(KEY), late, true), Ok(()));
    }

    #[test]
    fn an_authorization_of_no_known_form_is_told_so() {
        let mut request = signed(KEY);
        request
            .headers_mut()
            .insert(AUTHORIZATION, "Basic eDp5".parse().unwrap());
        assert_eq!(
            check(&request, noon(), false),
            Err(ErrorCode::InvalidAuthenticationInfo)
        );
    }
}
