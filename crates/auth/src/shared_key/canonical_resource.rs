//! The last part of the string to sign: the resource of the request.
//!
//! Source: *Authorize with Shared Key*, REST reference, section on the canonicalized resource.

use std::cmp::Ordering;

use http::Uri;
use percent_encoding::percent_decode_str;

use super::short_list::ShortList;
use crate::query::parameters;

/// Appends `/` + account + path as sent, and the query parameters sorted and decoded, one per line.
///
/// The path of a path-style endpoint already begins with the account, which then occurs twice, as in the service's
/// rule. Only `%xx` is decoded in the query. A literal `+` stays a `+`, although some SDKs read it as a space, so a
/// request should contain `%2B` or `%20` instead.
pub(super) fn append(text: &mut Vec<u8>, account: &str, uri: &Uri) {
    text.push(b'/');
    text.extend_from_slice(account.as_bytes());
    text.extend_from_slice(uri.path().as_bytes());
    if let Some(query) = uri.query() {
        append_query(text, query);
    }
}

fn append_query(text: &mut Vec<u8>, query: &str) {
    let mut parameters: ShortList<(&str, &str)> = parameters(query).collect();
    let parameters = parameters.as_mut_slice();
    parameters.sort_unstable_by(|left, right| {
        compare_names(left.0, right.0)
            .then_with(|| percent_decode_str(left.1).cmp(percent_decode_str(right.1)))
    });
    let mut previous = None;
    for (name, value) in parameters {
        if previous.is_some_and(|previous| compare_names(previous, name).is_eq()) {
            text.push(b',');
        } else {
            text.push(b'\n');
            text.extend(lower_case(name));
            text.push(b':');
        }
        text.extend(percent_decode_str(value));
        previous = Some(*name);
    }
}

fn compare_names(left: &str, right: &str) -> Ordering {
    lower_case(left).cmp(lower_case(right))
}

fn lower_case(name: &str) -> impl Iterator<Item = u8> {
    percent_decode_str(name).map(|byte| byte.to_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn canonical(uri: &str) -> String {
        let mut text = Vec::new();
        append(&mut text, "acct", &uri.parse().unwrap());
        String::from_utf8(text).unwrap()
    }

    #[test]
    fn the_path_is_taken_as_it_is_sent() {
        assert_eq!(canonical("https://acct.blob.core.windows.net"), "/acct/");
        assert_eq!(canonical("https://h/c/%41%c3//a/"), "/acct/c/%41%c3//a/");
        assert_eq!(canonical("http://127.0.0.1:10000/acct/c"), "/acct/acct/c");
        assert_eq!(canonical("/c/b"), "/acct/c/b");
    }

    #[test]
    fn parameters_are_sorted_decoded_once_and_named_in_lower_case() {
        assert_eq!(
            canonical("https://h/c?restype=container&Prefix=100%2525%20+%2B&COMP=list&&snapshot"),
            "/acct/c\ncomp:list\nprefix:100%25 ++\nrestype:container\nsnapshot:"
        );
        assert_eq!(
            canonical("https://h/c?blockid=AA=="),
            "/acct/c\nblockid:AA=="
        );
    }

    #[test]
    fn the_values_of_a_repeated_parameter_are_sorted_and_joined() {
        assert_eq!(
            canonical("https://h/c?include=snapshots&a=1&INCLUDE=metadata&inc%6Cude=copy"),
            "/acct/c\na:1\ninclude:copy,metadata,snapshots"
        );
    }
}
