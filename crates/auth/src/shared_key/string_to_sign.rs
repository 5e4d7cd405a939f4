//! The string whose HMAC authorizes a request.
//!
//! Source: *Authorize with Shared Key*, REST reference, in the form of 2009-09-19, with the rules for an empty length
//! (2015-02-21) and for empty headers (2016-05-31). Shared Key Lite is not supported.

use http::{HeaderMap, HeaderName, HeaderValue, Request, header};

use super::{canonical_resource, header_order, short_list::ShortList};
use crate::Error;

/// The headers that have their own line, in the order of the lines.
static LINES: [HeaderName; LINE_COUNT] = [
    header::CONTENT_ENCODING,
    header::CONTENT_LANGUAGE,
    header::CONTENT_LENGTH,
    CONTENT_MD5,
    header::CONTENT_TYPE,
    header::DATE,
    header::IF_MODIFIED_SINCE,
    header::IF_MATCH,
    header::IF_NONE_MATCH,
    header::IF_UNMODIFIED_SINCE,
    header::RANGE,
];

const LINE_COUNT: usize = 11;

/// The prefix of all other signed headers.
const X_MS: &str = "x-ms-";

pub(crate) static X_MS_DATE: HeaderName = HeaderName::from_static("x-ms-date");

const CONTENT_MD5: HeaderName = HeaderName::from_static("content-md5");

/// The string to sign, in one allocation.
pub(super) fn string_to_sign<B>(request: &Request<B>, account: &str) -> Vec<u8> {
    let mut signed = Signed::gather(request.headers());
    let mut text = Vec::with_capacity(signed.length + rest_length(request, account));
    text.extend_from_slice(request.method().as_str().as_bytes());
    text.push(b'\n');
    for line in signed.lines {
        text.extend_from_slice(line);
        text.push(b'\n');
    }
    append_x_ms(&mut text, signed.x_ms.as_mut_slice());
    canonical_resource::append(&mut text, account, request.uri());
    text
}

/// Refuses a request with a signed header that is not ASCII, because it is undefined how the service would read it.
pub(super) fn check_ascii(headers: &HeaderMap) -> Result<(), Error> {
    match headers
        .iter()
        .find(|(name, value)| !value.as_bytes().is_ascii() && is_signed(name))
    {
        Some((name, _)) => Err(Error::HeaderNotAscii { name: name.clone() }),
        None => Ok(()),
    }
}

/// The signed headers of a request.
struct Signed<'a> {
    /// Values in the order of [`LINES`].
    lines: [&'a [u8]; LINE_COUNT],
    /// Names without the prefix [`X_MS`], so that the prefix is not compared, with their values.
    x_ms: ShortList<(&'a str, &'a [u8])>,
    /// An upper bound of the length that all this adds to the string to sign.
    length: usize,
}

impl<'a> Signed<'a> {
    fn gather(headers: &'a HeaderMap) -> Self {
        let mut signed = Self {
            lines: [b""; LINE_COUNT],
            x_ms: ShortList::new(),
            length: LINE_COUNT,
        };
        for (name, value) in headers {
            let value = trimmed(value);
            if let Some(rest) = name.as_str().strip_prefix(X_MS) {
                signed.x_ms.push((rest, value));
                signed.length += name.as_str().len() + value.len() + ":\n".len();
            } else if let Some(place) = LINES.iter().position(|line| line == name)
                && !is_left_out(name, value, headers)
            {
                signed.lines[place] = value;
                signed.length += value.len();
            }
        }
        signed
    }
}

/// Whether the line of this header is empty although the request has the header.
fn is_left_out(name: &HeaderName, value: &[u8], headers: &HeaderMap) -> bool {
    match *name {
        header::CONTENT_LENGTH => value == b"0",
        header::DATE => headers.contains_key(&X_MS_DATE),
        _ => false,
    }
}

fn append_x_ms(text: &mut Vec<u8>, headers: &mut [(&str, &[u8])]) {
    // A stable sort: the values of one name stay in the order in which they are sent.
    headers.sort_by(|left, right| header_order::compare(left.0, right.0));
    for same_name in headers.chunk_by(|left, right| left.0 == right.0) {
        text.extend_from_slice(X_MS.as_bytes());
        text.extend_from_slice(same_name[0].0.as_bytes());
        let mut separator = b':';
        for (_, value) in same_name {
            text.push(separator);
            text.extend_from_slice(value);
            separator = b',';
        }
        text.push(b'\n');
    }
}

/// The value as the receiver sees it: HTTP does not preserve white space at either end.
fn trimmed(value: &HeaderValue) -> &[u8] {
    value.as_bytes().trim_ascii()
}

fn is_signed(name: &HeaderName) -> bool {
    is_x_ms(name) || LINES.contains(name)
}

fn is_x_ms(name: &HeaderName) -> bool {
    name.as_str().starts_with(X_MS)
}

/// An upper bound of the length of method and resource: each query parameter adds at most one byte to the query's
/// length.
fn rest_length<B>(request: &Request<B>, account: &str) -> usize {
    let query = request.uri().query().unwrap_or_default();
    let parameters = 1 + query.bytes().filter(|byte| *byte == b'&').count();
    let resource = 2 + account.len() + request.uri().path().len() + query.len() + parameters;
    request.method().as_str().len() + 1 + resource
}

#[cfg(test)]
mod tests {
    use super::*;

    fn text(request: http::request::Builder) -> String {
        let request = request.body(()).unwrap();
        String::from_utf8(string_to_sign(&request, "acct")).unwrap()
    }

    #[test]
    fn every_header_has_its_line() {
        let mut request = Request::put("https://h/c");
        for (index, name) in LINES.iter().enumerate() {
            request = request.header(name, index + 1);
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
