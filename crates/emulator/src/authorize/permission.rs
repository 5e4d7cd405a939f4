//! Whether the rights of a request allow an operation.
//!
//! Sources: the tables of permissions in *Create a service SAS*, *Create an account SAS* and *Create a user delegation
//! SAS*, REST reference.

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasKind};
use blobcopy_proto::ops::{Call, OperationFacts, Resource};
use blobcopy_proto::wire::header;
use blobcopy_proto::{BlobUrl, PublicAccess};
use http::{HeaderMap, HeaderName};

use super::{Rights, SharedAccess, bearer};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// Checks that the caller may perform `call`.
pub(crate) fn permit(
    service: &Service,
    caller: &Caller<'_>,
    call: &Call,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let facts = call.kind().facts();
    if is_reader(service, caller.rights) && !facts.reader {
        return Err(Refusal::permission_mismatch());
    }
    match caller.rights {
        Rights::Owner | Rights::Bearer(_) => Ok(()),
        Rights::Nobody => permit_nobody(caller, call, headers),
        Rights::SharedAccess(access) => {
            let one_of = call.sas().ok_or_else(Refusal::authorization_failure)?;
            permit_resource(&access.token, facts, one_of)?;
            if facts.batch {
                // Any permission is enough, because each part needs its own.
                return Ok(());
            }
            match call.blob().filter(|_| facts.creates && !access.allows('w')) {
                Some(made) => permit_creation(service, caller, access, made)?,
                None => require(one_of.chars().any(|letter| access.allows(letter)))?,
            }
            require(more(headers).all(|letter| access.allows(letter)))
        }
    }
}

fn is_reader(service: &Service, rights: &Rights) -> bool {
    let object_id = match rights {
        Rights::Bearer(principal) => principal.object_id.as_deref(),
        // A key of a user allows no more than that user may do.
        Rights::SharedAccess(access) => access.token.field(SasField::SignedObjectId),
        Rights::Owner | Rights::Nobody => None,
    };
    object_id.is_some_and(|id| service.guard.readers.contains(id))
}

/// Without a credential, public blobs can be read, and containers with public access can be listed.
fn permit_nobody(caller: &Caller<'_>, call: &Call, headers: &HeaderMap) -> Result<(), Refusal> {
    let facts = call.kind().facts();
    let container = call.container().filter(|_| facts.public);
    let level = container.and_then(|container| caller.account.public_access(container.name()));
    match level {
        Some(PublicAccess::Container) => Ok(()),
        Some(PublicAccess::Blob) if facts.resource == Resource::Blob => Ok(()),
        _ => Err(not_public(headers)),
    }
}

/// The refusal of a request without a credential. Versions with challenges ask for one.
pub(super) fn not_public(headers: &HeaderMap) -> Refusal {
    let version = headers.get(&header::VERSION);
    if version.is_some_and(|version| version.as_bytes() >= CHALLENGED_SINCE.as_bytes()) {
        bearer::with_challenge(Refusal::no_authentication())
    } else {
        Refusal::account_not_found()
    }
}

const CHALLENGED_SINCE: &str = "2019-12-12";

/// Checks a service SAS, which covers blobs, and of a container only its listing and the search by tags.
pub(super) fn permit_resource(
    token: &SasToken,
    facts: &OperationFacts,
    one_of: &str,
) -> Result<(), Refusal> {
    let letter = match facts.resource {
        Resource::Blob => 'o',
        Resource::Container => 'c',
        Resource::Service | Resource::Account => 's',
    };
    let holds = |field, letter| token.field(field).is_some_and(|text| text.contains(letter));
    if token.kind() != SasKind::Account {
        return match (letter, one_of, token.field(SasField::SignedResource)) {
            ('o', ..) | ('c', "l" | "f", Some("c" | "d")) => Ok(()),
            ('c', _, Some("c" | "d")) if facts.batch => Ok(()),
            ('c', "l" | "f", _) => Err(Refusal::resource_type_mismatch()),
            _ => Err(Refusal::permission_mismatch()),
        };
    }
    if !holds(SasField::SignedServices, 'b') {
        Err(Refusal::service_mismatch())
    } else if !facts.batch && !holds(SasField::SignedResourceTypes, letter) {
        Err(Refusal::resource_type_mismatch())
    } else {
        Ok(())
    }
}

fn require(is_allowed: bool) -> Result<(), Refusal> {
    match is_allowed {
        true => Ok(()),
        false => Err(Refusal::permission_mismatch()),
    }
}

/// The create permission is sufficient only if the blob does not exist.
fn permit_creation(
    service: &Service,
    caller: &Caller<'_>,
    access: &SharedAccess,
    made: &BlobUrl,
) -> Result<(), Refusal> {
    require(access.allows('c'))?;
    let now = service.clock.now();
    caller.account.within(made.container(), |container| {
        match container.blob(made, now) {
            Ok(_) => Err(Refusal::blob_overwrite()),
            Err(_) => Ok(()),
        }
    })
}

/// Permissions that some headers require in addition to those of the operation.
fn more(headers: &HeaderMap) -> impl Iterator<Item = char> + '_ {
    static MORE: [(&HeaderName, char); 5] = [
        (&header::TAGS, 't'),
        (&header::IF_TAGS, 't'),
        (&header::IMMUTABILITY_POLICY_MODE, 'i'),
        (&header::IMMUTABILITY_POLICY_UNTIL_DATE, 'i'),
        (&header::LEGAL_HOLD, 'i'),
    ];
    MORE.iter()
        .filter(|(name, _)| headers.contains_key(*name))
        .map(|(_, letter)| *letter)
}
