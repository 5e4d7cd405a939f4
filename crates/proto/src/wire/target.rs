//! The request target: paths and queries, percent-encoded once.

use std::borrow::Cow;

use http::Uri;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

use crate::invalid::Invalid;

/// Every byte but the unreserved ones and `/`: then the path that is signed is the path that is sent, whatever an
/// HTTP library thinks of the rest. Source: *Authorize with Shared Key*, REST reference.
const PATH: &AsciiSet = &QUERY.remove(b'/');

/// Every byte but the unreserved ones: no `+`, which readers take for a plus or for a space.
const QUERY: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

pub(crate) fn push_path(out: &mut String, path: &str) {
    out.extend(utf8_percent_encode(path, PATH));
}

/// Adds `name=value` to the query of `out`, which has one already or not.
pub(crate) fn push_parameter(out: &mut String, name: &str, value: &str) {
    out.push(if out.contains('?') { '&' } else { '?' });
    out.push_str(name);
    out.push('=');
    push_encoded(out, value);
}

/// Adds `text` as it stands in a query.
pub(crate) fn push_encoded(out: &mut String, text: &str) {
    out.extend(utf8_percent_encode(text, QUERY));
}

/// The target of a request.
///
/// # Errors
/// If it is longer than 32 KiB, of which the service takes far less and HTTP libraries twice as much.
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

/// Longest target, in bytes.
const LONGEST: usize = 32 * 1024;

pub(crate) fn decode(text: &str) -> Option<Cow<'_, str>> {
    percent_decode_str(text).decode_utf8().ok()
}

/// The parameters of a query, names in lower case, values decoded once.
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

/// The value of one parameter of the target, decoded once.
pub(crate) fn parameter<'a>(uri: &'a Uri, name: &str) -> Option<Cow<'a, str>> {
    parameters(uri.query()?).find_map(|(given, value)| (given == name).then_some(value))
}
