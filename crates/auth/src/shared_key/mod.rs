//! Shared Key: signs requests with an account key, and verifies such signatures.

mod authorization;
mod canonical_resource;
mod header_order;
mod short_list;
mod string_to_sign;

use std::fmt;
use std::sync::Arc;

use http::header::AUTHORIZATION;
use http::{HeaderValue, Request};

pub use self::authorization::SharedKeyAuthorization;
pub(crate) use self::string_to_sign::X_MS_DATE;
use self::string_to_sign::{check_ascii, string_to_sign};
use crate::secret::{SIGNATURE_LENGTH, SigningKey};
use crate::{Error, Mismatch};

/// An account's name and one of its two keys. Cheap to clone; prints the account and `…`.
///
/// The key is expanded into HMAC state when it is parsed, and its text is not kept.
///
/// ```
/// use blobcopy_auth::SharedKey;
/// use http::Request;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let key = SharedKey::new("acct", "c2VjcmV0")?;
/// let request = Request::get("https://acct.blob.core.windows.net/backups").body(())?;
/// assert!(key.string_to_sign(&request).ends_with("/acct/backups"));
/// assert!(!format!("{key:?}").contains("c2VjcmV0"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SharedKey(Arc<AccountKey>);

struct AccountKey {
    account: String,
    key: SigningKey,
}

impl SharedKey {
    /// Creates the key of `account` from its base64 text, as shown in the Azure portal.
    ///
    /// The name of a secondary endpoint (`acct-secondary`) is replaced by its primary, which is what such requests
    /// sign.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] or [`Error::Malformed`] for `AccountName` or `AccountKey`.
    pub fn new(account: &str, base64_key: &str) -> Result<Self, Error> {
        Self::named(account, "AccountName", base64_key, "AccountKey")
    }

    /// As [`SharedKey::new`], with the names of the user's settings for the error.
    pub(crate) fn named(
        account: &str,
        account_field: &'static str,
        base64_key: &str,
        key_field: &'static str,
    ) -> Result<Self, Error> {
        let account = account_name(account, account_field)?.to_owned();
        let key = SigningKey::from_base64(base64_key, key_field)?;
        Ok(Self(Arc::new(AccountKey { account, key })))
    }

    /// The account, by the name of its primary.
    pub fn account(&self) -> &str {
        &self.0.account
    }

    /// The string whose signature authorizes `request`, to find out why a signature was refused.
    ///
    /// It can contain a secret: the SAS in `x-ms-copy-source`.
    pub fn string_to_sign<B>(&self, request: &Request<B>) -> String {
        String::from_utf8_lossy(&string_to_sign(request, self.account())).into_owned()
    }

    /// Verifies that `request`, as it was received, was signed with this key.
    ///
    /// The request must have the path and query as they were sent, for example in origin form. The comparison takes the
    /// same time wherever the signatures differ. The caller must check whether `x-ms-date` is close to the current
    /// time.
    ///
    /// # Errors
    ///
    /// [`Mismatch`] with the string that was expected to be signed, also if there is no `SharedKey` header, or one of
    /// another account.
    pub fn verify<B>(&self, request: &Request<B>) -> Result<(), Mismatch> {
        let text = string_to_sign(request, self.account());
        let authentic = request
            .headers()
            .get(AUTHORIZATION)
            .and_then(|value| value.to_str().ok())
            .and_then(|value| SharedKeyAuthorization::parse(value).ok())
            .is_some_and(|header| {
                header.account() == self.account() && self.0.key.verify(&text, header.signature())
            });
        if authentic {
            Ok(())
        } else {
            Err(Mismatch::new(&text))
        }
    }

    pub(crate) fn key(&self) -> &SigningKey {
        &self.0.key
    }

    /// Refuses a request that cannot be signed, before it is changed.
    pub(crate) fn check<B>(&self, request: &Request<B>) -> Result<(), Error> {
        check_ascii(request.headers())
    }

    /// The value of `Authorization` for a request whose headers are complete.
    pub(crate) fn authorization<B>(&self, request: &Request<B>) -> HeaderValue {
        const SCHEME: &str = "SharedKey ";
        let account = self.account();
        let mut value = Vec::with_capacity(SCHEME.len() + account.len() + 1 + SIGNATURE_LENGTH);
        value.extend_from_slice(SCHEME.as_bytes());
        value.extend_from_slice(account.as_bytes());
        value.push(b':');
        self.0
            .key
            .append_signature(&string_to_sign(request, account), &mut value);
        let mut value = HeaderValue::from_maybe_shared(bytes::Bytes::from(value))
            .expect("an account's name and base64 are plain ascii");
        value.set_sensitive(true);
        value
    }
}

