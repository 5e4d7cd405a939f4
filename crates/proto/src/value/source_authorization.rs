//! The authorization with which the service reads the source of a copy within the call.

use std::fmt;

use http::HeaderValue;
use zeroize::Zeroizing;

use crate::invalid::Invalid;
use crate::open_enum::open_enum;
use crate::wire::field::Text;

/// A Microsoft Entra token with which the service reads the source. Secret: never printed, and wiped from memory when
/// dropped.
///
/// Source: *Copy Blob From URL*, REST reference.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceAuthorization(Zeroizing<String>);

impl SourceAuthorization {
    /// A token, without the word `Bearer`.
    ///
    /// # Errors
    /// If it is empty or contains anything but visible ASCII.
    pub fn bearer(token: &str) -> Result<Self, Invalid> {
        if !token.is_empty() && token.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Ok(Self(Zeroizing::new(token.to_owned())));
        }
        let rule = "must be a token of visible ASCII, without the word Bearer";
        Err(Invalid::new(
            "source token",
            "…",
            rule,
            "Copy Blob From URL",
        ))
    }

    /// The token. A secret: use it in the request only, and never print it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

const SCHEME: &str = "Bearer ";

impl Text for SourceAuthorization {
    fn encode(&self) -> HeaderValue {
        let text = Zeroizing::new(format!("{SCHEME}{}", *self.0));
        let mut value = HeaderValue::from_str(&text).expect("made of visible ASCII and a space");
        value.set_sensitive(true);
        value
    }

    fn decode(text: &str) -> Option<Self> {
        let (scheme, token) = text.split_at_checked(SCHEME.len())?;
        let token = scheme.eq_ignore_ascii_case(SCHEME).then_some(token)?;
        Self::bearer(token.trim_start()).ok()
    }
}

impl fmt::Debug for SourceAuthorization {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SourceAuthorization(…)")
    }
}

open_enum! {
    /// The purpose of reading a source in Azure Files with a token. Source: *Copy Blob From URL*, REST reference.
    pub enum FileRequestIntent {
        /// A backup, which bypasses the permissions of single files.
        Backup = "backup",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_token_is_sent_and_never_printed() {
        let token = SourceAuthorization::bearer("secret").unwrap();
        assert_eq!(token.encode(), "Bearer secret");
        assert_eq!(
            SourceAuthorization::decode("bearer secret"),
            Some(token.clone())
        );
        assert!(!format!("{token:?} {:?}", token.encode()).contains("secret"));
        let error = SourceAuthorization::bearer("a secret").unwrap_err();
        assert!(!error.to_string().contains("secret"));
        assert_eq!(SourceAuthorization::decode("SharedKey secret"), None);
    }
}
