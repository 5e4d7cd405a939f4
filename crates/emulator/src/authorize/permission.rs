//! Whether a right is enough for an operation.
//!
//! Sources: the tables of permissions in *Create a service SAS*, *Create an account SAS* and *Create a user delegation
//! SAS*, REST reference.

use blobcopy_auth::SasToken;
use blobcopy_auth::sas::{SasField, SasKind};
use blobcopy_proto::ops::{Call, LeaseAction};
use blobcopy_proto::wire::header;
use blobcopy_proto::{BlobRevision, BlobUrl, ContainerUrl, PublicAccess};
use http::{HeaderMap, HeaderName};

use super::{Rights, bearer};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// What an operation takes.
struct Need<'a> {
    /// On what it works: the letter in `srt`.
    resource: char,
    /// Permissions of which one is enough.
    one_of: &'static str,
    /// The blob that it makes or overwrites, where making takes less than overwriting.
    made: Option<&'a BlobUrl>,
    /// The container that has to be public, and how far, for those who have no right of their own.
    public: Option<(&'a str, PublicAccess)>,
}

/// Checks that the caller may do what `call` asks for.
pub(crate) fn permit(
    service: &Service,
    caller: &Caller<'_>,
    call: &Call,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    if is_reader(service, caller.rights) {
        permit_reader(call)?;
    }
    let need = Need::of(call);
    match caller.rights {
        Rights::Owner | Rights::Bearer(_) => Ok(()),
        Rights::Nobody => permit_nobody(caller, need.as_ref(), headers),
        Rights::SharedAccess(token) => {
            let need = need.ok_or_else(Refusal::authorization_failure)?;
            permit_resource(token, need.resource)?;
            permit_letters(service, caller, token, &need)?;
            let has = |letter| allows(token, letter);
            match more(headers).all(has) {
                true => Ok(()),
                false => Err(Refusal::permission_mismatch()),
            }
        }
    }
}

fn is_reader(service: &Service, rights: &Rights) -> bool {
    let object_id = match rights {
        Rights::Bearer(principal) => principal.object_id.as_deref(),
        // A key of somebody's opens no more than that somebody may.
        Rights::SharedAccess(token) => token.field(SasField::SignedObjectId),
        Rights::Owner | Rights::Nobody => None,
    };
    object_id.is_some_and(|id| service.guard.readers.contains(id))
}

/// What a *Storage Blob Data Reader* may do; tags take more.
fn permit_reader(call: &Call) -> Result<(), Refusal> {
    match call {
        Call::GetBlob(_)
        | Call::GetBlobProperties(_)
        | Call::GetContainerProperties(_)
        | Call::GetUserDelegationKey(_)
        | Call::ListBlobs(_) => Ok(()),
        _ => Err(Refusal::permission_mismatch()),
    }
}

fn permit_nobody(
    caller: &Caller<'_>,
    need: Option<&Need<'_>>,
    headers: &HeaderMap,
) -> Result<(), Refusal> {
    let (container, wanted) = need
        .and_then(|need| need.public.as_ref())
        .ok_or_else(|| not_public(headers))?;
    let is_enough = |level: &PublicAccess| level == wanted || *level == PublicAccess::Container;
    match caller.account.public_access(container) {
        Some(level) if is_enough(&level) => Ok(()),
        _ => Err(not_public(headers)),
    }
}

/// What those are told who show nothing: since the versions that know challenges, to show something.
pub(super) fn not_public(headers: &HeaderMap) -> Refusal {
    let version = headers.get(&header::VERSION);
    if version.is_some_and(|version| version.as_bytes() >= CHALLENGED_SINCE.as_bytes()) {
        bearer::with_challenge(Refusal::no_authentication())
    } else {
        Refusal::account_not_found()
    }
}

const CHALLENGED_SINCE: &str = "2019-12-12";

