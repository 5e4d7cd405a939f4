//! The names of the headers.

use http::HeaderName;

use crate::value::{
    ConditionNames, ContentHashNames, CustomerKeyNames, DateConditionNames, SequenceNumberNames,
};

pub use http::header::{
    ACCEPT_RANGES, CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_LANGUAGE,
    CONTENT_LENGTH, CONTENT_RANGE, CONTENT_TYPE, DATE, ETAG, LAST_MODIFIED, LOCATION, RETRY_AFTER,
};

/// Defines a constant for each header.
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
    ACCESS_TIER_CHANGE_TIME = "x-ms-access-tier-change-time",
    ACCESS_TIER_INFERRED = "x-ms-access-tier-inferred",
    ACCOUNT_KIND = "x-ms-account-kind",
    ARCHIVE_STATUS = "x-ms-archive-status",
    BLOB_APPEND_OFFSET = "x-ms-blob-append-offset",
    BLOB_CACHE_CONTROL = "x-ms-blob-cache-control",
    BLOB_COMMITTED_BLOCK_COUNT = "x-ms-blob-committed-block-count",
    BLOB_CONDITION_APPENDPOS = "x-ms-blob-condition-appendpos",
    BLOB_CONDITION_MAXSIZE = "x-ms-blob-condition-maxsize",
    BLOB_CONTENT_DISPOSITION = "x-ms-blob-content-disposition",
    BLOB_CONTENT_ENCODING = "x-ms-blob-content-encoding",
    BLOB_CONTENT_LANGUAGE = "x-ms-blob-content-language",
    BLOB_CONTENT_LENGTH = "x-ms-blob-content-length",
    BLOB_CONTENT_MD5 = "x-ms-blob-content-md5",
    BLOB_CONTENT_TYPE = "x-ms-blob-content-type",
    BLOB_PUBLIC_ACCESS = "x-ms-blob-public-access",
    BLOB_SEALED = "x-ms-blob-sealed",
    BLOB_SEQUENCE_NUMBER = "x-ms-blob-sequence-number",
    BLOB_TYPE = "x-ms-blob-type",
    CLIENT_REQUEST_ID = "x-ms-client-request-id",
    CONTENT_CRC64 = "x-ms-content-crc64",
    CONTENT_MD5 = "content-md5",
    COPY_ACTION = "x-ms-copy-action",
    COPY_COMPLETION_TIME = "x-ms-copy-completion-time",
    COPY_DESTINATION_SNAPSHOT = "x-ms-copy-destination-snapshot",
    COPY_ID = "x-ms-copy-id",
    COPY_PROGRESS = "x-ms-copy-progress",
    COPY_SOURCE = "x-ms-copy-source",
    COPY_SOURCE_AUTHORIZATION = "x-ms-copy-source-authorization",
    COPY_SOURCE_BLOB_PROPERTIES = "x-ms-copy-source-blob-properties",
    COPY_SOURCE_ERROR_CODE = "x-ms-copy-source-error-code",
    COPY_SOURCE_STATUS_CODE = "x-ms-copy-source-status-code",
    COPY_SOURCE_TAG_OPTION = "x-ms-copy-source-tag-option",
    COPY_STATUS = "x-ms-copy-status",
    COPY_STATUS_DESCRIPTION = "x-ms-copy-status-description",
    CREATION_TIME = "x-ms-creation-time",
    DEFAULT_ENCRYPTION_SCOPE = "x-ms-default-encryption-scope",
    DELETE_SNAPSHOTS = "x-ms-delete-snapshots",
    DELETE_TYPE_PERMANENT = "x-ms-delete-type-permanent",
    DENY_ENCRYPTION_SCOPE_OVERRIDE = "x-ms-deny-encryption-scope-override",
    ENCRYPTION_KEY_SHA256 = "x-ms-encryption-key-sha256",
    ENCRYPTION_SCOPE = "x-ms-encryption-scope",
    ERROR_CODE = "x-ms-error-code",
    EXPIRY_TIME = "x-ms-expiry-time",
    FILE_REQUEST_INTENT = "x-ms-file-request-intent",
    HAS_IMMUTABILITY_POLICY = "x-ms-has-immutability-policy",
    HAS_LEGAL_HOLD = "x-ms-has-legal-hold",
    IF_SEQUENCE_NUMBER_EQ = "x-ms-if-sequence-number-eq",
    IF_SEQUENCE_NUMBER_LE = "x-ms-if-sequence-number-le",
    IF_SEQUENCE_NUMBER_LT = "x-ms-if-sequence-number-lt",
    IF_TAGS = "x-ms-if-tags",
    IMMUTABILITY_POLICY_MODE = "x-ms-immutability-policy-mode",
    IMMUTABILITY_POLICY_UNTIL_DATE = "x-ms-immutability-policy-until-date",
    IMMUTABLE_STORAGE_WITH_VERSIONING_ENABLED = "x-ms-immutable-storage-with-versioning-enabled",
    INCREMENTAL_COPY = "x-ms-incremental-copy",
    IS_CURRENT_VERSION = "x-ms-is-current-version",
    IS_HNS_ENABLED = "x-ms-is-hns-enabled",
    LAST_ACCESS_TIME = "x-ms-last-access-time",
    LEASE_ACTION = "x-ms-lease-action",
    LEASE_BREAK_PERIOD = "x-ms-lease-break-period",
    LEASE_DURATION = "x-ms-lease-duration",
    LEASE_ID = "x-ms-lease-id",
    LEASE_STATE = "x-ms-lease-state",
    LEASE_STATUS = "x-ms-lease-status",
    LEASE_TIME = "x-ms-lease-time",
    LEGAL_HOLD = "x-ms-legal-hold",
    MS_DATE = "x-ms-date",
    OBJECT_REPLICATION_POLICY_ID = "x-ms-or-policy-id",
    PAGE_WRITE = "x-ms-page-write",
    PROPOSED_LEASE_ID = "x-ms-proposed-lease-id",
    RANGE = "x-ms-range",
    RANGE_GET_CONTENT_CRC64 = "x-ms-range-get-content-crc64",
    RANGE_GET_CONTENT_MD5 = "x-ms-range-get-content-md5",
    REHYDRATE_PRIORITY = "x-ms-rehydrate-priority",
    REQUEST_ID = "x-ms-request-id",
    REQUEST_SERVER_ENCRYPTED = "x-ms-request-server-encrypted",
    REQUIRES_SYNC = "x-ms-requires-sync",
    SEAL_BLOB = "x-ms-seal-blob",
    SEQUENCE_NUMBER_ACTION = "x-ms-sequence-number-action",
    SERVER_ENCRYPTED = "x-ms-server-encrypted",
    SKU_NAME = "x-ms-sku-name",
    SNAPSHOT = "x-ms-snapshot",
    SOURCE_IF_TAGS = "x-ms-source-if-tags",
    SOURCE_RANGE = "x-ms-source-range",
    STRUCTURED_BODY = "x-ms-structured-body",
    STRUCTURED_CONTENT_LENGTH = "x-ms-structured-content-length",
    TAGS = "x-ms-tags",
    TAG_COUNT = "x-ms-tag-count",
    VERSION = "x-ms-version",
    VERSION_ID = "x-ms-version-id",
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

