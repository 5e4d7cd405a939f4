//! A shared access signature: kept byte for byte, parsed into fields, printed without its secret.

use std::fmt;
use std::sync::{Arc, OnceLock};
use std::time::SystemTime;

use percent_encoding::percent_decode_str;
use zeroize::Zeroizing;

use super::field::{Fields, SasField, Texts};
use super::kind::SasKind;
use super::rules;
use super::time::{self, SasTime};
use crate::Error;
use crate::query::parameters;
use crate::secret;

/// The parameter that is the secret.
const SIGNATURE: &str = "sig";

/// A shared access signature. Cheap to clone.
///
/// The text is kept and sent byte for byte. `Debug` and `Display` print the known parameters, with `…` as the value of
/// `sig` and of unknown parameters.
///
/// ```
/// use blobcopy_auth::sas::{SasField, SasToken};
///
/// # fn main() -> Result<(), blobcopy_auth::Error> {
/// let token = SasToken::parse("?sv=2020-12-06&sr=c&sp=r&se=2026-01-02&sig=c2VjcmV0")?;
/// assert_eq!(token.field(SasField::SignedPermissions), Some("r"));
/// assert!(!token.to_string().contains("c2VjcmV0"));
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SasToken(Arc<Inner>);

struct Inner {
    text: Zeroizing<String>,
    /// Filled on first use, because a signer seldom needs it.
    read: OnceLock<Read>,
}

/// The parsed content of the text.
struct Read {
    texts: Texts,
    signature: Zeroizing<String>,
}

impl SasToken {
    /// Parses a token: the query of a signed URL, with or without its `?`.
    ///
    /// Parameters that are not part of a SAS are kept in the text and otherwise ignored.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`], [`Error::Repeated`], [`Error::Malformed`] or [`Error::Contradiction`], naming the parameter,
    /// and [`Error::Pasted`].
    pub fn parse(text: &str) -> Result<Self, Error> {
        let text = text.trim_ascii();
        Self::of_text(text).map_err(|error| Error::pasted("SAS token", text).unwrap_or(error))
    }

    fn of_text(text: &str) -> Result<Self, Error> {
        let text = text.strip_prefix('?').unwrap_or(text);
        if text.is_empty() {
            return Err(Error::Missing { field: "SAS token" });
        }
        if !text.bytes().all(may_stand_in_a_query) {
            return Err(Error::Malformed {
                field: "SAS token",
                expected: "percent-encoded, as it stands in a URL",
            });
        }
        let read = Read::new(text)?;
        rules::check(&read.texts.fields())?;
        Ok(Self(Arc::new(Inner {
            text: Zeroizing::new(text.to_owned()),
            read: read.into(),
        })))
    }

    /// A token that was just signed.
    pub(super) fn signed(text: Zeroizing<String>) -> Self {
        let read = OnceLock::new();
        Self(Arc::new(Inner { text, read }))
    }

    /// The kind of this SAS.
    pub fn kind(&self) -> SasKind {
        SasKind::of(&self.fields())
    }

    /// The decoded text of one parameter, if the token has it.
    pub fn field(&self, field: SasField) -> Option<&str> {
        self.read().texts.get(field)
    }

    /// The start of the token, if it contains one.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for `st` if its text is not a time.
    pub fn starts_at(&self) -> Result<Option<SystemTime>, Error> {
        self.time(SasField::SignedStart)
    }

    /// The expiry of the token, if the token itself contains it and not its policy.
    ///
    /// # Errors
    ///
    /// [`Error::Malformed`] for `se` if its text is not a time.
    pub fn expires_at(&self) -> Result<Option<SystemTime>, Error> {
        self.time(SasField::SignedExpiry)
    }

    /// Whether `sig` has the form of a signature, so that it is neither truncated nor encoded twice.
    pub fn has_whole_signature(&self) -> bool {
        secret::is_signature(self.signature())
    }

    fn time(&self, field: SasField) -> Result<Option<SystemTime>, Error> {
        self.field(field)
            .map(|text| SasTime::parse(text).map_err(|_| time::malformed(field.name())))
            .transpose()
            .map(|time| time.map(|time| time.to_system_time()))
    }

