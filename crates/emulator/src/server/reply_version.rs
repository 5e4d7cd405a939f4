//! Reply headers by version. A request with an older version does not get newer headers.
//!
//! Source: the operations' own pages, and *Previous Azure Storage service versions*, REST reference.

use blobcopy_proto::ServiceVersion;
use blobcopy_proto::wire::header;
use http::{HeaderMap, HeaderName};

/// Headers, by the version that introduced them.
static SINCE: [(&str, &[&HeaderName]); 9] = [
    (
        "2012-02-12",
        &[
            &header::LEASE_STATE,
            &header::LEASE_DURATION,
            &header::COPY_ID,
            &header::COPY_STATUS,
            &header::COPY_SOURCE,
            &header::COPY_PROGRESS,
            &header::COPY_COMPLETION_TIME,
            &header::COPY_STATUS_DESCRIPTION,
        ],
    ),
    ("2015-02-21", &[&header::BLOB_COMMITTED_BLOCK_COUNT]),
    (
        "2015-12-11",
        &[&header::SERVER_ENCRYPTED, &header::REQUEST_SERVER_ENCRYPTED],
    ),
    (
        "2016-05-31",
        &[
            &header::INCREMENTAL_COPY,
            &header::COPY_DESTINATION_SNAPSHOT,
            &header::BLOB_PUBLIC_ACCESS,
        ],
    ),
    (
        "2017-04-17",
        &[
            &header::ACCESS_TIER,
            &header::ACCESS_TIER_CHANGE_TIME,
            &header::ACCESS_TIER_INFERRED,
            &header::ARCHIVE_STATUS,
        ],
    ),
    ("2017-07-29", &[&header::DELETE_TYPE_PERMANENT]),
    (
        "2017-11-09",
        &[
            &header::CREATION_TIME,
            &header::HAS_IMMUTABILITY_POLICY,
            &header::HAS_LEGAL_HOLD,
        ],
    ),
    ("2019-02-02", &[&header::CONTENT_CRC64]),
    (
        "2019-12-12",
        &[
            &header::BLOB_SEALED,
            &header::IS_CURRENT_VERSION,
            // Recorded replies of older versions do not have it, although a request could set it.
            &header::REHYDRATE_PRIORITY,
            &header::TAG_COUNT,
            &header::VERSION_ID,
        ],
    ),
];

/// Removes headers that `version` does not have.
pub(crate) fn withhold(headers: &mut HeaderMap, version: ServiceVersion) {
    let newer = SINCE
        .iter()
        .rev()
        .take_while(|(since, _)| version.as_str() < *since);
    for name in newer.flat_map(|(_, names)| *names) {
        headers.remove(*name);
    }
}
