//! Operations of the service that this emulator does not serve: they are told from what is none, and a pending copy
//! refuses those that it would refuse.

use blobcopy_proto::ops::GetBlobProperties;
use blobcopy_proto::{BlobUrl, Endpoint, Serve};
use bytes::Bytes;
use http::Request;

use crate::account::store::Account;
use crate::refusal::Refusal;
use crate::server::operation::parameter;
use crate::service::Service;

/// An operation, by the way it is asked for.
struct Unserved {
    method: &'static str,
    restype: &'static str,
    comp: &'static str,
    name: &'static str,
    /// What it is about.
    subject: Subject,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// A blob.
    Blob,
    /// A blob that no copy may be pending into: it is written, or its pages are told.
    SettledBlob,
    /// A container or an account.
    Other,
}

const fn unserved(
    method: &'static str,
    restype: &'static str,
    comp: &'static str,
    name: &'static str,
    subject: Subject,
) -> Unserved {
    Unserved {
        method,
        restype,
        comp,
        name,
        subject,
    }
}

/// Source: *Operations on blobs*, *Operations on containers* and *Operations on the account*, REST reference. That the
/// page ranges of a pending copy are refused was seen by users of the service.
static UNSERVED: [Unserved; 22] = [
    unserved("GET", "", "blocklist", "GetBlockList", Subject::Blob),
    unserved("GET", "", "metadata", "GetBlobMetadata", Subject::Blob),
    unserved("HEAD", "", "metadata", "GetBlobMetadata", Subject::Blob),
    unserved("GET", "", "pagelist", "GetPageRanges", Subject::SettledBlob),
    unserved("POST", "", "query", "QueryBlobContents", Subject::Blob),
    unserved(
        "PUT",
        "",
        "properties",
        "SetBlobProperties",
        Subject::SettledBlob,
    ),
    unserved("PUT", "", "tags", "SetBlobTags", Subject::SettledBlob),
    unserved("PUT", "", "seal", "AppendBlobSeal", Subject::SettledBlob),
    unserved("PUT", "", "expiry", "SetBlobExpiry", Subject::SettledBlob),
    unserved("PUT", "", "undelete", "UndeleteBlob", Subject::Other),
    unserved(
        "PUT",
        "",
        "legalhold",
        "SetBlobLegalHold",
        Subject::SettledBlob,
    ),
    unserved(
        "PUT",
        "",
        "immutabilityPolicies",
        "SetBlobImmutabilityPolicy",
        Subject::SettledBlob,
    ),
    unserved(
        "PUT",
        "container",
        "metadata",
        "SetContainerMetadata",
        Subject::Other,
    ),
    unserved("PUT", "container", "acl", "SetContainerACL", Subject::Other),
    unserved("GET", "container", "acl", "GetContainerACL", Subject::Other),
    unserved(
        "PUT",
        "container",
        "lease",
        "LeaseContainer",
        Subject::Other,
    ),
    unserved(
        "PUT",
        "container",
        "undelete",
        "RestoreContainer",
        Subject::Other,
    ),
    unserved("GET", "", "list", "ListContainers", Subject::Other),
    unserved("GET", "", "blobs", "FindBlobsByTags", Subject::Other),
    unserved("POST", "", "batch", "BlobBatch", Subject::Other),
    unserved(
        "GET",
        "service",
        "properties",
        "GetBlobServiceProperties",
        Subject::Other,
    ),
    unserved(
        "PUT",
        "service",
        "properties",
        "SetBlobServiceProperties",
        Subject::Other,
    ),
];

/// Refuses a request for an operation that exists, but not here.
pub(crate) fn check(
    service: &Service,
    account: &Account,
    endpoint: &Endpoint,
    request: &Request<Bytes>,
) -> Result<(), Refusal> {
    let query = request.uri().query().unwrap_or_default();
    let restype = parameter(query, "restype").unwrap_or_default();
    let comp = parameter(query, "comp").unwrap_or_default();
    let is_asked_for = |operation: &&Unserved| {
        operation.method == request.method().as_str()
            && operation.restype == restype
            && operation.comp.eq_ignore_ascii_case(comp)
    };
    let Some(operation) = UNSERVED.iter().find(is_asked_for) else {
        return Ok(());
    };
    if operation.subject != Subject::Other {
        let blob = GetBlobProperties::parse(request, endpoint)?.blob;
        check_blob(service, account, &blob, operation.subject)?;
    }
    Err(Refusal::not_served(operation.name))
}

fn check_blob(
    service: &Service,
    account: &Account,
    blob: &BlobUrl,
    subject: Subject,
) -> Result<(), Refusal> {
    let now = service.clock.now();
    account.within(blob.container(), |container| {
        let is_pending = container.blob(blob, now)?.is_pending();
        match is_pending && subject == Subject::SettledBlob {
            true => Err(Refusal::pending_copy()),
            false => Ok(()),
        }
    })
}
