//! Requests that the emulator cannot execute. They are refused and not ignored.

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::SasField;
use blobcopy_proto::wire::header;
use http::{HeaderMap, HeaderName, Method};

use crate::refusal::Refusal;

/// Headers that the emulator does not support and that would change the result.
static UNSERVED: [&HeaderName; 7] = [
    &header::DEFAULT_ENCRYPTION_SCOPE,
    &header::ENCRYPTION_SCOPE,
    &header::IMMUTABILITY_POLICY_MODE,
    &header::IMMUTABILITY_POLICY_UNTIL_DATE,
    &header::LEGAL_HOLD,
    &header::STRUCTURED_BODY,
    &header::DENY_ENCRYPTION_SCOPE_OVERRIDE,
];

/// The prefix of the headers with customer-provided keys.
const ENCRYPTION_KEY: &str = "x-ms-encryption-key";

/// Refuses a request with such a header.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), Refusal> {
    for name in headers.keys() {
        if UNSERVED.contains(&name) || name.as_str().starts_with(ENCRYPTION_KEY) {
            return Err(Refusal::unsupported_header(name));
        }
    }
    Ok(())
}

/// Refuses a write by a SAS with an encryption scope, which the emulator does not support.
pub(crate) fn check_token(token: &SasToken, method: &Method) -> Result<(), Refusal> {
    let is_read = matches!(*method, Method::GET | Method::HEAD);
    match token.field(SasField::SignedEncryptionScope) {
        Some(_) if !is_read => Err(Refusal::unsupported_parameter("ses")),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use blobcopy_proto::ErrorCode;

    use super::*;

    fn code(name: &'static str) -> Option<ErrorCode> {
        let mut headers = HeaderMap::new();
        headers.insert(name, "1".parse().unwrap());
        check(&headers).err().and_then(|refusal| refusal.error.code)
    }

    #[test]
    fn what_is_not_served_is_refused_and_the_rest_let_through() {
        assert_eq!(code("x-ms-legal-hold"), Some(ErrorCode::UnsupportedHeader));
        assert_eq!(
            code("x-ms-encryption-key-sha256"),
            Some(ErrorCode::UnsupportedHeader)
        );
        assert_eq!(code("x-ms-meta-tags"), None);
        assert_eq!(code("if-match"), None);
    }
}