/// A service SAS opens blobs, and of a container no more than its list.
pub(super) fn permit_resource(token: &SasToken, resource: char) -> Result<(), Refusal> {
    let holds = |field, letter| token.field(field).is_some_and(|text| text.contains(letter));
    if token.kind() != SasKind::Account {
        return match (resource, token.field(SasField::SignedResource)) {
            ('o', _) | ('l', Some("c" | "d")) => Ok(()),
            ('l', _) => Err(Refusal::resource_type_mismatch()),
            _ => Err(Refusal::permission_mismatch()),
        };
    }
    let resource = if resource == 'l' { 'c' } else { resource };
    if !holds(SasField::SignedServices, 'b') {
        Err(Refusal::service_mismatch())
    } else if !holds(SasField::SignedResourceTypes, resource) {
        Err(Refusal::resource_type_mismatch())
    } else {
        Ok(())
    }
}

fn permit_letters(
    service: &Service,
    caller: &Caller<'_>,
    token: &SasToken,
    need: &Need<'_>,
) -> Result<(), Refusal> {
    let Some(made) = need.made.filter(|_| !allows(token, 'w')) else {
        return match need.one_of.chars().any(|letter| allows(token, letter)) {
            true => Ok(()),
            false => Err(Refusal::permission_mismatch()),
        };
    };
    if !allows(token, 'c') {
        return Err(Refusal::permission_mismatch());
    }
    let now = service.clock.now();
    caller.account.within(made.container(), |container| {
        match container.blob(made, now) {
            Ok(_) => Err(Refusal::blob_overwrite()),
            Err(_) => Ok(()),
        }
    })
}

pub(super) fn allows(token: &SasToken, letter: char) -> bool {
    token
        .field(SasField::SignedPermissions)
        .is_some_and(|letters| letters.contains(letter))
}

/// What some headers take beside what their operation takes.
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

impl<'a> Need<'a> {
    /// `None` for what no SAS allows.
    fn of(call: &'a Call) -> Option<Self> {
        Some(match call {
            Call::AbortCopyBlob(_)
            | Call::IncrementalCopyBlob(_)
            | Call::PutBlock(_)
            | Call::PutBlockFromUrl(_)
            | Call::PutBlockList(_)
            | Call::PutPage(_)
            | Call::SetBlobMetadata(_)
            | Call::SetBlobTier(_) => Self::object("w"),
            Call::AppendBlock(_) => Self::object("aw"),
            Call::CopyBlob(call) => Self::making(&call.destination),
            Call::CopyBlobFromUrl(call) => Self::making(&call.destination),
            Call::PutBlob(call) => Self::making(&call.blob),
            Call::PutBlobFromUrl(call) => Self::making(&call.destination),
            Call::SnapshotBlob(_) => Self::object("cw"),
            Call::LeaseBlob(call) => match call.action {
                LeaseAction::Break { .. } => Self::object("wd"),
                _ => Self::object("w"),
            },
            Call::DeleteBlob(call) => match call.blob.revision() {
                BlobRevision::Version(_) => Self::object("x"),
                _ => Self::object("d"),
            },
            Call::GetBlob(call) => Self::object("r").public_with(&call.blob),
            Call::GetBlobProperties(call) => Self::object("re").public_with(&call.blob),
            Call::GetBlobTags(_) => Self::object("t"),
            Call::ListBlobs(call) => Self::on('l', "l").open_with(&call.container),
            Call::GetContainerProperties(call) => Self::on('c', "r").open_with(&call.container),
            Call::CreateContainer(_) => Self::on('c', "cw"),
            Call::DeleteContainer(_) => Self::on('c', "d"),
            Call::GetAccountInformation(_) => Self::on('s', "rwdlacup"),
            _ => return None,
        })
    }

    fn on(resource: char, one_of: &'static str) -> Self {
        Self {
            resource,
            one_of,
            made: None,
            public: None,
        }
    }

    fn object(one_of: &'static str) -> Self {
        Self::on('o', one_of)
    }

    fn making(made: &'a BlobUrl) -> Self {
        Self {
            made: Some(made),
            ..Self::object("cw")
        }
    }

    /// For everybody, where blobs are public.
    fn public_with(self, blob: &'a BlobUrl) -> Self {
        Self {
            public: Some((blob.container().name(), PublicAccess::Blob)),
            ..self
        }
    }

    /// For everybody, where all of the container is public.
    fn open_with(self, container: &'a ContainerUrl) -> Self {
        Self {
            public: Some((container.name(), PublicAccess::Container)),
            ..self
        }
    }
}
