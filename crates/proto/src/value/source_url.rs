//! The source of a copy: the value of `x-ms-copy-source`.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderValue, Uri};
use zeroize::Zeroizing;

use crate::invalid::Invalid;
use crate::redact;
use crate::value::azure_host::AzureHost;
use crate::value::endpoint::{Host, absolute};
use crate::value::{BlobUrl, pasted, stray_characters};
use crate::wire::field::Text;
use crate::wire::target;

const PAGE: &str = "Copy Blob";

const SUBJECT: &str = "copy source";

/// Maximum length of a source, in bytes, percent-encoded and including its SAS.
const LONGEST: usize = 2048;

/// The source of a copy: a blob, or any URL, byte for byte as it was given.
///
/// A URL outside Azure is never encoded again, because that would invalidate its signature. The query may contain a
/// SAS, so it is never printed, and is wiped from memory when dropped.
///
/// ```
/// use blobcopy_proto::SourceUrl;
///
/// # fn main() -> Result<(), blobcopy_proto::Invalid> {
/// let source = SourceUrl::parse("https://acct.blob.core.windows.net/live/db.vhd?sv=2025-11-05&sig=c2ln")?;
/// assert!(!source.to_string().contains("sig"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SourceUrl(Zeroizing<String>);

impl SourceUrl {
    /// Parses any URL, in the form in which it is sent.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, is longer than 2 KiB, is not percent-encoded, has a fragment or a
    /// user name, or has a host of an Azure Blob endpoint and does not name a blob.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let uri = checked(text)?;
        match rule_at_azure(text, &uri) {
            Some(rule) => Err(Invalid::new(SUBJECT, text, rule, PAGE)),
            None => Ok(Self(Zeroizing::new(text.to_owned()))),
        }
    }

    /// A blob that the service can read because it is public, or with the credential of the copy itself.
    ///
    /// # Errors
    /// If the encoded URL is longer than 2 KiB.
    pub fn of_blob(blob: &BlobUrl) -> Result<Self, Invalid> {
        // The URL of a blob is valid and encoded, so only its length is checked.
        let mut text = Zeroizing::new(String::with_capacity(160));
        blob.push(&mut text);
        check_length(&text)?;
        Ok(Self(text))
    }

    /// A blob that the service can read with this SAS (without a leading `?`).
    ///
    /// # Errors
    /// If the encoded URL with its SAS is longer than 2 KiB.
    pub fn of_blob_with_sas(blob: &BlobUrl, sas: &str) -> Result<Self, Invalid> {
        let mut text = Zeroizing::new(blob.to_string());
        let joint = if text.contains('?') { '&' } else { '?' };
        text.push(joint);
        text.push_str(sas);
        checked(&text)?;
        Ok(Self(text))
    }

    /// The whole URL, including its query and any SAS. A secret: use it in the request only, and never print it.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `echo`, the source that the service reports, is this source.
    pub fn is_echoed_by(&self, echo: &EchoedSource) -> bool {
        Named::of(&self.0) == Named::of(&echo.0) && Named::of(&self.0).is_some()
    }
}

/// Checks a URL of any host.
fn checked(text: &str) -> Result<Uri, Invalid> {
    let invalid = |rule: &'static str| Invalid::new(SUBJECT, text, rule, PAGE);
    check_length(text)?;
    if let Some(rule) = pasted::surroundings(text) {
        return Err(Invalid::new(SUBJECT, "…", rule, PAGE));
    }
    if text.contains('#') {
        return Err(invalid("must not contain `#`; in a name it is written %23"));
    }
    if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
        let encode = "must be percent-encoded: a space as %20";
        return Err(invalid(stray_characters(text).unwrap_or(encode)));
    }
    absolute(SUBJECT, text)
}

/// The rule that a URL with an Azure host breaks if it does not name a blob. A file of Azure Files and a page of a
/// static website are valid sources, like any other URL.
fn rule_at_azure(text: &str, uri: &Uri) -> Option<Cow<'static, str>> {
    let host = Host::of(uri).ok()?;
    let azure = AzureHost::parse(&host.name)?;
    match azure.service {
        "blob" if azure.account.is_some() && is_plainly_a_blob(uri) => None,
        "blob" => Some(match BlobUrl::parse_with_sas(text).err()? {
            error if error.subject == "blob URL" => error.rule,
            error => format!("names no blob: its {} {}", error.subject, error.rule).into(),
        }),
        _ => azure.rule_of_service().map(Cow::Borrowed),
    }
}

