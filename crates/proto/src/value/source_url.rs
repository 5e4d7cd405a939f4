//! What a copy reads: the value of `x-ms-copy-source`.

use std::borrow::Cow;
use std::fmt;

use http::{HeaderValue, Uri};
use zeroize::Zeroizing;

use crate::error::Invalid;
use crate::redact;
use crate::value::BlobUrl;
use crate::value::endpoint::absolute;
use crate::wire::field::Text;
use crate::wire::target;

const PAGE: &str = "Copy Blob";

/// Longest source, in bytes, encoded and with its SAS.
const LONGEST: usize = 2048;

/// The source of a copy: a blob that we can name, or any URL, byte for byte as it was given.
///
/// A foreign URL is never encoded again, since that would break one that is signed. The query may hold a SAS, so it is
/// never printed, and wiped from memory at the end.
#[derive(Clone, PartialEq, Eq)]
pub struct SourceUrl(Zeroizing<String>);

impl SourceUrl {
    /// Any URL, as it would stand in a request.
    ///
    /// # Errors
    /// If it is not an absolute http or https URL, is longer than 2 KiB, is not yet percent-encoded, has a fragment,
    /// or carries a user name.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let invalid = |rule: &'static str| Invalid::new("copy source", text, rule, PAGE);
        check_length(text)?;
        if text.contains('#') {
            return Err(invalid("must not contain `#`; in a name it is written %23"));
        }
        if !text.bytes().all(|byte| byte.is_ascii_graphic()) {
            return Err(invalid(
                "must be percent-encoded, as it would stand in a request: a space as %20",
            ));
        }
        absolute(text).map_err(invalid)?;
        Ok(Self(Zeroizing::new(text.to_owned())))
    }

    /// A blob, which the service may read because it is public or because of the credential of the copy itself.
    ///
    /// # Errors
    /// If the URL is longer than 2 KiB once it is encoded.
    pub fn of_blob(blob: &BlobUrl) -> Result<Self, Invalid> {
        // A blob's URL is one, and encoded: only its length is left to be looked at.
        let mut text = Zeroizing::new(String::with_capacity(160));
        blob.push(&mut text);
        check_length(&text)?;
        Ok(Self(text))
    }

    /// A blob, which the service may read by this SAS (without a leading `?`).
    ///
    /// # Errors
    /// If the URL is longer than 2 KiB once it is encoded and has its SAS.
    pub fn of_blob_with_sas(blob: &BlobUrl, sas: &str) -> Result<Self, Invalid> {
        let mut text = Zeroizing::new(blob.to_string());
        let joint = if text.contains('?') { '&' } else { '?' };
        text.push(joint);
        text.push_str(sas);
        Self::parse(&text)
    }

    /// The whole URL, its query and with it any SAS included: for the request, and for nothing that prints.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Whether `echo`, the source that the service reports, is this one.
    pub fn is_echoed_by(&self, echo: &EchoedSource) -> bool {
        Named::of(&self.0) == Named::of(&echo.0) && Named::of(&self.0).is_some()
    }
}

fn check_length(text: &str) -> Result<(), Invalid> {
    if text.len() <= LONGEST {
        return Ok(());
    }
    let rule = "must have at most 2 KiB (2048 bytes), its SAS included";
    Err(Invalid::new("copy source", text, rule, PAGE))
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

/// The source of a copy as the service reports it. Prints without its query, in which older versions of the service
/// repeat the whole SAS.
#[derive(Clone, PartialEq, Eq)]
pub struct EchoedSource(Zeroizing<String>);

impl EchoedSource {
    /// What the service wrote.
    pub fn new(text: &str) -> Self {
        Self(Zeroizing::new(text.to_owned()))
    }

    /// What the service wrote, its query included: for comparing, and for nothing that prints.
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

/// What of a source the service repeats truly: everything but the signature, in whatever encoding and order.
#[derive(PartialEq)]
struct Named {
    scheme: String,
    authority: String,
    path: String,
    query: Vec<(String, String)>,
}

impl Named {
    fn of(text: &str) -> Option<Self> {
        let uri = Uri::try_from(text).ok()?;
        let scheme = uri.scheme_str()?.to_ascii_lowercase();
        let default_port = if scheme == "https" { ":443" } else { ":80" };
        let authority = uri.authority()?.as_str().to_ascii_lowercase();
        let authority = authority
            .strip_suffix(default_port)
            .unwrap_or(&authority)
            .to_owned();
        let mut query: Vec<(String, String)> = target::parameters(uri.query().unwrap_or_default())
            .filter(|(name, _)| name != "sig")
            .map(|(name, value)| (name, value.into_owned()))
            .collect();
        query.sort();
        Some(Self {
            scheme,
            authority,
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
            SourceUrl::parse("https://a.blob.core.windows.net/c/b?sv=1&sig=secret").unwrap();
        assert_eq!(
            format!("{source} {source:?}"),
            "https://a.blob.core.windows.net/c/b?… https://a.blob.core.windows.net/c/b?…"
        );
    }

    #[test]
    fn an_echo_is_recognised_with_and_without_its_signature() {
        let source =
            SourceUrl::parse("https://a.blob.core.windows.net/c/a%20b?snapshot=1&sv=2&sig=s")
                .unwrap();
        let echo = |text: &str| source.is_echoed_by(&EchoedSource::new(text));
        assert!(echo(
            "https://a.blob.core.windows.net/c/a%20b?snapshot=1&sv=2&sig=s"
        ));
        assert!(echo(
            "https://A.blob.core.windows.net:443/c/a%20b?sv=2&snapshot=1"
        ));
        assert!(!echo(
            "https://a.blob.core.windows.net/c/a%20b?snapshot=2&sv=2"
        ));
        assert!(!echo(
            "https://a.blob.core.windows.net/c/other?snapshot=1&sv=2"
        ));
        assert!(!echo(
            "http://a.blob.core.windows.net/c/a%20b?snapshot=1&sv=2"
        ));
        assert!(!echo(""));
    }
}
