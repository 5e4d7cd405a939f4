//! What a request can be authorized with.

use std::fmt;

use bytes::Bytes;
use http::HeaderValue;
use zeroize::Zeroizing;

use crate::{Error, SasToken, SharedKey};

/// What a request is authorized with. Cheap to clone; prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Credential {
    /// The account's own key: everything is allowed.
    SharedKey(SharedKey),
    /// A shared access signature: what it says is allowed, while it lives.
    Sas(SasToken),
    /// A Microsoft Entra ID access token: what its owner's roles allow.
    Bearer(BearerToken),
    /// Nothing: what the container's owner has made public.
    Anonymous,
}

impl Credential {
    /// An account's name and its key in base64.
    ///
    /// # Errors
    ///
    /// Those of [`SharedKey::new`].
    pub fn shared_key(account: &str, base64_key: &str) -> Result<Self, Error> {
        SharedKey::new(account, base64_key).map(Self::SharedKey)
    }

    /// A SAS as text, with or without its `?`.
    ///
    /// # Errors
    ///
    /// Those of [`SasToken::parse`].
    pub fn sas(token: &str) -> Result<Self, Error> {
        SasToken::parse(token).map(Self::Sas)
    }

    /// An access token as text, without the word `Bearer`.
    ///
    /// # Errors
    ///
    /// Those of [`BearerToken::new`].
    pub fn bearer(token: &str) -> Result<Self, Error> {
        BearerToken::new(token).map(Self::Bearer)
    }
}

/// An access token, ready to be sent. Cheap to clone; prints as `…`; wiped from memory with its last copy.
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

/// The letters of `b64token`, RFC 6750 section 2.1.
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