/// Whether a URL is simple enough to name a blob without a full check. Parsing it as a [`BlobUrl`] takes as long as the
/// rest of a start.
fn is_plainly_a_blob(uri: &Uri) -> bool {
    let Some((container, name)) = uri.path()[1..].split_once('/') else {
        return false;
    };
    let is_alphanumeric = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let names_moment = |pair: &str| {
        let name = pair.split('=').next().unwrap_or_default();
        name.eq_ignore_ascii_case("snapshot") || name.eq_ignore_ascii_case("versionid")
    };
    (3..=63).contains(&container.len())
        && container.bytes().all(is_alphanumeric)
        && (1..254).contains(&name.len())
        && !name.starts_with('.')
        && !name.contains('%')
        && !name.contains("/.")
        && !uri.query().unwrap_or_default().split('&').any(names_moment)
}

fn check_length(text: &str) -> Result<(), Invalid> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    let rule = "must have at most 2 KiB (2048 bytes), its SAS included";
    Err(Invalid::new(SUBJECT, text, rule, PAGE))
}

impl TryFrom<&str> for SourceUrl {
    type Error = Invalid;

    fn try_from(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl TryFrom<&BlobUrl> for SourceUrl {
    type Error = Invalid;

    fn try_from(blob: &BlobUrl) -> Result<Self, Invalid> {
        Self::of_blob(blob)
    }
}

impl Text for SourceUrl {
    fn encode(&self) -> HeaderValue {
        let mut value = HeaderValue::from_str(&self.0).expect("made of visible ASCII");
        value.set_sensitive(true);
        value
    }

    fn decode(text: &str) -> Option<Self> {
        Self::parse(text).ok()
    }
}

impl fmt::Display for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::Url(&self.0).fmt(f)
    }
}

impl fmt::Debug for SourceUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The source of a copy as the service reports it. Prints without its query, because older versions of the service
/// report the whole SAS.
#[derive(Clone, PartialEq, Eq)]
pub struct EchoedSource(Zeroizing<String>);

impl EchoedSource {
    /// The text from the service.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// The text from the service, including its query. A secret: compare it only, and never print it.
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl Text for EchoedSource {
    fn encode(&self) -> HeaderValue {
        let mut value = crate::wire::field::printable(&self.0);
        value.set_sensitive(true);
        value
    }

    fn decode(text: &str) -> Option<Self> {
        Some(Self::new(text))
    }

    fn text(&self) -> Cow<'_, str> {
        Cow::Borrowed(&self.0)
    }
}

impl fmt::Display for EchoedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        redact::Url(&self.0).fmt(f)
    }
}