    pub(super) fn fields(&self) -> Fields<'_> {
        self.read().texts.fields()
    }

    pub(super) fn signature(&self) -> &str {
        &self.read().signature
    }

    fn read(&self) -> &Read {
        let read = || Read::new(&self.0.text).expect("what is signed was checked");
        self.0.read.get_or_init(read)
    }

    /// The text of the token, without a `?`. This is the secret: anyone who has it has access.
    pub fn expose(&self) -> &str {
        &self.0.text
    }

    /// Appends the token to the query of `url`, before a fragment. The result is a secret.
    ///
    /// # Errors
    ///
    /// [`Error::Contradiction`] if the URL already contains another SAS. The same SAS is not added twice.
    pub fn append_to_url(&self, url: &str) -> Result<Zeroizing<String>, Error> {
        let (target, fragment) = url.split_at(url.find('#').unwrap_or(url.len()));
        let mut signed = self.append_to(target)?;
        signed.push_str(fragment);
        Ok(signed)
    }

    /// Appends the token once to the query of `target` (a URL or a path and query, without fragment).
    pub(crate) fn append_to(&self, target: &str) -> Result<Zeroizing<String>, Error> {
        let query = target.split_once('?').map(|(_, query)| query);
        let separator = match query {
            None => "?",
            Some(query) if query.is_empty() || query.ends_with('&') => "",
            Some(_) => "&",
        };
        let mut signed =
            Zeroizing::new(String::with_capacity(target.len() + 1 + self.0.text.len()));
        signed.push_str(target);
        if self.ends(target) {
            return Ok(signed);
        }
        if query.is_some_and(has_signature) {
            return Err(Error::Contradiction {
                one: "the SAS",
                other: "the SAS that the URL carries already",
            });
        }
        signed.push_str(separator);
        signed.push_str(&self.0.text);
        Ok(signed)
    }

    fn ends(&self, target: &str) -> bool {
        target
            .strip_suffix(self.0.text.as_str())
            .is_some_and(|before| before.ends_with(['?', '&']))
    }
}

/// Whether a query contains a `sig`, so that its URL has a SAS.
pub(crate) fn has_signature(query: &str) -> bool {
    parameters(query).any(|(name, _)| is_signature(name))
}

fn may_stand_in_a_query(byte: u8) -> bool {
    byte.is_ascii_graphic()
        && !matches!(
            byte,
            b'#' | b'<' | b'>' | b'"' | b'\\' | b'^' | b'`' | b'{' | b'}'
        )
}

/// Whether a parameter of this name is the signature of a SAS.
pub(crate) fn is_signature(name: &str) -> bool {
    percent_decode_str(name)
        .map(|byte| byte.to_ascii_lowercase())
        .eq(SIGNATURE.bytes())
}

fn known(name: &str) -> Option<SasField> {
    SasField::from_name(&percent_decode_str(name).decode_utf8().ok()?)
}

/// Decodes a value. Refuses control characters, because a line feed would move the lines below it in the string to
/// sign.
fn decoded(value: &str, field: &'static str) -> Result<String, Error> {
    match percent_decode_str(value).decode_utf8() {
        Ok(text) if !text.contains(char::is_control) => Ok(text.into_owned()),
        _ => Err(Error::Malformed {
            field,
            expected: "percent-encoded utf-8 without control characters",
        }),
    }
}

impl Read {
    fn new(text: &str) -> Result<Self, Error> {
        let mut texts = Texts::default();
        let mut signature = None;
        for (name, value) in parameters(text) {
            if is_signature(name) {
                let value = Zeroizing::new(decoded(value, SIGNATURE)?);
                if signature.replace(value).is_some() {
                    return Err(Error::Repeated { field: SIGNATURE });
                }
            } else if let Some(field) = known(name) {
                if texts.get(field).is_some() {
                    return Err(Error::Repeated {
                        field: field.name(),
                    });
                }
                texts.set(field, decoded(value, field.name())?);
            }
        }
        match signature {
            Some(signature) if !signature.is_empty() => Ok(Self { texts, signature }),
            _ => Err(Error::Missing { field: SIGNATURE }),
        }
    }
}

impl fmt::Display for SasToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (index, (name, value)) in parameters(&self.0.text).enumerate() {
            let separator = if index == 0 { "" } else { "&" };
            match known(name) {
                Some(field) => write!(f, "{separator}{}={value}", field.name())?,
                None if is_signature(name) => write!(f, "{separator}sig=…")?,
                None => write!(f, "{separator}…")?,
            }
        }
        Ok(())
    }
}

