//! Splits a URL's query without decoding it.

/// The name and value of each parameter, both as sent. A parameter without `=` has an empty value.
pub(crate) fn parameters(query: &str) -> impl Iterator<Item = (&str, &str)> {
    query
        .split('&')
        .filter(|piece| !piece.is_empty())
        .map(|piece| piece.split_once('=').unwrap_or((piece, "")))
}