/// Conditions on a container, which has no conditions on an ETag.
pub static DATE_CONDITION: DateConditionNames = DateConditionNames {
    if_modified_since: http::header::IF_MODIFIED_SINCE,
    if_unmodified_since: http::header::IF_UNMODIFIED_SINCE,
};

/// Conditions on the time at which the tier of a blob was last changed.
pub static ACCESS_TIER_CONDITION: DateConditionNames = DateConditionNames {
    if_modified_since: HeaderName::from_static("x-ms-access-tier-if-modified-since"),
    if_unmodified_since: HeaderName::from_static("x-ms-access-tier-if-unmodified-since"),
};

/// The customer-provided key for the blob that the request is about.
pub static CUSTOMER_KEY: CustomerKeyNames = CustomerKeyNames {
    key: HeaderName::from_static("x-ms-encryption-key"),
    sha256: HeaderName::from_static("x-ms-encryption-key-sha256"),
    algorithm: HeaderName::from_static("x-ms-encryption-algorithm"),
};

/// The customer-provided key for the source of a copy.
pub static SOURCE_CUSTOMER_KEY: CustomerKeyNames = CustomerKeyNames {
    key: HeaderName::from_static("x-ms-source-encryption-key"),
    sha256: HeaderName::from_static("x-ms-source-encryption-key-sha256"),
    algorithm: HeaderName::from_static("x-ms-source-encryption-algorithm"),
};

/// A hash of the request's content.
pub static CONTENT_HASH: ContentHashNames = ContentHashNames {
    md5: HeaderName::from_static("content-md5"),
    crc64: HeaderName::from_static("x-ms-content-crc64"),
};

/// A hash of the source's content.
pub static SOURCE_CONTENT_HASH: ContentHashNames = ContentHashNames {
    md5: HeaderName::from_static("x-ms-source-content-md5"),
    crc64: HeaderName::from_static("x-ms-source-content-crc64"),
};

/// A change of a page blob's sequence number.
pub static SEQUENCE_NUMBER_CHANGE: SequenceNumberNames = SequenceNumberNames {
    action: HeaderName::from_static("x-ms-sequence-number-action"),
    number: HeaderName::from_static("x-ms-blob-sequence-number"),
};
