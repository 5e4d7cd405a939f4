//! Removes the secrets of a request from its reply.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobcopy_proto::SourceUrl;
use blobcopy_proto::wire::header::COPY_SOURCE;
use bytes::Bytes;
use http::uri::PathAndQuery;
use http::{HeaderValue, Request, Response};
use zeroize::Zeroizing;

use crate::query::parameters;
use crate::sas::is_signature;
use crate::spelling::{Beginnings, end_of, without_leading_plus};

/// The secrets that the requests of one call carried, to remove them from replies.
///
/// A service may repeat what it was sent: in an error message, a header, or the copy source. This type searches for the
/// secrets themselves and not for a pattern: signatures, tokens and keys, in any spelling (percent-encoded, escaped for
/// JSON or XML, broken over lines, truncated). `Debug` prints none of them.
#[derive(Clone, Default)]
pub struct SentSecrets {
    /// The target, if it contains a SAS.
    target: Option<PathAndQuery>,
    /// The source of the copy, which later replies may also repeat.
    source: Option<HeaderValue>,
    /// The other headers that were marked as sensitive.
    headers: [Option<HeaderValue>; MOST_HEADERS],
}

/// The headers that may be sensitive: `Authorization`, the authorization of the source, the authorization and the
/// password of a proxy, and two customer-provided keys.
const MOST_HEADERS: usize = 6;

impl SentSecrets {
    /// Records the secrets of `request`, which must be complete.
    ///
    /// The source of an earlier request is kept until another request has a source.
    pub fn learn<B>(&mut self, request: &Request<B>) {
        self.target = request.uri().path_and_query().cloned();
        let mut headers = self.headers.iter_mut();
        for (name, value) in request.headers() {
            if !value.is_sensitive() {
                continue;
            }
            if name == COPY_SOURCE {
                self.source = Some(value.clone());
            } else if let Some(slot) = headers.next() {
                *slot = Some(value.clone());
            }
        }
        headers.for_each(|slot| *slot = None);
    }

    /// The secrets of a copy's source, if it has any. For a copy that an earlier call started.
    pub fn of_source(source: &SourceUrl) -> Option<Box<Self>> {
        let mut secrets = Self::default();
        secrets.learn_source(source);
        secrets.source.is_some().then(|| Box::new(secrets))
    }

    /// Records the source of a copy that an earlier call started.
    pub fn learn_source(&mut self, source: &SourceUrl) {
        if self.source.is_none() && source.expose().contains('?') {
            let text = Zeroizing::new(source.expose().as_bytes().to_vec());
            let text = HeaderValue::from_maybe_shared(Bytes::from_owner(text));
            self.source = Some(text.expect("a source is visible ASCII"));
        }
    }

    /// Records one more header, which is added later, such as that of a proxy.
    pub fn learn_header(&mut self, value: &HeaderValue) {
        let mut free = self.headers.iter_mut().filter(|slot| slot.is_none());
        for value in [Some(value.clone()), password_in(value)]
            .into_iter()
            .flatten()
        {
            if let Some(slot) = free.next() {
                *slot = Some(value);
            }
        }
    }

    /// Replaces with `…` every secret that a reply repeats in its headers and, if it `has_text`, its body.
    ///
    /// The query of the copy source is not changed, because it is compared with what was sent, and no type prints it.
    /// If no secret is found, nothing is allocated.
    pub fn remove_from(&self, reply: &mut Response<Bytes>, has_text: bool) {
        let secrets = self.secrets();
        if secrets.count == 0 {
            return;
        }
        for (name, value) in reply.headers_mut() {
            let is_echo = name == COPY_SOURCE;
            if let Some(text) = secrets.removed_from_header(value.as_bytes(), is_echo) {
                *value = HeaderValue::from_maybe_shared(Bytes::from(text))
                    .expect("parts of a header, and what is no control character");
            }
        }
        if has_text && let Some(text) = secrets.removed_from(reply.body()) {
            *reply.body_mut() = text.into();
        }
    }

    fn secrets(&self) -> Secrets<'_> {
        let mut secrets = Secrets::new();
        if let Some(query) = self.target.as_ref().and_then(PathAndQuery::query) {
            secrets.add_signatures(query);
        }
        if let Some(source) = &self.source {
            let query = query_of(source.as_bytes());
            let query = str::from_utf8(query.get(1..).unwrap_or_default()).unwrap_or_default();
            secrets.add_signatures(query);
            secrets.add_others(query);
        }
        for value in self.headers.iter().flatten() {
            secrets.add(credential_in(value.as_bytes()), IS_RANDOM);
        }
        secrets
    }
}

impl fmt::Debug for SentSecrets {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SentSecrets(…)")
    }
}

/// Secrets, prepared for the search.
struct Secrets<'a> {
    few: [Secret<'a>; FEW],
    more: Vec<Secret<'a>>,
    count: usize,
    beginnings: Beginnings,
}

/// Number of secrets that need no allocation.
const FEW: usize = 12;

#[derive(Clone, Copy, Default)]
struct Secret<'a> {
    text: &'a [u8],
    is_random: bool,
}

