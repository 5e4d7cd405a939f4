//! The request target: paths and queries, percent-encoded once.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::invalid::Invalid;

/// Encodes every byte except the unreserved ones and `/`. The signed path is then the path that is sent, whatever an
/// HTTP library does with other characters. Source: *Authorize with Shared Key*, REST reference.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Encodes every byte except the unreserved ones. That includes `+`, which some readers take for a space.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub(crate) fn push_path(out: &mut String, path: &str) {
    out.extend(utf8_percent_encode(path, PATH));
}

/// Adds `name=value` to the query of `out`, which may already have one.
pub(crate) fn push_parameter(out: &mut String, name: &str, value: &str) {
    out.push(if out.contains('?') { '&' } else { '?' });
    out.push_str(name);
    out.push('=');
    push_encoded(out, value);
}

/// Adds `text`, encoded for a query.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, QUERY));
}

/// Checks the target of a request.
///
/// # Errors
/// If it is longer than 32 KiB. The service accepts far less, and HTTP libraries twice as much.
pub(crate) fn uri(target: String) -> Result<Uri, Invalid> {
    let too_long = || {
        let rule = "is too long: URL and parameters together may have 32 KiB";
        Invalid::new(
            "target",
            "…",
            rule,
            "Naming and referencing containers, blobs, and metadata",
        )
    };
    if target.len() > LONGEST {
        return Err(too_long());
    }
    Uri::try_from(target).map_err(|_| too_long())
}

/// Maximum length of a target, in bytes.
const LONGEST: usize = 32 * 1024;

pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The parameters of a query, with names in lower case and values decoded once.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (String, Cow<'_, str>)> {
    query
        .split('&')
        .filter(|pair| !pair.is_empty())
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (
                name.to_ascii_lowercase(),
                percent_decode_str(value).decode_utf8_lossy(),
            )
        })
}

/// The text of one parameter of the target, in which `+` stands for a space, as the service reads prefixes and markers
/// that HTML forms and several clients write. An empty text counts as none.
#[cfg(feature = "serve")]
pub(crate) fn text_parameter(uri: &Uri, name: &str) -> Option<String> {
    let with_spaces = uri.query()?.replace('+', "%20");
    let (_, value) = parameters(&with_spaces).find(|(given, _)| given == name)?;
    Some(value.into_owned()).filter(|text| !text.is_empty())
}

/// The value of a parameter of the target, decoded once.
pub(crate) fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<Cow<'a, str>> {
    parameters(uri.query()?).find_map(|(given, value)| (given == name).then_some(value))
}
