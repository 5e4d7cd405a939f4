//! Authorizes a request with a credential.

use std::io::Write;
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::header::{AUTHORIZATION, DATE};
use http::uri::{PathAndQuery, Scheme};
use http::{HeaderValue, Request, Uri};
use httpdate::HttpDate;

use crate::sas::has_signature;
use crate::shared_key::X_MS_DATE;
use crate::{BearerToken, Credential, Error, SasToken, SharedKey};

/// Authorizes `request`, which is otherwise complete, to be sent at the time `at`.
///
/// - A key sets `x-ms-date` and `Authorization`. The signature covers the request as it is, so it must have its
///   `Content-Length`, and its URI must be the one that is sent.
/// - A SAS is appended to the query. The rest of the URI stays unchanged, byte for byte.
/// - A token sets `x-ms-date` and `Authorization`, and requires https.
///
/// If `x-ms-date` is set, a `Date` header is removed. To send the request again, authorize it again: the date and the
/// signature are replaced, and a SAS is not added twice. After an error the request is unchanged.
///
/// # Errors
///
/// - [`Error::Contradiction`]: the URI contains a SAS, and the credential is a key or another SAS.
/// - [`Error::HeaderNotAscii`]: a header that the key has to sign is not ASCII.
/// - [`Error::InsecureTransport`]: a token would be sent over plain http.
/// - [`Error::Malformed`]: `at` is before 1970 or after 9998, or the URI is too long with the SAS.
///
/// ```
/// use std::time::{Duration, SystemTime};
///
/// use blobcopy_auth::{Credential, authorize};
/// use http::Request;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut request = Request::head("https://acct.blob.core.windows.net/backups/db.vhd").body(())?;
/// let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
/// authorize(&mut request, &Credential::shared_key("acct", "c2VjcmV0")?, now)?;
/// assert_eq!(request.headers()["x-ms-date"], "Fri, 02 Jan 2026 03:04:05 GMT");
/// assert!(request.headers().contains_key("authorization"));
/// # Ok(())
/// # }
/// ```
pub fn authorize<B>(
    request: &mut Request<B>,
    credential: &Credential,
    at: SystemTime,
) -> Result<(), Error> {
    match credential {
        Credential::SharedKey(key) => sign(request, key, at),
        Credential::Sas(token) => append(request, token),
        Credential::Bearer(token) => present(request, token, at),
        Credential::Anonymous => Ok(()),
    }
}

fn sign<B>(request: &mut Request<B>, key: &SharedKey, at: SystemTime) -> Result<(), Error> {
    if request.uri().query().is_some_and(has_signature) {
        return Err(Error::Contradiction {
            one: "a shared key",
            other: "the SAS that the URL carries already",
        });
    }
    key.check(request)?;
    set_date(request, at)?;
    let value = key.authorization(request);
    request.headers_mut().insert(AUTHORIZATION, value);
    Ok(())
}

fn append<B>(request: &mut Request<B>, token: &SasToken) -> Result<(), Error> {
    let target = request
        .uri()
        .path_and_query()
        .map_or("/", PathAndQuery::as_str);
    let target = Bytes::from_owner(token.append_to(target)?);
    *request.uri_mut() = with_target(request.uri(), target).ok_or(Error::Malformed {
        field: "URL",
        expected: "less than 64 KiB with its SAS",
    })?;
    Ok(())
}

fn with_target(uri: &Uri, target: Bytes) -> Option<Uri> {
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::from_maybe_shared(target).ok()?);
    Uri::from_parts(parts).ok()
}

fn present<B>(request: &mut Request<B>, token: &BearerToken, at: SystemTime) -> Result<(), Error> {
    if request.uri().scheme() != Some(&Scheme::HTTPS) {
        return Err(Error::InsecureTransport);
    }
    set_date(request, at)?;
    request
        .headers_mut()
        .insert(AUTHORIZATION, token.authorization());
    Ok(())
}

fn set_date<B>(request: &mut Request<B>, at: SystemTime) -> Result<(), Error> {
    let value = http_date(at)?;
    request.headers_mut().remove(DATE);
    request.headers_mut().insert(&X_MS_DATE, value);
    Ok(())
}

