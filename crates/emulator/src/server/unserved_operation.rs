//! Operations of the service that the emulator does not support. They are distinguished from unknown ones, and refused
//! if a pending copy would prevent them.

use blobcopy_proto::ops::GetBlobProperties;
use blobcopy_proto::{BlobUrl, Endpoint, Serve};
use bytes::Bytes;
use http::Request;

use crate::account::store::Account;
use crate::refusal::Refusal;
use crate::server::query::parameter;
use crate::service::Service;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Subject {
    /// A blob.
    Blob,
    /// A blob without a pending copy, because it is written.
    SettledBlob,
    /// A container or an account.
    Other,
}

/// An operation, by the form of its request.
struct Unserved {
    method: &'static str,
    restype: &'static str,
    comp: &'static str,
    name: &'static str,
    /// What the operation concerns.
    subject: Subject,
}

/// Defines the operations, one row each: method, `restype`, `comp`, name and subject.
macro_rules! unserved {
    ($( $method:ident $restype:literal $comp:literal $name:ident $subject:ident )+) => {
        &[$(
            Unserved {
                method: stringify!($method),
                restype: $restype,
                comp: $comp,
                name: stringify!($name),
                subject: Subject::$subject,
            },
        )+]
    };
}

/// Source: *Operations on blobs*, *Operations on containers* and *Operations on the account*, REST reference.
static UNSERVED: &[Unserved] = unserved! {
    POST "" "query" QueryBlobContents Blob
    PUT "" "expiry" SetBlobExpiry SettledBlob
    PUT "" "undelete" UndeleteBlob Other
    PUT "" "legalhold" SetBlobLegalHold SettledBlob
    PUT "" "immutabilityPolicies" SetBlobImmutabilityPolicy SettledBlob
    PUT "container" "undelete" RestoreContainer Other
    GET "service" "properties" GetBlobServiceProperties Other
    PUT "service" "properties" SetBlobServiceProperties Other
};

/// Refuses a request for an operation that the emulator does not support.
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
