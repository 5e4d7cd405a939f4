//! Hashes with which the service verifies content.

use http::{HeaderMap, HeaderName};

use crate::invalid::{Invalid, Malformed};
use crate::value::HeaderText;
use crate::wire::base64;
use crate::wire::field::{Field, Text};

/// A hash with which the service verifies content, in base64: an MD5 or a CRC-64, never both.
///
/// The service answers `400 Md5Mismatch` or `400 Crc64Mismatch` if the content has another hash. Source: *Put Blob*,
/// REST reference.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentHash {
    is_crc64: bool,
    base64: HeaderText,
}

impl ContentHash {
    /// An MD5 in base64.
    ///
    /// # Errors
    /// If it is not base64 of 16 bytes.
    pub fn md5(base64: &str) -> Result<Self, Invalid> {
        let rule = "must be 16 bytes in base64";
        Self::of(base64, 16, false).ok_or_else(|| Invalid::new("MD5", base64, rule, "Put Blob"))
    }

    /// A CRC-64 in base64, as Azure computes it.
    ///
    /// # Errors
    /// If it is not base64 of 8 bytes.
    pub fn crc64(base64: &str) -> Result<Self, Invalid> {
        let rule = "must be 8 bytes in base64";
        Self::of(base64, 8, true).ok_or_else(|| Invalid::new("CRC-64", base64, rule, "Put Blob"))
    }

    /// The MD5 in base64; `None` if it is a CRC-64.
    pub fn as_md5(&self) -> Option<&str> {
        (!self.is_crc64).then_some(&*self.base64)
    }

    /// The CRC-64 in base64; `None` if it is an MD5.
    pub fn as_crc64(&self) -> Option<&str> {
        self.is_crc64.then_some(&*self.base64)
    }

    /// What stands in the error if both hashes are given.
    pub(crate) const BOTH: &'static str = "more hashes than one";

    fn of(base64: &str, length: usize, is_crc64: bool) -> Option<Self> {
        let fits = base64::decoded_length(base64) == Some(length);
        Some(Self {
            is_crc64,
            base64: HeaderText::decode(base64).filter(|_| fits)?,
        })
    }
}

/// The names of the two headers: of the hash of the request's content, or of the source's.
pub struct ContentHashNames {
    pub(crate) md5: HeaderName,
    pub(crate) crc64: HeaderName,
}

impl Field for Option<ContentHash> {
    type Name = ContentHashNames;

    fn write(&self, names: &ContentHashNames, headers: &mut HeaderMap) {
        if let Some(hash) = self {
            let name = if hash.is_crc64 {
                &names.crc64
            } else {
                &names.md5
            };
            hash.base64.write(name, headers);
        }
    }

    fn read(names: &ContentHashNames, headers: &HeaderMap) -> Result<Self, Malformed> {
        let md5 = Option::<HeaderText>::read(&names.md5, headers)?;
        let crc64 = Option::<HeaderText>::read(&names.crc64, headers)?;
        let unreadable = |name: &HeaderName, found| Malformed::unreadable(name.as_str(), found);
        match (md5, crc64) {
            (None, None) => Ok(None),
            (Some(md5), None) => ContentHash::md5(&md5)
                .map(Some)
                .map_err(|_| unreadable(&names.md5, &md5)),
            (None, Some(crc64)) => ContentHash::crc64(&crc64)
                .map(Some)
                .map_err(|_| unreadable(&names.crc64, &crc64)),
            (Some(_), Some(_)) => Err(unreadable(&names.crc64, ContentHash::BOTH)),
        }
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label(names: &'static ContentHashNames) -> &'static str {
        names.md5.as_str()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_hash_has_the_length_of_its_kind() {
        let md5 = ContentHash::md5("DzQ7CTESaiDxM9Z8KwGKOw==").unwrap();
        assert_eq!(md5.as_md5(), Some("DzQ7CTESaiDxM9Z8KwGKOw=="));
        assert_eq!(md5.as_crc64(), None);
        assert!(ContentHash::crc64("DzQ7CTESaiDxM9Z8KwGKOw==").is_err());
        assert!(ContentHash::crc64("iknlm7CyG2k=").is_ok());
    }
}
