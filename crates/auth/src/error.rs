//! Errors of credentials, tokens, and requests that are to be authorized.

use std::fmt;

use blobcopy_proto::stray_characters;
use http::HeaderName;

/// Why something could not be parsed, built or authorized. `Display` is one sentence: the cause, and mostly the remedy.
///
/// An error names the field (a header, a SAS parameter, a key of a connection string, a variable), but never its value,
/// which may be secret. The caller has to correct the input; a retry does not help.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// A required field is missing or empty.
    Missing {
        /// The field.
        field: &'static str,
    },
    /// A field that may occur once occurs twice.
    Repeated {
        /// The field.
        field: &'static str,
    },
    /// A field's text does not have the required form.
    Malformed {
        /// The field.
        field: &'static str,
        /// The required form, to be read after "must be".
        expected: &'static str,
    },
    /// A field's text was pasted with characters that do not belong to it.
    Pasted {
        /// The field.
        field: &'static str,
        /// The characters around it or in it, and what to do, to be read after the field's name.
        stray: &'static str,
    },
    /// An account's credential would be sent to an endpoint that it was not given for.
    OtherEndpoint {
        /// The endpoint of the request.
        endpoint: String,
        /// The endpoint of the credential.
        own: String,
    },
    /// Two fields exclude each other.
    Contradiction {
        /// The first field.
        one: &'static str,
        /// The second field.
        other: &'static str,
    },
    /// A SAS field is newer than the SAS's own version (`sv`).
    NeedsVersion {
        /// The field.
        field: &'static str,
        /// The first `sv` that supports it.
        since: &'static str,
    },
    /// A list of letters (permissions, services, resource types) contains one that the service does not know in that
    /// list.
    UnknownLetter {
        /// The field.
        field: &'static str,
        /// The letter.
        letter: char,
    },
    /// A list of letters contains a letter twice, which the service refuses.
    RepeatedLetter {
        /// The field.
        field: &'static str,
        /// The letter.
        letter: char,
    },
    /// A header that has to be signed is not ASCII.
    HeaderNotAscii {
        /// The header.
        name: HeaderName,
    },
    /// A bearer token would be sent over plain http.
    InsecureTransport,
    /// A user delegation SAS would expire later than the key that signs it.
    OutlivesKey,
    /// A user delegation SAS would be valid for longer than seven days.
    LongerThanSevenDays,
    /// A challenge names a token authority or an audience that is not Microsoft's.
    Untrusted {
        /// The field of the challenge: `authorization_uri` or `resource_id`.
        field: &'static str,
    },
}

impl Error {
    /// The error of a text that was pasted with characters that do not belong to it.
    pub(crate) fn pasted(field: &'static str, text: &str) -> Option<Self> {
        stray_characters(text).map(|stray| Self::Pasted { field, stray })
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { field } => write!(f, "`{field}` is missing; add it"),
            Self::Repeated { field } => write!(f, "`{field}` occurs more than once; pass it once"),
            Self::Malformed { field, expected } => write!(f, "`{field}` must be {expected}"),
            Self::Pasted { field, stray } => write!(f, "`{field}` {stray}"),
            Self::OtherEndpoint { endpoint, own } => write!(
                f,
                "the credential is for `{own}` and is not sent to `{endpoint}`"
            ),
            Self::Contradiction { one, other } => {
                write!(f, "{one} and {other} exclude each other; pass only one of them")
            }
            Self::NeedsVersion { field, since } => write!(f, "`{field}` requires `sv` {since} or later; raise `sv`, or leave the field out"),
            Self::UnknownLetter { field, letter } => {
                write!(f, "`{field}` has no letter {letter:?}; remove it")
            }
            Self::RepeatedLetter { field, letter } => {
                write!(f, "`{field}` contains the letter {letter:?} twice; write each letter once")
            }
            Self::HeaderNotAscii { name } => {
                write!(f, "the value of header `{name}` must be ASCII to be signed; encode it first")
            }
            Self::InsecureTransport => {
                f.write_str("a bearer token is sent only over https; use an https endpoint")
            }
            Self::OutlivesKey => f.write_str(
                "`se` is later than the expiry of the user delegation key; shorten the SAS, or get a newer key",
            ),
            Self::LongerThanSevenDays => {
                f.write_str("a user delegation SAS is valid for at most seven days; set an earlier `se`")
            }
            Self::Untrusted { field } => write!(
                f,
                "the `{field}` of the challenge is not an https URL of Microsoft, so no token was requested; check for a proxy"
            ),
        }
    }
}

impl std::error::Error for Error {}

/// A signature that the key did not make.
///
/// The service returns the string that it signed in the reply's `AuthenticationErrorDetail`, so that the author of a
/// client can compare. A server built on this crate finds that string here. It can contain secrets (the SAS in a signed
/// `x-ms-copy-source`), so it is returned only on request and never printed by `Debug` or `Display`.
#[derive(Clone, PartialEq, Eq)]
pub struct Mismatch {
    string_to_sign: String,
}

impl Mismatch {
    pub(crate) fn new(string_to_sign: &[u8]) -> Self {
        Self {
            string_to_sign: String::from_utf8_lossy(string_to_sign).into_owned(),
        }
    }

    /// The string that the expected signature signs.
    pub fn string_to_sign(&self) -> &str {
        &self.string_to_sign
    }
}

impl fmt::Debug for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Mismatch").finish_non_exhaustive()
    }
}

impl fmt::Display for Mismatch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the signature does not match the key; compare the strings to sign")
    }
}

impl std::error::Error for Mismatch {}
