//! The text whose HMAC authorizes a request.
//!
//! Source: *Authorize with Shared Key*, REST reference; the form of 2009-09-19, with the rules for an empty length
//! (2015-02-21) and for empty headers (2016-05-31). Shared Key Lite is not made here.

use http::{HeaderMap, HeaderName, HeaderValue, Request};

use super::{X_MS_DATE, canonical_resource, header_order, short_list::ShortList};
use crate::Error;

/// The headers that have a line of their own, in the order of their lines.
const LINES: [&str; 11] = [
    "content-encoding",
    "content-language",
    "content-length",
    "content-md5",
    "content-type",
    "date",
    "if-modified-since",
    "if-match",
    "if-none-match",
    "if-unmodified-since",
    "range",
];

/// The string to sign, in one allocation.
pub(super) fn string_to_sign<B>(request: &Request<B>, account: &str) -> Vec<u8> {
    let mut text = Vec::with_capacity(capacity(request, account));
    text.extend_from_slice(request.method().as_str().as_bytes());
    text.push(b'\n');
    for name in LINES {
        text.extend_from_slice(line(request.headers(), name));
        text.push(b'\n');
    }
    append_headers(&mut text, request.headers());
    canonical_resource::append(&mut text, account, request.uri());
    text
}

/// Refuses a request of which a signed header is not ASCII: what the service would read there is not defined.
pub(super) fn check_ascii(headers: &HeaderMap) -> Result<(), Error> {
    match headers
        .iter()
        .find(|(name, value)| is_signed(name) && !value.as_bytes().is_ascii())
    {
        Some((name, _)) => Err(Error::HeaderNotAscii { name: name.clone() }),
        None => Ok(()),
    }
}

fn line<'a>(headers: &'a HeaderMap, name: &str) -> &'a [u8] {
    let value = headers.get(name).map_or(&b""[..], trimmed);
    match name {
        "content-length" if value == b"0" => b"",
        "date" if headers.contains_key(&X_MS_DATE) => b"",
        _ => value,
    }
}

fn append_headers(text: &mut Vec<u8>, headers: &HeaderMap) {
    let mut names: ShortList<&str> = headers
        .keys()
        .filter(|name| is_x_ms(name))
        .map(HeaderName::as_str)
        .collect();
    let names = names.as_mut_slice();
    names.sort_unstable_by(|left, right| header_order::compare(left, right));
    for name in names {
        text.extend_from_slice(name.as_bytes());
        let mut separator = b':';
        for value in headers.get_all(*name) {
            text.push(separator);
            text.extend_from_slice(trimmed(value));
            separator = b',';
        }
        text.push(b'\n');
    }
}

/// What the receiver will see: white space at either end of a value does not survive HTTP.
fn trimmed(value: &HeaderValue) -> &[u8] {
    value.as_bytes().trim_ascii()
}

fn is_signed(name: &HeaderName) -> bool {
    is_x_ms(name) || LINES.contains(&name.as_str())
}

fn is_x_ms(name: &HeaderName) -> bool {
    name.as_str().starts_with("x-ms-")
}

/// No less than the text will need: each header may add a name, two separators and a value, and each query
/// parameter at most one byte to what the query already counts.
fn capacity<B>(request: &Request<B>, account: &str) -> usize {
    let headers: usize = request
        .headers()
        .iter()
        .filter(|(name, _)| is_signed(name))
        .map(|(name, value)| name.as_str().len() + value.len() + 2)
        .sum();
    let query = request.uri().query().unwrap_or_default();
    let parameters = 1 + query.bytes().filter(|byte| *byte == b'&').count();
    let resource = 2 + account.len() + request.uri().path().len() + query.len() + parameters;
    request.method().as_str().len() + 1 + LINES.len() + headers + resource
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(request: http::request::Builder) -> String {
        let request = request.body(()).unwrap();
        let text = string_to_sign(&request, "acct");
        assert!(text.len() <= capacity(&request, "acct"));
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn every_header_has_its_line() {
        let mut request = Request::put("https://h/c");
        for (index, name) in LINES.iter().enumerate() {
            request = request.header(*name, index + 1);
        }
        assert_eq!(
            text(request),
            "PUT\n1\n2\n3\n4\n5\n6\n7\n8\n9\n10\n11\n/acct/c"
        );
    }

    #[test]
    fn a_length_of_zero_and_a_date_beside_x_ms_date_leave_their_lines_empty() {
        let request = Request::put("https://h/c?x")
            .header("content-length", "0")
            .header("date", "Thu, 01 Jan 2026 00:00:00 GMT")
            .header("x-ms-date", "Fri, 02 Jan 2026 03:04:05 GMT");
        assert_eq!(
            text(request),
            "PUT\n\n\n\n\n\n\n\n\n\n\n\nx-ms-date:Fri, 02 Jan 2026 03:04:05 GMT\n/acct/c\nx:"
        );
    }

    #[test]
    fn a_repeated_header_is_signed_once_with_its_values_in_the_given_order() {
        let request = Request::get("https://h/")
            .header("x-ms-b", " 2 ")
            .header("x-ms-a", "")
            .header("x-ms-b", "1")
            .header("x-msb", "not ours");
        assert_eq!(
            text(request),
            "GET\n\n\n\n\n\n\n\n\n\n\n\nx-ms-a:\nx-ms-b:2,1\n/acct/"
        );
    }

    #[test]
    fn metadata_beyond_the_stack_is_still_sorted() {
        let mut request = Request::get("https://h/");
        for index in (10..90).rev() {
            request = request.header(format!("x-ms-meta-k{index}"), "v");
        }
        let text = text(request);
        let names: Vec<&str> = text
            .lines()
            .filter(|line| line.starts_with("x-ms-meta-"))
            .collect();
        assert_eq!(names.len(), 80);
        assert!(names.is_sorted());
    }
}
