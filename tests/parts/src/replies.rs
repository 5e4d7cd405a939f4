//! What the service answers to a start, and to the question how its copy stands.

use blobcopy_proto::Operation;
use blobcopy_proto::ops::{BlobProperties, CopyBlob, CopyBlobOutput, GetBlobProperties};
use bytes::Bytes;
use http::Response;

/// The copy's name.
pub(crate) const COPY: &str = "5cd07078-c5fc-4cbd-b42a-ec09f391b84f";

/// The source, as it is echoed.
pub(crate) const SOURCE: &str = "https://other.blob.core.windows.net/live/disks/database-0001.vhd";

/// The answer to a start, with all that the service sends.
pub fn accepted() -> Response<Bytes> {
    let reply = common(202)
        .header("x-ms-copy-id", COPY)
        .header("x-ms-copy-status", "pending");
    reply.body(Bytes::new()).expect("well-known headers")
}

/// The properties of the copy's destination.
pub fn properties(status: &str) -> Response<Bytes> {
    let reply = common(200)
        .header("accept-ranges", "bytes")
        .header("content-type", "application/octet-stream")
        .header("content-md5", "IFj7U/ZD/NWKjYOgVUI5Kw==")
        .header("x-ms-creation-time", "Mon, 23 Nov 2026 08:00:00 GMT")
        .header("x-ms-blob-type", "BlockBlob")
        .header("x-ms-access-tier", "Hot")
        .header("x-ms-access-tier-inferred", "true")
        .header("x-ms-lease-status", "unlocked")
        .header("x-ms-lease-state", "available")
        .header("x-ms-server-encrypted", "true")
        .header("x-ms-meta-origin", "nightly")
        .header("x-ms-copy-id", COPY)
        .header("x-ms-copy-source", SOURCE)
        .header("x-ms-copy-status", status)
        .header("x-ms-copy-progress", "8388608/104857600");
    reply.body(Bytes::new()).expect("well-known headers")
}

fn common(status: u16) -> http::response::Builder {
    Response::builder()
        .status(status)
        .header("content-length", "0")
        .header("date", "Mon, 23 Nov 2026 08:00:00 GMT")
        .header("etag", "\"0x8D9C0DB3DE9D258\"")
        .header("last-modified", "Mon, 23 Nov 2026 08:00:00 GMT")
        .header("server", "Windows-Azure-Blob/1.0 Microsoft-HTTPAPI/2.0")
        .header(
            "x-ms-client-request-id",
            "5d74b76d-ce8a-4e43-5a33-8a031d345013",
        )
        .header("x-ms-request-id", "83d6e26b-201e-004e-13c4-f2e617000000")
        .header("x-ms-version", "2025-11-05")
}

/// Reads the answer to a start.
pub fn read_accepted(reply: &Response<Bytes>) -> CopyBlobOutput {
    CopyBlob::decode(reply).expect("the service's own answer")
}

/// Reads a blob's properties.
pub fn read_properties(reply: &Response<Bytes>) -> BlobProperties {
    GetBlobProperties::decode(reply).expect("the service's own answer")
}
