//! Customer-provided encryption keys.

use std::fmt;

use http::{HeaderMap, HeaderName, HeaderValue};
use zeroize::Zeroizing;

use crate::invalid::{Invalid, Malformed};
use crate::wire::base64;
use crate::wire::field::{Field, Text};

/// A customer-provided AES-256 key. Secret: never printed, and wiped from memory when dropped.
///
/// The service does not store it, so every request that reads the blob must send it again. Source: *Provide an
/// encryption key on a request to Blob Storage*.
#[derive(Clone, PartialEq, Eq)]
pub struct CustomerKey {
    key: Zeroizing<String>,
    sha256: Box<str>,
}

impl CustomerKey {
    /// A key of 32 bytes and its SHA-256, both in base64.
    ///
    /// # Errors
    /// If either is not base64 of 32 bytes.
    pub fn new(key: &str, sha256: &str) -> Result<Self, Invalid> {
        let invalid = |subject| {
            let rule = "must be 32 bytes in base64";
            let page = "Provide an encryption key on a request to Blob Storage";
            Err(Invalid::new(subject, "…", rule, page))
        };
        if base64::decoded_length(key) != Some(32) {
            return invalid("customer-provided key");
        }
        if base64::decoded_length(sha256) != Some(32) {
            return invalid("SHA-256 of the customer-provided key");
        }
        Ok(Self {
            key: Zeroizing::new(key.to_owned()),
            sha256: sha256.into(),
        })
    }

    /// The key in base64. A secret: use it in the request only, and never print it.
    pub fn expose(&self) -> &str {
        &self.key
    }

    /// The key's SHA-256 in base64, which the service repeats in its replies.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

/// The names of the three headers: of the key of the blob, or of the source's.
pub struct CustomerKeyNames {
    pub(crate) key: HeaderName,
    pub(crate) sha256: HeaderName,
    pub(crate) algorithm: HeaderName,
}

/// The only algorithm that the service supports.
const ALGORITHM: &str = "AES256";

impl Field for Option<CustomerKey> {
    type Name = CustomerKeyNames;

    fn write(&self, names: &CustomerKeyNames, headers: &mut HeaderMap) {
        let Some(key) = self else {
            return;
        };
        let mut secret = HeaderValue::from_str(&key.key).expect("made of base64 digits");
        secret.set_sensitive(true);
        headers.insert(&names.key, secret);
        let sha256 = HeaderValue::from_str(&key.sha256).expect("made of base64 digits");
        headers.insert(&names.sha256, sha256);
        headers.insert(&names.algorithm, HeaderValue::from_static(ALGORITHM));
    }

    fn read(names: &CustomerKeyNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        let key = Option::<Secret>::read(&names.key, headers)
            .map_err(|_| Malformed::unreadable(names.key.as_str(), "…"))?;
        let sha256 = Option::<Secret>::read(&names.sha256, headers)?;
        let algorithm = Option::<Secret>::read(&names.algorithm, headers)?;
        let (key, sha256) = match (key, sha256) {
            (None, None) => return Ok(None),
            (Some(key), Some(sha256)) => (key, sha256),
            (None, Some(_)) => return Err(Malformed::missing(names.key.as_str())),
            (Some(_), None) => return Err(Malformed::missing(names.sha256.as_str())),
        };
        match algorithm {
            Some(Secret(text)) if *text == ALGORITHM => {}
            Some(Secret(text)) => {
                return Err(Malformed::unreadable(names.algorithm.as_str(), &text));
            }
            None => return Err(Malformed::missing(names.algorithm.as_str())),
        }
        CustomerKey::new(&key.0, &sha256.0)
            .map(Some)
            .map_err(|_| Malformed::unreadable(names.key.as_str(), "…"))
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label(names: &'static CustomerKeyNames) -> &'static str {
        names.key.as_str()
    }
}

/// A text that is wiped from memory when dropped.
struct Secret(Zeroizing<String>);

impl Text for Secret {
    fn encode(&self) -> HeaderValue {
        HeaderValue::from_static("")
    }

    fn decode(text: &str) -> Option<Self> {
        Some(Self(Zeroizing::new(text.to_owned())))
    }
}

impl fmt::Debug for CustomerKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CustomerKey")
            .field("key", &"…")
            .field("sha256", &self.sha256)
            .finish()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::header;

    fn key() -> CustomerKey {
        CustomerKey::new(
            &format!("{}A=", "K".repeat(42)),
            &format!("{}A=", "S".repeat(42)),
        )
        .unwrap()
    }

    #[test]
    fn a_key_is_sent_and_never_printed() {
        let mut headers = HeaderMap::new();
        Some(key()).write(&header::CUSTOMER_KEY, &mut headers);
        assert_eq!(
            Option::read(&header::CUSTOMER_KEY, &headers).unwrap(),
            Some(key())
        );
        assert!(headers[&header::CUSTOMER_KEY.key].is_sensitive());
        assert!(!format!("{:?} {headers:?}", key()).contains("KKKK"));
    }

    #[test]
    fn a_key_of_another_length_or_without_its_hash_is_refused() {
        let error = CustomerKey::new("KKKK", key().sha256()).unwrap_err();
        assert!(!error.to_string().contains("KKKK"));
        assert!(CustomerKey::new(key().expose(), "SSSS").is_err());
        let mut headers = HeaderMap::new();
        Some(key()).write(&header::CUSTOMER_KEY, &mut headers);
        headers.remove(&header::CUSTOMER_KEY.sha256);
        let error = Option::<CustomerKey>::read(&header::CUSTOMER_KEY, &headers).unwrap_err();
        assert_eq!(error.subject, "x-ms-encryption-key-sha256");
    }
}
