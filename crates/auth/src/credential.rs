//! Credentials that authorize requests.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::{Error, SasToken, SharedKey};

/// A credential that authorizes requests. Cheap to clone; `Debug` prints no secret.
///
/// ```
/// use blobcopy_auth::Credential;
///
/// # fn main() -> Result<(), blobcopy_auth::Error> {
/// let key = Credential::shared_key("acct", "c2VjcmV0")?;
/// let sas = Credential::sas("?sv=2020-12-06&sr=c&sp=r&se=2026-01-02&sig=c2VjcmV0")?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// The account key, which allows everything.
    SharedKey(SharedKey),
    /// A shared access signature, which allows what its fields contain until it expires.
    Sas(SasToken),
    /// A Microsoft Entra ID access token, which allows what its owner's roles allow.
    Bearer(BearerToken),
    /// No credential: only public blobs can be read.
    Anonymous,
}

impl Credential {
    /// Creates a credential from an account's name and its key in base64.
    ///
    /// # Errors
    ///
    /// Those of [`SharedKey::new`].
    pub fn shared_key(account: &str, base64_key: &str) -> Result<Self, Error> {
        SharedKey::new(account, base64_key).map(Self::SharedKey)
    }

    /// Creates a credential from the text of a SAS, with or without its `?`.
    ///
    /// # Errors
    ///
    /// Those of [`SasToken::parse`].
    pub fn sas(token: &str) -> Result<Self, Error> {
        SasToken::parse(token).map(Self::Sas)
    }

    /// Creates a credential from the text of an access token, without the word `Bearer`.
    ///
    /// # Errors
    ///
    /// Those of [`BearerToken::new`].
    pub fn bearer(token: &str) -> Result<Self, Error> {
        BearerToken::new(token).map(Self::Bearer)
    }
}

/// An access token, ready to be sent. Cheap to clone; prints as `…`; wiped from memory with its last clone.
#[derive(Clone)]
pub struct BearerToken(HeaderValue);

impl BearerToken {
    /// Takes an access token as the identity platform returned it, without the word `Bearer`.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] or [`Error::Malformed`] for `access token`.
    pub fn new(token: &str) -> Result<Self, Error> {
        const FIELD: &str = "access token";
        let token = token.trim_ascii();
        if token.is_empty() {
            return Err(Error::Missing { field: FIELD });
        }
        if !token.bytes().all(is_of_a_token) {
            let malformed = Error::Malformed {
                field: FIELD,
                expected: "the token alone, without the word `Bearer`",
            };
            return Err(Error::pasted(FIELD, token).unwrap_or(malformed));
        }
        let text = Zeroizing::new(format!("Bearer {token}").into_bytes());
        let mut value = HeaderValue::from_maybe_shared(Bytes::from_owner(text))
            .expect("a token's letters are plain ascii");
        value.set_sensitive(true);
        Ok(Self(value))
    }

    /// The value of `Authorization`, marked sensitive. This is the secret.
    pub(crate) fn authorization(&self) -> HeaderValue {
        self.0.clone()
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

/// Whether a byte may be part of `b64token`, RFC 6750 section 2.1.
fn is_of_a_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~+/=".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_secret_prints() {
        let shown = format!(
            "{:?} {:?} {:?} {:?}",
            Credential::shared_key("acct", "c2VjcmV0").unwrap(),
            Credential::sas("sv=2020-12-06&sr=b&si=p&sig=c2VjcmV0").unwrap(),
            Credential::bearer("c2VjcmV0").unwrap(),
            Credential::Anonymous,
        );
        assert_eq!(
            shown,
            "SharedKey(SharedKey { account: \"acct\", key: … }) \
             Sas(SasToken(sv=2020-12-06&sr=b&si=p&sig=…)) Bearer(BearerToken(…)) Anonymous"
        );
    }

    #[test]
    fn an_access_token_is_taken_without_its_scheme() {
        assert!(BearerToken::new("eyJ0.eyJ1-_~+/=\n").is_ok());
        assert_eq!(
            BearerToken::new(" ").unwrap_err(),
            Error::Missing {
                field: "access token"
            }
        );
        for token in ["Bearer eyJ0", "a\r\nb", "é"] {
            assert!(
                matches!(
                    BearerToken::new(token).unwrap_err(),
                    Error::Malformed { .. }
                ),
                "{token}"
            );
        }
    }
}