impl fmt::Debug for SharedKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SharedKey")
            .field("account", &self.0.account)
            .field("key", &self.0.key)
            .finish()
    }
}

/// The name of the primary. Only characters that a header or a path could misread are refused, because account names of
/// emulators need not have 3 to 24 characters.
pub(crate) fn account_name<'a>(account: &'a str, field: &'static str) -> Result<&'a str, Error> {
    let primary = account.strip_suffix("-secondary").unwrap_or(account);
    if primary.is_empty() {
        return Err(Error::Missing { field });
    }
    if !primary
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
    {
        let malformed = Error::Malformed {
            field,
            expected: "an account's name, of letters and digits",
        };
        return Err(Error::pasted(field, account).unwrap_or(malformed));
    }
    Ok(primary)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> SharedKey {
        SharedKey::new("acct", "AAECAwQFBgcICQoLDA0ODw==").unwrap()
    }

    fn signed() -> Request<()> {
        let mut request = Request::put("https://acct.blob.core.windows.net/c/b?comp=copy")
            .header("x-ms-date", "Fri, 02 Jan 2026 03:04:05 GMT")
            .header("x-ms-copy-source", "https://h/c/b?sig=secret")
            .body(())
            .unwrap();
        let value = key().authorization(&request);
        request.headers_mut().insert(AUTHORIZATION, value);
        request
    }

    #[test]
    fn what_is_signed_verifies_and_nothing_else_does() {
        assert!(key().verify(&signed()).is_ok());

        let mut other_path = signed();
        *other_path.uri_mut() = "https://acct.blob.core.windows.net/c/B?comp=copy"
            .parse()
            .unwrap();
        assert!(key().verify(&other_path).is_err());

        let mut other_header = signed();
        other_header
            .headers_mut()
            .insert("x-ms-lease-id", HeaderValue::from_static("1"));
        assert!(key().verify(&other_header).is_err());

        let mut unsigned = signed();
        unsigned.headers_mut().remove(AUTHORIZATION);
        assert!(key().verify(&unsigned).is_err());

        let mut other_name = signed();
        let value = other_name.headers()[AUTHORIZATION]
            .to_str()
            .unwrap()
            .replace("acct", "other");
        other_name
            .headers_mut()
            .insert(AUTHORIZATION, value.parse().unwrap());
        assert!(key().verify(&other_name).is_err());

        let other_account = SharedKey::new("other", "AAECAwQFBgcICQoLDA0ODw==").unwrap();
        assert!(other_account.verify(&signed()).is_err());
    }

    #[test]
    fn a_server_may_see_the_origin_form_only() {
        let mut request = signed();
        *request.uri_mut() = "/c/b?comp=copy".parse().unwrap();
        assert!(key().verify(&request).is_ok());
    }

    #[test]
    fn a_mismatch_tells_the_string_to_sign_but_does_not_print_it() {
        let mut request = signed();
        request.headers_mut().remove(AUTHORIZATION);
        let mismatch = key().verify(&request).unwrap_err();
        assert_eq!(mismatch.string_to_sign(), key().string_to_sign(&request));
        assert!(mismatch.string_to_sign().contains("sig=secret"));
        assert!(!format!("{mismatch} {mismatch:?}").contains("secret"));
    }

    #[test]
    fn the_secondary_is_signed_with_the_name_of_the_primary() {
        let secondary = SharedKey::new("acct-secondary", "AAECAwQFBgcICQoLDA0ODw==").unwrap();
        assert_eq!(secondary.account(), "acct");
        assert!(secondary.verify(&signed()).is_ok());
    }

    #[test]
    fn names_and_keys_that_cannot_be_are_refused_by_field() {
        let refused = |account, key| SharedKey::new(account, key).unwrap_err();
        assert_eq!(
            refused("", "AAEC"),
            Error::Missing {
                field: "AccountName"
            }
        );
        assert!(matches!(
            refused("a:b", "AAEC"),
            Error::Malformed {
                field: "AccountName",
                ..
            }
        ));
        assert!(matches!(
            refused("a\r\n", "AAEC"),
            Error::Pasted {
                field: "AccountName",
                ..
            }
        ));
        assert_eq!(
            refused("acct", ""),
            Error::Missing {
                field: "AccountKey"
            }
        );
        assert!(matches!(
            refused("acct", "*"),
            Error::Malformed {
                field: "AccountKey",
                ..
            }
        ));
    }
}