/// Formats a time as in RFC 1123, in GMT and whole seconds.
fn http_date(at: SystemTime) -> Result<HeaderValue, Error> {
    /// `Fri, 02 Jan 2026 03:04:05 GMT`
    const LENGTH: usize = 29;
    /// The first second of the year 9999, which the format cannot represent.
    const END: Duration = Duration::from_secs(253_370_764_800);

    let in_range = at
        .duration_since(SystemTime::UNIX_EPOCH)
        .is_ok_and(|since| since < END);
    if !in_range {
        return Err(Error::Malformed {
            field: "x-ms-date",
            expected: "a time between 1970 and 9998",
        });
    }
    let mut text = Vec::with_capacity(LENGTH);
    write!(text, "{}", HttpDate::from(at)).expect("a vector takes what is written");
    Ok(HeaderValue::from_maybe_shared(Bytes::from(text)).expect("a date is plain ascii"))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "sv=2020-12-06&sr=b&sp=r&se=2026-01-02T03%3A04%3A05Z&sig=c2ln%3D";

    fn noon() -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045)
    }

    fn request(uri: &str) -> Request<()> {
        Request::put(uri)
            .header("date", "Thu, 01 Jan 2026 00:00:00 GMT")
            .body(())
            .unwrap()
    }

    fn key() -> Credential {
        Credential::shared_key("acct", "AAECAwQFBgcICQoLDA0ODw==").unwrap()
    }

    #[test]
    fn a_key_dates_and_signs_the_request_and_marks_the_signature_sensitive() {
        let mut request = request("https://acct.blob.core.windows.net/c/b");
        authorize(&mut request, &key(), noon()).unwrap();
        assert_eq!(
            request.headers()["x-ms-date"],
            "Fri, 02 Jan 2026 03:04:05 GMT"
        );
        assert!(!request.headers().contains_key("date"));
        assert!(request.headers()["authorization"].is_sensitive());
    }

    #[test]
    fn authorizing_again_replaces_date_and_signature() {
        let mut once = request("https://acct.blob.core.windows.net/c/b");
        authorize(&mut once, &key(), noon()).unwrap();
        let mut again = request("https://acct.blob.core.windows.net/c/b");
        authorize(&mut again, &key(), noon() - Duration::from_secs(60)).unwrap();
        assert_ne!(again.headers(), once.headers());
        authorize(&mut again, &key(), noon()).unwrap();
        assert_eq!(again.headers(), once.headers());
    }

    #[test]
    fn a_sas_is_appended_once_and_the_rest_of_the_target_stays_as_it_was() {
        let credential = Credential::sas(TOKEN).unwrap();
        for (uri, expected) in [
            ("https://h/c/%41%c3//b%2f", "https://h/c/%41%c3//b%2f?"),
            (
                "https://h/c/b?comp=copy&X=%2b",
                "https://h/c/b?comp=copy&X=%2b&",
            ),
            ("https://h", "https://h/?"),
        ] {
            let mut request = request(uri);
            for _attempt in 0..2 {
                authorize(&mut request, &credential, noon()).unwrap();
                assert_eq!(request.uri().to_string(), format!("{expected}{TOKEN}"));
            }
            assert!(!request.headers().contains_key("authorization"));
        }
    }

    #[test]
    fn a_second_authority_beside_a_sas_in_the_url_is_refused() {
        let other = Credential::sas(&TOKEN.replace("sp=r", "sp=rw")).unwrap();
        for credential in [key(), other] {
            let mut request = request(&format!("https://h/c/b?{TOKEN}"));
            let error = authorize(&mut request, &credential, noon()).unwrap_err();
            assert!(matches!(error, Error::Contradiction { .. }));
            assert!(request.headers().contains_key("date"));
        }
    }

    #[test]
    fn a_token_travels_over_https_only_and_may_go_with_a_sas_bound_to_its_user() {
        let credential = Credential::bearer("eyJ0").unwrap();
        let mut secure = request(&format!("https://h/c/b?{TOKEN}"));
        authorize(&mut secure, &credential, noon()).unwrap();
        assert_eq!(secure.headers()["authorization"], "Bearer eyJ0");
        assert!(secure.headers()["authorization"].is_sensitive());
        assert_eq!(
            secure.headers()["x-ms-date"],
            "Fri, 02 Jan 2026 03:04:05 GMT"
        );

        let mut insecure = request("http://127.0.0.1:10000/acct/c/b");
        assert_eq!(
            authorize(&mut insecure, &credential, noon()),
            Err(Error::InsecureTransport)
        );
        assert!(!insecure.headers().contains_key("authorization"));
    }

    #[test]
    fn a_signed_header_that_is_not_ascii_is_named() {
        let mut request = request("https://h/c/b");
        let value = HeaderValue::from_bytes("é".as_bytes()).unwrap();
        request.headers_mut().insert("x-ms-meta-name", value);
        let error = authorize(&mut request, &key(), noon()).unwrap_err();
        assert!(error.to_string().contains("`x-ms-meta-name`"));
    }

    #[test]
    fn times_that_no_date_can_say_are_refused() {
        let before = SystemTime::UNIX_EPOCH - Duration::from_secs(1);
        let after = SystemTime::UNIX_EPOCH + Duration::from_secs(253_370_764_800);
        for at in [before, after] {
            let error = authorize(&mut request("https://h/"), &key(), at).unwrap_err();
            assert!(matches!(
                error,
                Error::Malformed {
                    field: "x-ms-date",
                    ..
                }
            ));
        }
        assert!(
            authorize(
                &mut request("https://h/"),
                &key(),
                after - Duration::from_secs(1)
            )
            .is_ok()
        );
    }

    #[test]
    fn anonymous_changes_nothing() {
        let mut request = request("https://h/c/b");
        authorize(&mut request, &Credential::Anonymous, noon()).unwrap();
        assert_eq!(request.headers().len(), 1);
    }
}