/// Whether the beginning of a secret is so random that it does not occur by chance.
const IS_RANDOM: bool = true;

impl<'a> Secrets<'a> {
    fn new() -> Self {
        Self {
            few: [Secret::default(); FEW],
            more: Vec::new(),
            count: 0,
            beginnings: Beginnings::NONE,
        }
    }

    /// Adds the signatures of a SAS in a query.
    fn add_signatures(&mut self, query: &'a str) {
        for (_, value) in parameters(query).filter(|(name, _)| is_signature(name)) {
            self.add(value.as_bytes(), IS_RANDOM);
        }
    }

    /// Adds other secrets in the query of a source: the signatures and tokens of other services.
    fn add_others(&mut self, query: &'a str) {
        for (name, value) in parameters(query).filter(|(name, _)| !is_signature(name)) {
            if is_named_as_secret(name) || is_like_token(value) {
                self.add(value.as_bytes(), !IS_RANDOM);
            }
        }
    }

    fn add(&mut self, text: &'a [u8], is_random: bool) {
        let text = without_leading_plus(text);
        if text.is_empty() {
            return;
        }
        let secret = Secret { text, is_random };
        match self.few.get_mut(self.count) {
            Some(room) => *room = secret,
            None => self.more.push(secret),
        }
        self.count += 1;
        self.beginnings.add(text);
    }

    fn iter(&self) -> impl Iterator<Item = &Secret<'a>> {
        self.few.iter().take(self.count).chain(&self.more)
    }

    fn removed_from_header(&self, value: &[u8], is_echo: bool) -> Option<Vec<u8>> {
        let query = if is_echo { query_of(value) } else { &[] };
        let mut text = self.removed_from(&value[..value.len() - query.len()])?;
        text.extend_from_slice(query);
        Some(text)
    }

    /// The text without the secrets. `None` if it contains none.
    fn removed_from(&self, text: &[u8]) -> Option<Vec<u8>> {
        let (mut out, mut kept_from, mut at) = (Vec::new(), 0, 0);
        while let Some(start) = self.beginnings.next(text, at) {
            let ends = self
                .iter()
                .filter_map(|secret| end_of(secret.text, text, start, !secret.is_random));
            match ends.max() {
                Some(end) => {
                    out.extend_from_slice(&text[kept_from..start]);
                    out.extend_from_slice("…".as_bytes());
                    (kept_from, at) = (end, end);
                }
                None => at = start + 1,
            }
        }
        (kept_from > 0).then(|| {
            out.extend_from_slice(&text[kept_from..]);
            out
        })
    }
}

/// The credential in the value of a header, without its scheme and, for a signature, without the account's name.
fn credential_in(value: &[u8]) -> &[u8] {
    let behind = |mark: u8| value.iter().rposition(|byte| *byte == mark);
    let name_ends = behind(b':').filter(|_| value.starts_with(b"SharedKey"));
    name_ends
        .or_else(|| behind(b' '))
        .map_or(value, |at| &value[at + 1..])
}

/// The password in the value of a proxy's header.
fn password_in(value: &HeaderValue) -> Option<HeaderValue> {
    let encoded = value.as_bytes().strip_prefix(b"Basic ")?;
    let pair = STANDARD.decode(encoded).map(Zeroizing::new).ok()?;
    let name_ends = pair.iter().position(|byte| *byte == b':')?;
    let password = Zeroizing::new(pair[name_ends + 1..].to_vec());
    HeaderValue::from_maybe_shared(Bytes::from_owner(password)).ok()
}

/// The query of a URL, with its `?`.
fn query_of(url: &[u8]) -> &[u8] {
    let at = url.iter().position(|byte| *byte == b'?');
    at.map_or(&[], |at| &url[at..])
}

/// Whether a parameter's name indicates that its value is secret.
fn is_named_as_secret(name: &str) -> bool {
    const WORDS: [&str; 8] = [
        "sign",
        "token",
        "key",
        "secret",
        "credential",
        "password",
        "auth",
        "code",
    ];
    let name = name.to_ascii_lowercase();
    WORDS.iter().any(|word| name.contains(word))
}