impl fmt::Debug for EchoedSource {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The parts of a source that the service reports unchanged: everything but the signature, in any encoding and order.
#[derive(PartialEq)]
struct Named {
    scheme: String,
    host: Host,
    path: String,
    query: Vec<(String, String)>,
}

impl Named {
    fn of(text: &str) -> Option<Self> {
        let uri = Uri::try_from(text).ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let mut query: Vec<(String, String)> = target::parameters(uri.query().unwrap_or_default())
            .filter(|(name, _)| name != "sig")
            .map(|(name, value)| (name, value.into_owned()))
            .collect();
        query.sort();
        Some(Self {
            scheme,
            host: Host::of(&uri).ok()?,
            path: target::decode(uri.path())?.into_owned(),
            query,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_foreign_url_is_kept_byte_for_byte() {
        let text = "https://bucket.s3.amazonaws.com/a*b~%7e/ü".replace('ü', "%c3%bc")
            + "?X-Amz-Signature=a%2Bb*";
        assert_eq!(SourceUrl::parse(&text).unwrap().expose(), text);
    }

    #[test]
    fn what_cannot_be_a_source_is_refused_without_repeating_a_secret() {
        let long = format!("https://a.net/{}", "x".repeat(2048));
        for text in [
            "",
            "/acct/cont/blob",
            "a.net/x?sig=secret",
            "https://a.net/a b?sig=secret",
            "https://a.net/#x",
            &long,
        ] {
            let error = SourceUrl::parse(text).unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn the_query_never_prints() {
        let source =
            SourceUrl::parse("https://a.blob.core.windows.net/cont/b?sv=1&sig=secret").unwrap();
        assert_eq!(
            format!("{source} {source:?}"),
            "https://a.blob.core.windows.net/cont/b?… https://a.blob.core.windows.net/cont/b?…"
        );
    }

    #[test]
    fn a_url_at_azure_names_a_blob_or_is_refused_with_what_is_missing() {
        for (text, missing) in [
            (
                "https://acct.blob.core.windows.net/box/x/../a",
                "`..` as a segment",
            ),
            (
                "https://acct.blob.core.windows.net/box/%2e%2E/a",
                "`..` as a segment",
            ),
            ("https://ACCT.blob.core.windows.net/", "is missing"),
            ("https://acct.blob.core.windows.net./box/", "is missing"),
            (
                "https://acct.blob.core.windows.net/Box/a",
                "lower-case letters",
            ),
            (
                "https://acct.blob.core.windows.net/box?sv=1&sr=c&sig=secret",
                "names a container",
            ),
            (
                "https://blob.core.windows.net/acct/box/a",
                "names no account",
            ),
            (
                "https://acct-secondary.blob.core.windows.net/box/",
                "is missing",
            ),
            ("https://acct.z01.blob.storage.azure.net/box/", "is missing"),
            (
                "https://acct.privatelink.blob.core.windows.net/box/",
                "is missing",
            ),
            (
                "https://acct.blob.core.usgovcloudapi.net/box/",
                "is missing",
            ),
            ("https://acct.blob.core.chinacloudapi.cn/box/", "is missing"),
            (
                "https://acct.dfs.core.windows.net/box/a",
                "`.blob.` instead of `.dfs.`",
            ),
            (
                "https://acct.queue.core.windows.net/box/a",
                "another service",
            ),
        ] {
            let error = SourceUrl::parse(text).unwrap_err().to_string();
            assert!(error.contains(missing), "{text}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
        for text in [
            "https://acct.blob.core.windows.net/readme.txt",
            "https://acct.file.core.windows.net/share/dir/a?sv=1&sig=x",
            "https://acct.z13.web.core.windows.net/a/../b",
            "https://example.com/box/x/../a",
        ] {
            assert_eq!(SourceUrl::parse(text).unwrap().expose(), text);
        }
    }

    #[test]
    fn what_is_plainly_a_blob_is_one_by_every_rule() {
        let account = "https://acct.blob.core.windows.net";
        let (longest, deepest) = ("x".repeat(253), "/".repeat(253));
        for path in [
            "/box/a",
            "/b0x/a/b.vhd?sv=1&sr=b&sig=c2ln",
            "/box/a?sr=c&sig=c2ln",
            &format!("/box/{longest}"),
            &format!("/box/{deepest}"),
        ] {
            let text = format!("{account}{path}");
            assert!(is_plainly_a_blob(&Uri::try_from(&text).unwrap()), "{text}");
            assert!(BlobUrl::parse_with_sas(&text).is_ok(), "{text}");
        }
        for path in [
            "/",
            "/box",
            "/box/",
            "/bo/a",
            "/Box/a",
            "/box/../a",
            "/box/a/..",
            "/box/%2e%2e",
            "/box/a?Snapshot=1&VersionId=2",
        ] {
            let text = format!("{account}{path}");
            assert!(!is_plainly_a_blob(&Uri::try_from(&text).unwrap()), "{text}");
        }
    }

    #[test]
    fn a_pasted_source_is_refused_by_what_surrounds_it() {
        for (text, expected) in [
            ("\"https://a.net/b?sig=secret\"", "quotes"),
            ("https://a.net/b?sig=secret\n", "line break"),
            ("https://a.net/b?sig=secret\u{3000}x", "full-width"),
            ("SOURCE_URL=https://a.net/b?sig=secret", "variable"),
        ] {
            let error = SourceUrl::parse(text).unwrap_err().to_string();
            assert!(error.contains(expected), "{text:?}: {error}");
            assert!(!error.contains("secret"), "{error}");
        }
    }

    #[test]
    fn an_echo_is_recognised_with_and_without_its_signature() {
        let source =
            SourceUrl::parse("https://a.blob.core.windows.net/cont/a%20b?snapshot=1&sv=2&sig=s")
                .unwrap();
        let echo = |text: &str| source.is_echoed_by(&EchoedSource::new(text));
        assert!(echo(
            "https://a.blob.core.windows.net/cont/a%20b?snapshot=1&sv=2&sig=s"
        ));
        assert!(echo(
            "https://A.blob.core.windows.net:443/cont/a%20b?sv=2&snapshot=1"
        ));
        assert!(!echo(
            "https://a.blob.core.windows.net/cont/a%20b?snapshot=2&sv=2"
        ));
        assert!(!echo(
            "https://a.blob.core.windows.net/cont/other?snapshot=1&sv=2"
        ));
        assert!(!echo(
            "http://a.blob.core.windows.net/cont/a%20b?snapshot=1&sv=2"
        ));
        assert!(!echo(""));
    }
}
