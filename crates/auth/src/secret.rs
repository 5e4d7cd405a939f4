//! Key material: an HMAC-SHA256 key, expanded once.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::hmac;
use zeroize::Zeroizing;

use crate::Error;

/// The length of a signature as text: base64 of 32 bytes.
pub(crate) const SIGNATURE_LENGTH: usize = 44;

/// A signing key. It keeps no text, cannot be read back, and prints as `…`.
#[derive(Clone)]
pub(crate) struct SigningKey(hmac::Key);

impl SigningKey {
    /// Reads a key as the portal and the service write it. An error names `field`.
    pub(crate) fn from_base64(text: &str, field: &'static str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        if text.is_empty() {
            return Err(Error::Missing { field });
        }
        let bytes = STANDARD.decode(text).map(Zeroizing::new).map_err(|_| {
            let malformed = Error::Malformed {
                field,
                expected: "base64, as the portal shows it",
            };
            Error::pasted(field, text).unwrap_or(malformed)
        })?;
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    /// Appends the signature of `message` to `text`, as base64.
    pub(crate) fn append_signature(&self, message: &[u8], text: &mut Vec<u8>) {
        text.extend_from_slice(&*self.signature(message));
    }

    /// The signature of `message`, as base64.
    pub(crate) fn signature(&self, message: &[u8]) -> Zeroizing<[u8; SIGNATURE_LENGTH]> {
        let mut signature = Zeroizing::new([0; SIGNATURE_LENGTH]);
        STANDARD
            .encode_slice(hmac::sign(&self.0, message), &mut *signature)
            .expect("32 bytes are 44 letters of base64");
        signature
    }

    /// Whether `signature` (base64) is that of `message`. The comparison takes the same time wherever the two differ.
    pub(crate) fn verify(&self, message: &[u8], signature: &str) -> bool {
        STANDARD
            .decode(signature)
            .is_ok_and(|tag| hmac::verify(&self.0, message, &tag).is_ok())
    }
}

/// Whether a text has the form of a signature.
pub(crate) fn is_signature(text: &str) -> bool {
    STANDARD.decode(text).is_ok_and(|tag| tag.len() == 32)
}

impl fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("…")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_verifies_with_its_own_key_and_message_only() {
        let key = SigningKey::from_base64("AAEC", "key").unwrap();
        let other = SigningKey::from_base64("AAED", "key").unwrap();
        let signature = key.signature(b"message");
        let signature = str::from_utf8(&*signature).unwrap();
        assert!(key.verify(b"message", signature));
        assert!(!key.verify(b"massage", signature));
        assert!(!other.verify(b"message", signature));
        assert!(!key.verify(b"message", "not base64!"));
        assert!(!key.verify(b"message", ""));
        assert!(is_signature(signature) && !is_signature(&signature[1..]));
    }

    #[test]
    fn the_text_of_a_key_may_have_the_white_space_that_pasting_brings() {
        assert!(SigningKey::from_base64(" AAEC\n", "key").is_ok());
        assert_eq!(
            SigningKey::from_base64(" \n", "key").unwrap_err(),
            Error::Missing { field: "key" }
        );
        assert!(matches!(
            SigningKey::from_base64("AAE", "key").unwrap_err(),
            Error::Malformed { field: "key", .. }
        ));
    }
}
