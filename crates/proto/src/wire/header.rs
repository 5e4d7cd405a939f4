//! The names of the headers, once.

use http::HeaderName;

use crate::value::ConditionNames;

pub use http::header::{
    CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE, CONTENT_LENGTH,
    CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, LAST_MODIFIED, RETRY_AFTER,
};

/// Defines a constant a header.
macro_rules! names {
    ($( $name:ident = $text:literal, )+) => {
        $(
            #[doc = concat!("`", $text, "`")]
            pub static $name: HeaderName = HeaderName::from_static($text);
        )+
    };
}

names! {
    ACCESS_TIER = "x-ms-access-tier",
    BLOB_TYPE = "x-ms-blob-type",
    CLIENT_REQUEST_ID = "x-ms-client-request-id",
    CONTENT_MD5 = "content-md5",
    COPY_ACTION = "x-ms-copy-action",
    COPY_COMPLETION_TIME = "x-ms-copy-completion-time",
    COPY_ID = "x-ms-copy-id",
    COPY_PROGRESS = "x-ms-copy-progress",
    COPY_SOURCE = "x-ms-copy-source",
    COPY_SOURCE_ERROR_CODE = "x-ms-copy-source-error-code",
    COPY_SOURCE_STATUS_CODE = "x-ms-copy-source-status-code",
    COPY_STATUS = "x-ms-copy-status",
    COPY_STATUS_DESCRIPTION = "x-ms-copy-status-description",
    CREATION_TIME = "x-ms-creation-time",
    ERROR_CODE = "x-ms-error-code",
    MS_DATE = "x-ms-date",
    RANGE = "x-ms-range",
    REQUEST_ID = "x-ms-request-id",
    REQUIRES_SYNC = "x-ms-requires-sync",
    VERSION = "x-ms-version",
    BLOB_CONTENT_TYPE = "x-ms-blob-content-type",
}

/// Prefix of the headers that carry user metadata.
pub static METADATA: &str = "x-ms-meta-";

/// Conditions on the blob that the request is about.
pub static CONDITIONS: ConditionNames = ConditionNames {
    if_match: http::header::IF_MATCH,
    if_none_match: http::header::IF_NONE_MATCH,
    if_modified_since: http::header::IF_MODIFIED_SINCE,
    if_unmodified_since: http::header::IF_UNMODIFIED_SINCE,
};

/// Conditions on the source of a copy.
pub static SOURCE_CONDITIONS: ConditionNames = ConditionNames {
    if_match: HeaderName::from_static("x-ms-source-if-match"),
    if_none_match: HeaderName::from_static("x-ms-source-if-none-match"),
    if_modified_since: HeaderName::from_static("x-ms-source-if-modified-since"),
    if_unmodified_since: HeaderName::from_static("x-ms-source-if-unmodified-since"),
};
