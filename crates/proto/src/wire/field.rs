//! Values in headers, each written and read by the same type.

use std::borrow::Cow;

use http::{HeaderMap, HeaderName, HeaderValue};

use crate::invalid::Malformed;
use crate::value::ServiceVersion;
use crate::value::service_version::{TooNew, fit_for_header, value_known_since};

/// A value that is the text of one header.
pub(crate) trait Text: Sized {
    fn encode(&self) -> HeaderValue;
    fn decode(text: &str) -> Option<Self>;

    /// Whether a text means that there is no value. The service omits most headers without a value.
    fn is_absent(text: &str) -> bool {
        text.is_empty()
    }

    /// The text outside of headers, where it may contain any character.
    #[cfg_attr(
        not(feature = "serve"),
        allow(dead_code, reason = "only replies hold values in XML")
    )]
    fn text(&self) -> Cow<'_, str> {
        Cow::Owned(String::from_utf8_lossy(self.encode().as_bytes()).into_owned())
    }

    /// Whether a header can hold it. Always true for a type whose every value fits.
    fn is_fit(&self) -> bool {
        true
    }

    /// The first version that supports this value, if it was added later than its type.
    fn since(&self) -> Option<&'static str> {
        None
    }
}

/// A field of a record: one header, an optional one, or a family of them.
pub(crate) trait Field: Sized {
    /// The name on the wire, or several names for a family.
    type Name: 'static;

    fn write(&self, name: &Self::Name, headers: &mut HeaderMap);
    fn read(name: &Self::Name, headers: &HeaderMap) -> Result<Self, Malformed>;

    /// Whether writing it adds any header.
    fn is_set(&self) -> bool;

    /// The name of the header for an error about the field as a whole.
    fn label(name: &'static Self::Name) -> &'static str;

    /// Refuses a value that `version` does not support, whether or not it supports the field.
    fn check(&self, _name: &'static Self::Name, _version: &ServiceVersion) -> Result<(), TooNew> {
        Ok(())
    }
}

impl<T: Text> Field for T {
    type Name = HeaderName;

    fn write(&self, name: &HeaderName, headers: &mut HeaderMap) {
        headers.insert(name.clone(), self.encode());
    }

    fn read(name: &HeaderName, headers: &HeaderMap) -> Result<Self, Malformed> {
        Option::read(name, headers)?.ok_or_else(|| Malformed::missing(name.as_str()))
    }

    fn is_set(&self) -> bool {
        true
    }

    fn label(name: &'static HeaderName) -> &'static str {
        name.as_str()
    }

    fn check(&self, name: &'static HeaderName, version: &ServiceVersion) -> Result<(), TooNew> {
        fit_for_header(version, name.as_str(), self.is_fit())?;
        value_known_since(version, name.as_str(), self)
    }
}

impl<T: Text> Field for Option<T> {
    type Name = HeaderName;

    fn write(&self, name: &HeaderName, headers: &mut HeaderMap) {
        if let Some(value) = self {
            headers.insert(name.clone(), value.encode());
        }
    }

    fn read(name: &HeaderName, headers: &HeaderMap) -> Result<Self, Malformed> {
        let Some(value) = headers.get(name) else {
            return Ok(None);
        };
        // The rule is visible ASCII, which needs no check as UTF-8.
        let text = match value.to_str() {
            Ok(text) => Cow::Borrowed(text),
            Err(_) => String::from_utf8_lossy(value.as_bytes()),
        };
        let text = text.trim_matches([' ', '\t']);
        if T::is_absent(text) {
            return Ok(None);
        }
        match T::decode(text) {
            Some(value) => Ok(Some(value)),
            None => Err(Malformed::unreadable(name.as_str(), text)),
        }
    }

    fn is_set(&self) -> bool {
        self.is_some()
    }

    fn label(name: &'static HeaderName) -> &'static str {
        name.as_str()
    }

    fn check(&self, name: &'static HeaderName, version: &ServiceVersion) -> Result<(), TooNew> {
        match self {
            Some(value) => value.check(name, version),
            None => Ok(()),
        }
    }
}

impl Text for bool {
    fn encode(&self) -> HeaderValue {
        HeaderValue::from_static(if *self { "true" } else { "false" })
    }

    fn decode(text: &str) -> Option<Self> {
        match text {
            _ if text.eq_ignore_ascii_case("true") => Some(true),
            _ if text.eq_ignore_ascii_case("false") => Some(false),
            _ => None,
        }
    }
}

impl Text for u64 {
    fn encode(&self) -> HeaderValue {
        HeaderValue::from(*self)
    }

    fn decode(text: &str) -> Option<Self> {
        // `parse` alone would accept a leading plus.
        text.bytes()
            .all(|byte| byte.is_ascii_digit())
            .then(|| text.parse().ok())?
    }
}

/// Any text is valid.
impl Text for String {
    fn encode(&self) -> HeaderValue {
        printable(self)
    }

    fn decode(text: &str) -> Option<Self> {
        Some(text.to_owned())
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(self)
    }
}

/// Whether a text has the form of the service's names: one word of at most 128 letters, digits, `-`, `_`, `.` and `:`.
/// A signature does not, because its base64 ends with `=`.
pub(crate) fn is_word(text: &str) -> bool {
    let is_of_word = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.:".contains(&byte);
    !text.is_empty() && text.len() <= 128 && text.bytes().all(is_of_word)
}

/// A text as header value. Values of this crate's types fit into a header; in requests, [`Text::is_fit`] refuses others
/// before they are written. Replies are written without such a check, so other characters are replaced by `?`.
pub(crate) fn printable(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).unwrap_or_else(|_| {
        let cleaned: String = text
            .chars()
            .map(|c| if matches!(c, ' '..='~') { c } else { '?' })
            .collect();
        HeaderValue::from_str(&cleaned).expect("visible ASCII is a header value")
    })
}
