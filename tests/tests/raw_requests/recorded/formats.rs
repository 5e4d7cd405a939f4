//! How the values of headers are written, in recordings and here.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;

/// Whether a value is written as values of that header are. One of a header that nobody has looked at is not.
pub(crate) fn is_well_written(name: &str, value: &str) -> bool {
    match name {
        "accept-ranges" => value == "bytes",
        "content-range" => value.strip_prefix("bytes */").is_some_and(is_number),
        "content-md5" => is_base64(value, 16),
        "etag" => is_etag(value),
        "last-modified"
        | "x-ms-access-tier-change-time"
        | "x-ms-copy-completion-time"
        | "x-ms-creation-time" => is_date(value),
        "x-ms-copy-id" | "x-ms-lease-id" | "x-ms-request-id" => is_guid(value),
        "x-ms-client-request-id" => !value.is_empty(),
        "x-ms-content-crc64" => is_base64(value, 8),
        "x-ms-encryption-key-sha256" => is_base64(value, 32),
        "x-ms-copy-destination-snapshot" | "x-ms-snapshot" | "x-ms-version-id" => is_moment(value),
        "x-ms-copy-progress" => value
            .split_once('/')
            .is_some_and(|(done, total)| is_number(done) && is_number(total)),
        "x-ms-copy-source" => value.starts_with("http"),
        "x-ms-error-code" => value.bytes().all(|byte| byte.is_ascii_alphanumeric()),
        "x-ms-blob-committed-block-count"
        | "x-ms-blob-sequence-number"
        | "x-ms-lease-time"
        | "x-ms-tag-count" => is_number(value),
        "x-ms-access-tier-inferred"
        | "x-ms-blob-sealed"
        | "x-ms-delete-type-permanent"
        | "x-ms-has-immutability-policy"
        | "x-ms-has-legal-hold"
        | "x-ms-incremental-copy"
        | "x-ms-is-current-version"
        | "x-ms-request-server-encrypted"
        | "x-ms-server-encrypted"
        | "x-ms-write-protection" => matches!(value, "true" | "false"),
        _ => is_word(name, value),
    }
}

/// Headers with a few words of their own, and those whose value is whatever somebody gave them.
fn is_word(name: &str, value: &str) -> bool {
    let words: &[&str] = match name {
        "x-ms-access-tier" => &["Hot", "Cool", "Archive", "P10", "P30", "P50", "P60"],
        "x-ms-archive-status" => &["rehydrate-pending-to-hot", "rehydrate-pending-to-cool"],
        "x-ms-blob-public-access" => &["container", "blob"],
        "x-ms-blob-type" => &["BlockBlob", "PageBlob", "AppendBlob"],
        "x-ms-copy-status" => &["pending", "success", "aborted", "failed"],
        "x-ms-lease-duration" => &["infinite", "fixed"],
        "x-ms-lease-state" => &["available", "leased", "expired", "breaking", "broken"],
        "x-ms-lease-status" => &["locked", "unlocked"],
        "x-ms-rehydrate-priority" => &["Standard", "High"],
        "access-control-allow-origin"
        | "access-control-expose-headers"
        | "cache-control"
        | "content-disposition"
        | "content-encoding"
        | "content-language"
        | "content-type" => return true,
        _ => return name.starts_with("x-ms-meta-") || name.starts_with("x-ms-or-"),
    };
    words.contains(&value)
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

fn is_base64(text: &str, length: usize) -> bool {
    BASE64_STANDARD
        .decode(text)
        .is_ok_and(|bytes| bytes.len() == length)
}

fn is_date(text: &str) -> bool {
    fits(text, "aaa, dd aaa dddd dd:dd:dd GMT")
}

/// Most are quoted; some recorders took the quotes away.
fn is_etag(text: &str) -> bool {
    let inner = text
        .strip_prefix('"')
        .and_then(|text| text.strip_suffix('"'));
    let digits = inner.unwrap_or(text).strip_prefix("0x");
    digits.is_some_and(|digits| {
        digits.len() == 15
            && digits
                .bytes()
                .all(|byte| byte.is_ascii_hexdigit() && !byte.is_ascii_lowercase())
    })
}

fn is_guid(text: &str) -> bool {
    fits(text, "hhhhhhhh-hhhh-hhhh-hhhh-hhhhhhhhhhhh")
}

/// The name of a snapshot or a version: a time with seven decimals.
fn is_moment(text: &str) -> bool {
    fits(text, "dddd-dd-ddTdd:dd:dd.dddddddZ")
}

fn fits(text: &str, pattern: &str) -> bool {
    text.len() == pattern.len()
        && text
            .bytes()
            .zip(pattern.bytes())
            .all(|(byte, kind)| match kind {
                b'a' => byte.is_ascii_alphabetic(),
                b'd' => byte.is_ascii_digit(),
                b'h' => byte.is_ascii_hexdigit() && !byte.is_ascii_uppercase(),
                other => byte == other,
            })
}