/// Whether a value has the form of a hash or a token.
fn is_like_token(value: &str) -> bool {
    value.len() >= 32
        && value
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"+-_=.~%".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "80oiS0i61Y5TWXDQC0Pne%2BnHzGwr592j7ki0VKEd0oA%3D";

    fn sent(uri: &str, headers: &[(&'static str, &str)]) -> SentSecrets {
        let mut request = Request::get(uri);
        for (name, value) in headers {
            let mut value = HeaderValue::from_str(value).unwrap();
            value.set_sensitive(true);
            request = request.header(*name, value);
        }
        let mut secrets = SentSecrets::default();
        secrets.learn(&request.body(()).unwrap());
        secrets
    }

    fn reply(header: &'static str, value: &str, body: &str) -> Response<Bytes> {
        let reply = Response::builder().header(header, value);
        reply.body(Bytes::from(body.to_owned())).unwrap()
    }

    fn heard(secrets: &SentSecrets, header: &'static str, text: &str) -> (String, String) {
        let mut reply = reply(header, text, text);
        secrets.remove_from(&mut reply, true);
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        (text(reply.headers()[header].as_bytes()), text(reply.body()))
    }

    #[test]
    fn what_was_sent_is_removed_from_headers_and_body() {
        let key = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
        let source = format!("https://h/c/a?sv=2020-12-06&sig={SIGNATURE}");
        let foreign = "https://h/a?X-Amz-Signature=0123456789abcdef&X-Amz-Expires=60";
        let sas = format!("https://h/c/b?sig={SIGNATURE}");
        for (uri, headers, secret) in [
            (sas.as_str(), vec![], SIGNATURE),
            (
                "/c/b",
                vec![("authorization", "SharedKey acct:c2lnbmF0dXJl")],
                "c2lnbmF0dXJl",
            ),
            (
                "/c/b",
                vec![("authorization", "Bearer eyJ0eXAi.eyJz")],
                "eyJ0eXAi.eyJz",
            ),
            ("/c/b", vec![("x-ms-encryption-key", key)], key),
            ("/c/b", vec![("x-ms-copy-source", &source)], SIGNATURE),
            (
                "/c/b",
                vec![("x-ms-copy-source", foreign)],
                "0123456789abcdef",
            ),
        ] {
            let secrets = sent(uri, &headers);
            let text = format!("no '{secret}' for {secret}");
            let hidden = "no '…' for …".to_owned();
            assert_eq!(
                heard(&secrets, "x-ms-error-code", &text),
                (hidden.clone(), hidden)
            );
            assert_eq!(format!("{secrets:?}"), "SentSecrets(…)");
        }
    }

    #[test]
    fn the_query_of_an_echoed_source_is_kept_to_be_compared() {
        let source = format!("https://h/c/a?sv=2020-12-06&sig={SIGNATURE}");
        let secrets = sent("/c/b", &[("x-ms-copy-source", &source)]);
        let echo = format!("https://h/{SIGNATURE}?sig={SIGNATURE}");
        let (header, _) = heard(&secrets, "x-ms-copy-source", &echo);
        assert_eq!(header, format!("https://h/…?sig={SIGNATURE}"));
    }

    #[test]
    fn the_source_is_remembered_when_later_requests_have_none() {
        let source = format!("https://h/c/a?sv=2020-12-06&sig={SIGNATURE}");
        let mut secrets = sent("/c/b", &[("x-ms-copy-source", &source)]);
        secrets.learn(&Request::get("/c/b").body(()).unwrap());
        assert_eq!(heard(&secrets, "x", SIGNATURE).0, "…");
        let mut resumed = SentSecrets::default();
        resumed.learn_source(&SourceUrl::parse(&source).unwrap());
        assert_eq!(heard(&resumed, "x", SIGNATURE).0, "…");
    }

    #[test]
    fn the_password_of_a_proxy_is_removed_in_both_forms() {
        let value = HeaderValue::from_static("Basic dXNlcjpwYXNzd29yZC0x");
        let mut secrets = SentSecrets::default();
        secrets.learn_header(&value);
        let text = "password-1 dXNlcjpwYXNzd29yZC0x";
        assert_eq!(heard(&secrets, "x", text).0, "… …");
    }

    #[test]
    fn a_secret_that_begins_with_a_plus_is_removed_where_that_was_read_as_a_space() {
        for signature in ["+0oiS0i61Y5TWXDQC0Pne=", "%2B0oiS0i61Y5TWXDQC0Pne%3D"] {
            let secrets = sent(&format!("/c/b?sig={signature}"), &[]);
            assert_eq!(heard(&secrets, "x", "0oiS0i61Y5TWXDQC0Pne=").0, "…");
            assert_eq!(heard(&secrets, "x", "no 0oiS0i61Y5TWXDQC0Pne=").0, "no …");
        }
    }

    #[test]
    fn content_and_what_only_resembles_a_secret_are_left() {
        let secrets = sent(&format!("https://h/c/b?sig={SIGNATURE}"), &[]);
        let mut reply = reply("etag", "0x8", SIGNATURE);
        secrets.remove_from(&mut reply, false);
        assert_eq!(reply.body(), SIGNATURE);
        let foreign = "https://h/a?X-Amz-Date=20260101T000000Z&type=application%2Foctet-stream";
        let secrets = sent("/c/b", &[("x-ms-copy-source", foreign)]);
        let text = "20260101T000000Z application/octet-stream";
        assert_eq!(heard(&secrets, "x", text).0, text);
    }

    #[test]
    fn where_nothing_is_found_nothing_is_allocated() {
        let secrets = sent(&format!("https://h/c/b?sig={SIGNATURE}"), &[]);
        let mut reply = reply("x-ms-request-id", "80oiS0-61Y5", "80oi&S0%20");
        let made = allocation_counter::measure(|| secrets.remove_from(&mut reply, true));
        assert_eq!(made.count_total, 0);
    }
}
