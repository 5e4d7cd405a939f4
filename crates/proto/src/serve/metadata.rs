//! The check of metadata that a service receives.

use http::{HeaderMap, HeaderValue, StatusCode};

use crate::error_code::ErrorCode;
use crate::service_error::ServiceError;
use crate::value::metadata::{LARGEST, is_identifier};
use crate::wire::header;

/// Refuses metadata that a service would not store. [`Metadata`](crate::Metadata) itself can be read from it, because a
/// reply may contain metadata that an older service stored.
pub(crate) fn check(headers: &HeaderMap) -> Result<(), Box<ServiceError>> {
    let refused = |code, message| {
        let refusal = ServiceError::new(StatusCode::BAD_REQUEST, code, message);
        Err(Box::new(refusal))
    };
    let mut size = 0;
    for key in headers.keys() {
        let Some(name) = key.as_str().strip_prefix(header::METADATA) else {
            continue;
        };
        if name.is_empty() {
            let message = "The key for one of the metadata key-value pairs is empty.";
            return refused(ErrorCode::EmptyMetadataKey, message);
        }
        let values = || headers.get_all(key).iter();
        let is_text = values().count() == 1 && values().all(|value| value.to_str().is_ok());
        if !is_identifier(name) || !is_text {
            let message =
                "The metadata specified is invalid. It has characters that are not permitted.";
            return refused(ErrorCode::InvalidMetadata, message);
        }
        size += name.len() + values().map(HeaderValue::len).sum::<usize>();
    }
    if size > LARGEST {
        let message = "The size of the specified metadata exceeds the maximum size permitted.";
        return refused(ErrorCode::MetadataTooLarge, message);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_service_refuses_metadata_that_it_would_not_keep() {
        let code = |pairs: &[(&'static str, &[u8])]| {
            let mut headers = HeaderMap::new();
            for (name, value) in pairs {
                headers.append(*name, HeaderValue::from_bytes(value).unwrap());
            }
            check(&headers).err().and_then(|refusal| refusal.code)
        };
        assert_eq!(code(&[("x-ms-meta-a_1", b"x"), ("x-ms-meta-b", b"")]), None);
        for bad in ["x-ms-meta-1a", "x-ms-meta-a-b", "x-ms-meta-a.b"] {
            assert_eq!(code(&[(bad, b"x")]), Some(ErrorCode::InvalidMetadata));
        }
        for twice_or_foreign in [
            &[("x-ms-meta-a", &b"x"[..]), ("x-ms-meta-a", b"y")][..],
            &[("x-ms-meta-a", "ü".as_bytes())],
        ] {
            assert_eq!(code(twice_or_foreign), Some(ErrorCode::InvalidMetadata));
        }
        assert_eq!(
            code(&[("x-ms-meta-", b"x")]),
            Some(ErrorCode::EmptyMetadataKey)
        );
        assert_eq!(
            code(&[("x-ms-meta-a", &[b'x'; LARGEST])]),
            Some(ErrorCode::MetadataTooLarge)
        );
    }
}
