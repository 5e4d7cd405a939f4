//! The last step of making any SAS: check it, sign it, write it.

use std::net::Ipv4Addr;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use zeroize::Zeroizing;

use super::field::{Fields, SasField};
use super::layout::{Scope, string_to_sign};
use super::rules;
use super::token::SasToken;
use crate::Error;
use crate::secret::SigningKey;

/// What stands in a query value as it is: the unreserved characters of RFC 3986.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'_')
    .remove(b'.')
    .remove(b'~');

/// Over which protocols a SAS may be used. Plain http alone cannot be asked for.
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
pub(super) fn set_ip_range(fields: &mut Fields, first: Ipv4Addr, last: Ipv4Addr) {
    let text = if first == last {
        first.to_string()
    } else {
        format!("{first}-{last}")
    };
    fields.set(SasField::SignedIp, text);
}

/// Checks the fields, settles the version, and makes the token.
pub(super) fn sign(mut fields: Fields, scope: &Scope, key: &SigningKey) -> Result<SasToken, Error> {
    rules::settle_version(&mut fields)?;
    rules::check(&fields)?;
    rules::check_texts(&fields)?;
    let signature = key.signature(string_to_sign(&fields, scope).as_bytes());
    let text = write(&fields, &signature);
    Ok(SasToken::from_parts(&text, fields, signature))
}

fn write(fields: &Fields, signature: &str) -> Zeroizing<String> {
    let mut text = Zeroizing::new(String::with_capacity(256));
    for field in SasField::ALL {
        if let Some(value) = fields.get(field) {
            append(&mut text, field.name(), value);
        }
    }
    append(&mut text, "sig", signature);
    text
}

fn append(text: &mut String, name: &str, value: &str) {
    if !text.is_empty() {
        text.push('&');
    }
    text.push_str(name);
    text.push('=');
    text.extend(utf8_percent_encode(value, ENCODED));
}
