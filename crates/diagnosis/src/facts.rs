//! Facts that are known without another request: from a source's URL, a reply, and two clocks.

use std::time::{Duration, SystemTime};

use blobcopy_auth::{Error as AuthError, SasToken};
use blobcopy_proto::{BlobUrl, Endpoint, ErrorCode, ServiceError, SourceRefusal, SourceUrl};
use http::Uri;

/// The time on this machine and, if a reply contained it, at the service.
#[derive(Clone, Copy, Debug)]
pub struct Clocks {
    /// The time on this machine.
    pub here: SystemTime,
    /// The time at the service, if a reply contained it.
    pub service: Option<SystemTime>,
}

impl Clocks {
    /// The times when a refusal has just arrived.
    pub fn at(here: SystemTime, refusal: &ServiceError) -> Self {
        let service = refusal.date.map(|date| date.time());
        Self { here, service }
    }

    /// The time to compare with: the service's own clock if known, because the service uses it.
    pub(crate) fn now(&self) -> SystemTime {
        self.service.unwrap_or(self.here)
    }

    /// The difference between the clocks, and whether this machine's clock is slow. `None` if the service's clock is
    /// not known.
    pub fn skew(&self) -> Option<(Duration, bool)> {
        let service = self.service?;
        Some(match service.duration_since(self.here) {
            Ok(behind) => (behind, true),
            Err(ahead) => (ahead.duration(), false),
        })
    }
}

/// The content of a refusal.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Answer {
    /// The HTTP status.
    pub status: u16,
    /// The service's code.
    pub code: Option<ErrorCode>,
    /// The service's message.
    pub message: Option<String>,
    /// What did not match in the authorization.
    pub detail: Option<String>,
    /// The header that was not accepted.
    pub header: Option<String>,
    /// The feature that the account lacks.
    pub feature: Option<String>,
    /// Whether only the status of the service's own reply is known, and not the source's reply to the service.
    pub is_secondhand: bool,
}

impl Answer {
    /// The content of the service's own refusal.
    pub fn of(refusal: &ServiceError) -> Self {
        Self {
            status: refusal.status.as_u16(),
            code: refusal.code.clone(),
            message: refusal.message.clone(),
            detail: refusal.authentication_detail.clone(),
            header: refusal.header_name.clone(),
            feature: feature(refusal),
            is_secondhand: false,
        }
    }

    /// The source's reply to the service. If the service does not report it, only the status and the message of the
    /// refusal are known.
    pub fn of_source(refusal: &ServiceError) -> Self {
        let unknown = SourceRefusal::default();
        let told = refusal.copy_source.as_ref().unwrap_or(&unknown);
        let message = told.message.as_ref().or(refusal.message.as_ref());
        let in_words = || message.and_then(|message| code_in_words(message));
        Self {
            status: told.status.unwrap_or(refusal.status.as_u16()),
            code: told.code.clone().or_else(in_words),
            message: message.cloned(),
            is_secondhand: told.status.is_none() && told.code.is_none(),
            ..Self::default()
        }
    }

    /// Whether the refusal concerns the credential.
    pub(crate) fn is_denial(&self) -> bool {
        matches!(self.status, 400 | 401 | 403)
    }

    /// Whether it has an error code of the Blob service. Other servers return codes in XML of the same form.
    pub(crate) fn has_known_code(&self) -> bool {
        !matches!(
            self.code,
            None | Some(ErrorCode::Other(_) | ErrorCode::InternalError | ErrorCode::InvalidRange)
        )
    }

    /// Whether it has this code.
    pub fn has(&self, code: &ErrorCode) -> bool {
        self.code.as_ref() == Some(code)
    }

    /// Whether the message contains these words, in any case.
    pub(crate) fn reads(&self, words: &str) -> bool {
        let message = self.message.as_deref().unwrap_or_default();
        message.to_ascii_lowercase().contains(words)
    }

    /// Whether the detail of the authorization contains these words, in any case.
    pub(crate) fn says(&self, words: &str) -> bool {
        let detail = self.detail.as_deref().unwrap_or_default();
        detail.to_ascii_lowercase().contains(words)
    }
}

/// The error code of a source whose state prevents a copy, concluded from its message, which the service repeats if it
/// does not report the code. Source: *Blob service error codes*.
fn code_in_words(message: &str) -> Option<ErrorCode> {
    const SENTENCES: [(&str, ErrorCode); 4] = [
        (
            "operation is not permitted on an archived blob",
            ErrorCode::BlobArchived,
        ),
        (
            "the blob is currently being rehydrated",
            ErrorCode::BlobBeingRehydrated,
        ),
        (
            "currently a pending copy operation",
            ErrorCode::PendingCopyOperation,
        ),
        (
            "public access is not permitted",
            ErrorCode::PublicAccessNotPermitted,
        ),
    ];
    let message = message.to_ascii_lowercase();
    let found = SENTENCES.iter().find(|(words, _)| message.contains(words));
    found.map(|(_, code)| code.clone())
}

fn feature(refusal: &ServiceError) -> Option<String> {
    let named = refusal
        .details
        .iter()
        .find(|(name, _)| name == "FeatureName");
    named.map(|(_, feature)| feature.clone())
}

/// Facts from the URL of a source.
#[derive(Clone, Debug)]
pub struct UrlFacts {
    /// The host of the URL.
    pub host: String,
    pub(crate) is_https: bool,
    /// Whether the host is known to be a Blob service.
    pub is_of_blob_service: bool,
    /// The blob that the URL names, if it can be one.
    pub blob: Option<BlobUrl>,
    /// The SAS in the URL, or why it cannot be parsed.
    pub(crate) sas: Option<Result<SasToken, AuthError>>,
    /// The path with one encoding less, if it looks as if it was encoded twice.
    pub encoded_once: Option<String>,
}

