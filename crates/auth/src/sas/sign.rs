//! The last step of building any SAS: checks, signs and writes it.

use std::net::Ipv4Addr;

use percent_encoding::percent_encode_byte;
use zeroize::Zeroizing;

use super::field::{Fields, SasField, Texts};
use super::layout::{Scope, string_to_sign};
use super::rules;
use super::token::SasToken;
use crate::Error;
use crate::secret::SigningKey;

/// The protocols over which a SAS may be used. A SAS for plain http alone does not exist.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SasProtocol {
    /// https only.
    Https,
    /// https or http.
    HttpsAndHttp,
}

impl SasProtocol {
    pub(super) const fn as_str(self) -> &'static str {
        match self {
            Self::Https => "https",
            Self::HttpsAndHttp => "https,http",
        }
    }
}

/// Writes `sip`: one address, or two with a hyphen between them.
pub(super) fn set_ip_range(texts: &mut Texts, first: Ipv4Addr, last: Ipv4Addr) {
    let text = if first == last {
        first.to_string()
    } else {
        format!("{first}-{last}")
    };
    texts.set(SasField::SignedIp, text);
}

/// Checks the fields, sets the version, and makes the token. `written` is the form of the signing key's own fields in
/// every token, if it has any.
pub(super) fn sign(
    fields: &mut Fields<'_>,
    scope: &Scope<'_>,
    key: &SigningKey,
    written: &str,
) -> Result<SasToken, Error> {
    rules::settle_version(fields)?;
    rules::check(fields)?;
    rules::check_texts(fields)?;
    let signature = key.signature(string_to_sign(fields, scope).as_bytes());
    let signature = str::from_utf8(&*signature).expect("base64 is plain ascii");
    Ok(SasToken::signed(token(fields, written, signature)))
}

/// The token, in one allocation unless more than a few letters have to be encoded.
fn token(fields: &Fields<'_>, written: &str, signature: &str) -> Zeroizing<String> {
    const FEW: usize = 16;
    let encoded = signature.bytes().filter(|byte| !is_plain(*byte)).count();
    let signature_length = "sig=".len() + signature.len() + encoded * "3A".len();
    let mut token = Vec::with_capacity(fields.length() + FEW * "3A".len() + signature_length);
    for (field, text) in fields.iter().filter(|(field, _)| !field.is_of_key()) {
        append(&mut token, field.name(), text);
    }
    token.extend_from_slice(written.as_bytes());
    // No later than here, because a vector that grows leaves its old content in memory.
    token.reserve(signature_length + "&".len());
    append(&mut token, "sig", signature);
    token.pop();
    Zeroizing::new(String::from_utf8(token).expect("what is encoded is plain ascii"))
}

/// The fields as they are written into a token, each followed by `&`.
pub(super) fn written(fields: &Fields<'_>) -> String {
    let mut written = Vec::new();
    for (field, text) in fields.iter() {
        append(&mut written, field.name(), text);
    }
    String::from_utf8(written).expect("what is encoded is plain ascii")
}

fn append(token: &mut Vec<u8>, name: &str, text: &str) {
    token.extend_from_slice(name.as_bytes());
    token.push(b'=');
    for piece in text.as_bytes().split_inclusive(|byte| !is_plain(*byte)) {
        match piece.split_last() {
            Some((last, plain)) if !is_plain(*last) => {
                token.extend_from_slice(plain);
                token.extend_from_slice(percent_encode_byte(*last).as_bytes());
            }
            _ => token.extend_from_slice(piece),
        }
    }
    token.push(b'&');
}

/// Whether a byte is written unchanged into a query value, as the unreserved characters of RFC 3986 are.
fn is_plain(byte: u8) -> bool {
    const PLAIN: [bool; 256] = {
        let mut plain = [false; 256];
        let mut place = 0;
        while place < plain.len() {
            let byte = place as u8;
            plain[place] =
                byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'~');
            place += 1;
        }
        plain
    };
    PLAIN[usize::from(byte)]
}
