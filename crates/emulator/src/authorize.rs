//! Whether a request may do what it asks for.

use std::time::{Duration, SystemTime};

use blobcopy_auth::{SharedKey, SharedKeyAuthorization};
use blobcopy_proto::wire::header;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Request};

use crate::refusal::Refusal;

/// How far the date of a signed request may be from now. Source: *Authorize with Shared Key*, REST reference.
const SKEW: Duration = Duration::from_secs(15 * 60);

/// Checks that `request`, as it was received, is signed with `key`.
///
/// How old it is, is checked if there is a `now`; a clock that is moved by hand has no claim on the sender's.
pub(crate) fn authorize<B>(
    request: &Request<B>,
    key: &SharedKey,
    now: Option<SystemTime>,
) -> Result<(), Refusal> {
    let Some(value) = request.headers().get(AUTHORIZATION) else {
        return Err(Refusal::no_authentication());
    };
    let value = value.to_str().unwrap_or_default();
    if let Err(error) = SharedKeyAuthorization::parse(value) {
        return Err(other_scheme(value).unwrap_or_else(|| {
            Refusal::invalid_authentication_info().with_detail(error.to_string())
        }));
    }
    key.verify(request).map_err(|mismatch| {
        Refusal::authentication_failed().with_detail(format!(
            "The MAC signature found in the HTTP request is not the same as any computed signature. \
             Server used following string to sign: '{}'.",
            mismatch.string_to_sign()
        ))
    })?;
    let date = date_of(request.headers())?;
    match now {
        Some(now) if distance(now, date) > SKEW => {
            let detail = "Request date header is too far from the server's time.";
            Err(Refusal::authentication_failed().with_detail(detail.to_owned()))
        }
        _ => Ok(()),
    }
}

/// The refusal of a scheme that the service knows and that does not go here.
fn other_scheme(value: &str) -> Option<Refusal> {
    let (scheme, _) = value.split_once(' ')?;
    scheme.eq_ignore_ascii_case("Bearer").then(|| {
        let detail = "Authentication scheme Bearer is not allowed with HTTP.";
        Refusal::authentication_failed().with_detail(detail.to_owned())
    })
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
    use blobcopy_auth::Credential;
    use blobcopy_proto::ErrorCode;

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

    fn check(request: &Request<()>, now: Option<SystemTime>) -> Result<(), ErrorCode> {
        let key = SharedKey::new("acct", KEY).unwrap();
        authorize(request, &key, now).map_err(|refusal| refusal.error.code.unwrap())
    }

    #[test]
    fn the_right_key_is_let_in_and_a_wrong_one_is_not() {
        assert_eq!(check(&signed(KEY), Some(noon())), Ok(()));
        assert_eq!(
            check(&signed("c2VjcmV0"), Some(noon())),
            Err(ErrorCode::AuthenticationFailed)
        );
    }

    #[test]
    fn an_old_signature_is_refused_unless_time_is_moved_by_hand() {
        let late = noon() + SKEW + Duration::from_secs(1);
        assert_eq!(check(&signed(KEY), Some(noon() + SKEW)), Ok(()));
        assert_eq!(
            check(&signed(KEY), Some(late)),
            Err(ErrorCode::AuthenticationFailed)
        );
        assert_eq!(check(&signed(KEY), None), Ok(()));
    }

    #[test]
    fn no_authorization_and_one_of_no_known_form_are_told_apart() {
        let mut request = signed(KEY);
        request.headers_mut().remove(AUTHORIZATION);
        assert_eq!(
            check(&request, None),
            Err(ErrorCode::NoAuthenticationInformation)
        );
        request
            .headers_mut()
            .insert(AUTHORIZATION, "Basic eDp5".parse().unwrap());
        assert_eq!(
            check(&request, None),
            Err(ErrorCode::InvalidAuthenticationInfo)
        );
        request
            .headers_mut()
            .insert(AUTHORIZATION, "Bearer eyJ0".parse().unwrap());
        assert_eq!(check(&request, None), Err(ErrorCode::AuthenticationFailed));
    }
}