impl fmt::Debug for SasToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SasToken({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TOKEN: &str = "sv=2020-12-06&sr=b&sp=r&se=2026-01-02T03%3A04%3A05Z&sig=c2ln%3D";

    fn refused(text: &str) -> Error {
        SasToken::parse(text).unwrap_err()
    }

    #[test]
    fn fields_are_decoded_and_the_text_is_kept() {
        let token = SasToken::parse(&format!(" ?{TOKEN}\n")).unwrap();
        assert_eq!(token.expose(), TOKEN);
        assert_eq!(
            token.field(SasField::SignedExpiry),
            Some("2026-01-02T03:04:05Z")
        );
        assert_eq!(token.field(SasField::SignedStart), None);
        assert_eq!(token.kind(), SasKind::Service);
    }

    #[test]
    fn a_signature_that_was_cut_is_not_whole() {
        let whole = "a".repeat(43) + "%3D";
        let token =
            |signature: &str| SasToken::parse(&TOKEN.replace("c2ln%3D", signature)).unwrap();
        assert!(token(&whole.replace('a', "A")).has_whole_signature());
        assert!(!token(&whole[1..]).has_whole_signature());
        assert!(!token(&whole.replace('%', "%25")).has_whole_signature());
    }

    #[test]
    fn the_signature_and_unknown_values_do_not_print() {
        let token = SasToken::parse(&format!("{TOKEN}&AccountKey=c2VjcmV0&bare")).unwrap();
        let shown = "sv=2020-12-06&sr=b&sp=r&se=2026-01-02T03%3A04%3A05Z&sig=…&…&…";
        assert_eq!(token.to_string(), shown);
        assert_eq!(format!("{token:?}"), format!("SasToken({shown})"));
        let disguised = SasToken::parse(&TOKEN.replace("sig", "S%49g")).unwrap();
        assert!(!disguised.to_string().contains("c2ln"));
    }

    #[test]
    fn missing_and_repeated_fields_are_named() {
        assert_eq!(refused(""), Error::Missing { field: "SAS token" });
        assert_eq!(
            refused("sv=2020-12-06&sr=b&sp=r&se=x"),
            Error::Missing { field: "sig" }
        );
        assert_eq!(
            refused("sr=b&sp=r&se=x&sig=s"),
            Error::Missing { field: "sv" }
        );
        assert_eq!(
            refused("sv=x&sp=r&se=x&sig=s"),
            Error::Missing { field: "sr" }
        );
        assert_eq!(
            refused("sv=x&sr=b&sp=&se=x&sig=s"),
            Error::Missing { field: "sp" }
        );
        assert_eq!(
            refused("sv=x&sr=b&sp=r&sig=s"),
            Error::Missing { field: "se" }
        );
        assert_eq!(
            refused("sv=x&ss=b&sp=r&se=x&sig=s"),
            Error::Missing { field: "srt" }
        );
        assert_eq!(
            refused("sv=x&sr=b&sp=r&se=x&skoid=o&sig=s"),
            Error::Missing { field: "sktid" }
        );
        assert_eq!(
            refused(&format!("{TOKEN}&sig=x")),
            Error::Repeated { field: "sig" }
        );
        assert_eq!(
            refused(&format!("{TOKEN}&SP=x")),
            Error::Repeated { field: "sp" }
        );
        assert!(SasToken::parse("sv=x&sr=b&si=policy&sig=s").is_ok());
    }

    #[test]
    fn what_cannot_stand_in_a_url_is_refused() {
        for text in ["a b", "sig=a#b", "sig=é", "sig=a\r\nb", "AccountKey=\"x\";"] {
            assert!(
                matches!(
                    refused(text),
                    Error::Malformed {
                        field: "SAS token",
                        ..
                    }
                ),
                "{text}"
            );
        }
        for text in ["sv=%ff&sig=s", "sv=a%0Ab&sig=s"] {
            assert!(
                matches!(refused(text), Error::Malformed { field: "sv", .. }),
                "{text}"
            );
        }
    }

    #[test]
    fn a_resource_that_the_version_does_not_sign_is_refused() {
        let old = TOKEN.replace("2020-12-06", "2015-04-05");
        assert!(SasToken::parse(&old).is_ok());
        let directory = old.replace("sr=b", "sr=d&sdd=1");
        let expected = Error::NeedsVersion {
            field: "sr",
            since: "2020-02-10",
        };
        assert_eq!(refused(&directory), expected);
    }

    #[test]
    fn contradictions_are_refused() {
        for addition in [
            "sdd=1",
            "ss=b&srt=o",
            "skoid=o&sktid=t&skt=s&ske=e&sks=b&skv=v&si=p",
        ] {
            let text = format!("{TOKEN}&{addition}");
            assert!(
                matches!(refused(&text), Error::Contradiction { .. }),
                "{addition}"
            );
        }
        let both = format!("{TOKEN}&skoid=o&sktid=t&skt=s&ske=e&sks=b&skv=v&saoid=1&suoid=2");
        assert_eq!(
            refused(&both),
            Error::Contradiction {
                one: "saoid",
                other: "suoid"
            }
        );
        assert_eq!(
            refused(&TOKEN.replace("sr=b", "sr=d")),
            Error::Missing { field: "sdd" }
        );
        assert!(matches!(
            refused(&TOKEN.replace("sr=b", "sr=d&sdd=x")),
            Error::Malformed { field: "sdd", .. }
        ));
    }

    #[test]
    fn the_token_goes_behind_the_query_and_ahead_of_the_fragment_once() {
        let token = SasToken::parse(TOKEN).unwrap();
        let appended = |url| token.append_to_url(url).unwrap().as_str().to_owned();
        assert_eq!(appended("https://h/c/b"), format!("https://h/c/b?{TOKEN}"));
        assert_eq!(appended("https://h/c/b?"), format!("https://h/c/b?{TOKEN}"));
        assert_eq!(
            appended("https://h/c/b?x=1&"),
            format!("https://h/c/b?x=1&{TOKEN}")
        );
        assert_eq!(
            appended("https://h/c/b?x=1#f?"),
            format!("https://h/c/b?x=1&{TOKEN}#f?")
        );
        assert_eq!(
            appended(&appended("https://h/c/b")),
            format!("https://h/c/b?{TOKEN}")
        );
        assert_eq!(
            token
                .append_to_url("https://h/c/b?sig=other")
                .unwrap_err()
                .to_string(),
            "the SAS and the SAS that the URL carries already exclude each other; pass only one of them"
        );
    }
}
