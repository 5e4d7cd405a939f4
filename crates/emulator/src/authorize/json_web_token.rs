//! The claims of a JSON Web Token. Its signature is not verified.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

/// The claims about the token and its owner.
#[derive(Deserialize)]
pub(super) struct Claims {
    /// The audience (`aud`).
    #[serde(rename = "aud")]
    pub(super) audience: String,
    /// The issuer (`iss`).
    #[serde(rename = "iss")]
    pub(super) issuer: String,
    #[serde(rename = "iat")]
    pub(super) _issued_at: f64,
    /// The start of validity, in seconds since 1970.
    #[serde(rename = "nbf")]
    pub(super) not_before: f64,
    /// The expiry, in seconds since 1970.
    #[serde(rename = "exp")]
    pub(super) expiry: f64,
    /// The object id of the owner.
    #[serde(rename = "oid")]
    pub(super) object_id: Option<String>,
    /// The tenant of the owner.
    #[serde(rename = "tid")]
    pub(super) tenant_id: Option<String>,
}

impl Claims {
    /// Parses `header.claims.signature`. `None` if the text does not have that form, or a required claim is missing.
    pub(super) fn parse(token: &str) -> Option<Self> {
        let mut parts = token.split('.');
        let (_, claims, _) = (parts.next()?, parts.next()?, parts.next()?);
        if parts.next().is_some() {
            return None;
        }
        let claims = BASE64_URL_SAFE_NO_PAD
            .decode(claims.trim_end_matches('='))
            .ok()?;
        serde_json::from_slice(&claims).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn token(claims: &str) -> String {
        format!("e30.{}.c2ln", BASE64_URL_SAFE_NO_PAD.encode(claims))
    }

    const CLAIMS: &str = r#"{"aud":"a","iss":"i","iat":1,"nbf":2,"exp":3,"oid":"o","more":[]}"#;

    #[test]
    fn claims_are_read_whatever_the_signature() {
        let claims = Claims::parse(&token(CLAIMS)).unwrap();
        assert_eq!((claims.not_before, claims.expiry), (2.0, 3.0));
        assert_eq!(claims.object_id.as_deref(), Some("o"));
        assert_eq!(claims.tenant_id, None);
        assert!(Claims::parse(&token(CLAIMS).replace("c2ln", "")).is_some());
    }

    #[test]
    fn what_is_no_token_or_lacks_a_claim_is_none() {
        for missing in ["\"iat\":1,", "\"nbf\":2,", "\"exp\":3,", "\"aud\":\"a\","] {
            assert!(Claims::parse(&token(&CLAIMS.replace(missing, ""))).is_none());
        }
        for text in ["", "a.b", "a.b.c.d", "e30.*.c", "e30.e30.c"] {
            assert!(Claims::parse(text).is_none(), "{text}");
        }
    }
}