impl UrlFacts {
    /// Parses the URL. It is assumed to be one of a Blob service if its host is one of Azure's or of the same service
    /// as `reader`, or if it contains a SAS.
    pub fn of(source: &SourceUrl, reader: Option<&Endpoint>) -> Self {
        let blob = BlobUrl::parse_with_sas(source.expose()).ok();
        let is_of_reader = |(blob, _): &(BlobUrl, _)| {
            reader.is_some_and(|reader| reader.is_of_service(blob.endpoint()))
        };
        let is_known = is_on_azure(source) || blob.as_ref().is_some_and(is_of_reader);
        Self::new(source, is_known)
    }

    /// Parses the URL of a server that has responded as a Blob service does.
    pub fn on_blob_service(source: &SourceUrl) -> Self {
        Self::new(source, true)
    }

    fn new(source: &SourceUrl, is_known: bool) -> Self {
        let uri = Uri::try_from(source.expose()).expect("a source is an absolute URL");
        let (blob, query) = match BlobUrl::parse_with_sas(source.expose()) {
            Ok((blob, query)) => (Some(blob), query),
            Err(_) => (None, None),
        };
        let sas = query
            .filter(|query| is_known || has_signed_version(query))
            .map(|query| SasToken::parse(&query));
        Self {
            host: uri.host().unwrap_or_default().to_owned(),
            is_https: uri.scheme_str() == Some("https"),
            is_of_blob_service: is_known || sas.is_some(),
            blob: blob.filter(|_| is_known || sas.is_some()),
            sas,
            encoded_once: encoded_once(uri.path()),
        }
    }

    /// The SAS, if there is one and it can be parsed.
    pub fn token(&self) -> Option<&SasToken> {
        self.sas.as_ref()?.as_ref().ok()
    }
}

/// Whether the host is one of Azure's, whatever the path.
fn is_on_azure(source: &SourceUrl) -> bool {
    let uri = Uri::try_from(source.expose()).expect("a source is an absolute URL");
    let host = uri.host().unwrap_or_default();
    Endpoint::parse(&format!("https://{host}")).is_ok_and(|endpoint| endpoint.is_azure())
}

/// Whether a query contains the parameter that every SAS has and other signed URLs do not have.
fn has_signed_version(query: &str) -> bool {
    let has = |wanted: &str| {
        let mut names = query.split('&').filter_map(|pair| pair.split('=').next());
        names.any(|name| name.eq_ignore_ascii_case(wanted))
    };
    has("sig") && has("sv")
}

/// The path with each `%25` decoded that precedes an encoded byte, if there is one.
fn encoded_once(path: &str) -> Option<String> {
    let mut once = String::with_capacity(path.len());
    let mut rest = path;
    let mut is_changed = false;
    while let Some(at) = rest.find("%25") {
        let behind = &rest[at + 3..];
        let is_twice =
            behind.len() >= 2 && behind.bytes().take(2).all(|byte| byte.is_ascii_hexdigit());
        is_changed |= is_twice;
        once.push_str(&rest[..at]);
        once.push_str(if is_twice { "%" } else { "%25" });
        rest = behind;
    }
    once.push_str(rest);
    is_changed.then_some(once)
}

#[cfg(test)]
mod tests {
    use super::*;

    const SAS: &str = "sv=2020-12-06&sr=b&sp=r&se=2026-01-02&sig=c2ln";

    fn facts(text: &str) -> UrlFacts {
        UrlFacts::of(&SourceUrl::parse(text).unwrap(), None)
    }

    #[test]
    fn a_blob_is_known_by_its_host_its_service_or_its_sas() {
        assert!(
            facts("https://a.blob.core.windows.net/box/b")
                .blob
                .is_some()
        );
        let nameless = facts("https://a.blob.core.windows.net/x");
        assert!(nameless.is_of_blob_service && nameless.sas.is_none());
        let foreign = facts("https://files.example.net/box/b");
        assert!(foreign.blob.is_none() && !foreign.is_of_blob_service);
        assert!(
            facts(&format!("https://files.example.net/box/b?{SAS}"))
                .blob
                .is_some()
        );
        let signed = facts("https://bucket.example.net/b?X-Amz-Signature=x&sig=y");
        assert!(signed.blob.is_none() && signed.sas.is_none());
        let emulator = Endpoint::parse("http://127.0.0.1:10000/a").unwrap();
        let source = SourceUrl::parse("http://127.0.0.1:10000/other/box/b").unwrap();
        assert!(UrlFacts::of(&source, Some(&emulator)).blob.is_some());
        assert!(UrlFacts::of(&source, None).blob.is_none());
    }

    #[test]
    fn a_query_of_azure_that_is_no_sas_is_a_damaged_one() {
        let facts = facts("https://a.blob.core.windows.net/box/b?sv=2020-12-06&sr=b&sp=r");
        assert!(matches!(facts.sas, Some(Err(_))) && facts.token().is_none());
    }

    #[test]
    fn a_name_that_was_encoded_twice_is_seen() {
        let once = |path: &str| encoded_once(path);
        assert_eq!(once("/c/a%2520b%253f").as_deref(), Some("/c/a%20b%3f"));
        assert_eq!(once("/c/a%20b"), None);
        assert_eq!(once("/c/100%25"), None);
        assert_eq!(once("/c/100%25%2520").as_deref(), Some("/c/100%25%20"));
        assert_eq!(once("/c/%25ü"), None);
    }
}
