//! Errors of credentials, tokens, and requests that are to be authorized.

use std::fmt;

use blobcopy_proto::stray_characters;
use http::HeaderName;

/// Why a value could not be parsed, built or authorized.
///
/// An error names the field at fault (a header, a SAS parameter, a connection string's key, a variable), never its
/// value, because most of those values are secret. The caller must correct the input; a retry does not help.
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
            Self::Missing { field } => write!(f, "`{field}` is missing"),
            Self::Repeated { field } => write!(f, "`{field}` is given more than once; give it once"),
            Self::Malformed { field, expected } => write!(f, "`{field}` must be {expected}"),
            Self::Pasted { field, stray } => write!(f, "`{field}` {stray}"),
            Self::OtherEndpoint { endpoint, own } => write!(
                f,
                "the credential is for `{own}` and is not sent to `{endpoint}`"
            ),
            Self::Contradiction { one, other } => {
                write!(f, "{one} and {other} exclude each other; give only one of them")
            }
            Self::NeedsVersion { field, since } => write!(f, "`{field}` needs `sv` {since} or later"),
            Self::UnknownLetter { field, letter } => {
                write!(f, "`{field}` has no letter {letter:?}")
            }
            Self::RepeatedLetter { field, letter } => {
                write!(f, "`{field}` holds the letter {letter:?} twice; write each letter once")
            }
            Self::HeaderNotAscii { name } => {
                write!(f, "the value of header `{name}` must be ascii to be signed; encode it first")
            }
            Self::InsecureTransport => {
                f.write_str("a bearer token may only travel over https; use an https endpoint")
            }
            Self::OutlivesKey => f.write_str(
                "`se` is later than the end of the user delegation key; shorten the SAS or get a newer key",
            ),
            Self::LongerThanSevenDays => {
                f.write_str("a user delegation SAS lives seven days at most; bring `se` nearer")
            }
            Self::Untrusted { field } => write!(
                f,
                "the challenge's `{field}` is not one of Microsoft's over https; no token was asked for"
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
        f.write_str("the signature is not the one this key gives; compare the strings to sign")
    }
}

impl std::error::Error for Mismatch {}
