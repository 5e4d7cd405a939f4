//! The claims of a JSON Web Token, of which only what is said is read: its signature is not verified.

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde::Deserialize;

/// What a token says about itself and its owner.
#[derive(Deserialize)]
pub(super) struct Claims {
    /// For whom it is.
    #[serde(rename = "aud")]
    pub(super) audience: String,
    /// Who issued it.
    #[serde(rename = "iss")]
    pub(super) issuer: String,
    #[serde(rename = "iat")]
    pub(super) _issued_at: f64,
    /// From when it is good, in seconds since 1970.
    #[serde(rename = "nbf")]
    pub(super) not_before: f64,
    /// Until when it is good, in seconds since 1970.
    #[serde(rename = "exp")]
    pub(super) expiry: f64,
    /// Whose it is.
    #[serde(rename = "oid")]
    pub(super) object_id: Option<String>,
    /// That one's tenant.
    #[serde(rename = "tid")]
    pub(super) tenant_id: Option<String>,
}

impl Claims {
    /// Reads `header.claims.signature`; `None` if that is none, or a claim that every token has is not there.
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
