//! Whether the source of a copy may be read.
//!
//! Source: *Copy Blob*, REST reference, on authorization: the destination's key or token authorizes access to every
//! blob of its own account. Any other source requires its own authorization in its URL, unless it is public.

use blobcopy_proto::ContainerUrl;
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::wire::header;
use http::{HeaderMap, HeaderValue, Uri};

use super::{RequestContext, Rights, bearer, permission, shared_access};
use crate::refusal::Refusal;
use crate::server::address::Address;
use crate::server::caller::Caller;
use crate::service::Service;

/// Checks that `caller` may copy from the blob at `address`, which is in `container` and which `uri` names. A refusal
/// is that of the source.
pub(crate) fn permit_source(
    service: &Service,
    caller: &Caller<'_>,
    address: &Address<'_, '_>,
    uri: &Uri,
    container: &ContainerUrl,
) -> Result<(), Refusal> {
    if service.guard.is_loose {
        return Ok(());
    }
    let query = uri.query().unwrap_or_default();
    if shared_access::is_in(query) {
        return permit_shared_access(service, caller, address, uri, query);
    }
    if let Some(value) = caller.source_authorization {
        return permit_bearer(service, caller, address, value);
    }
    let is_own = std::ptr::eq(address.account, caller.account);
    let is_trusted = matches!(caller.rights, Rights::Owner | Rights::Bearer(_));
    let is_public = || address.account.public_access(container.name()).is_some();
    if is_own && is_trusted || is_public() {
        return Ok(());
    }
    Err(permission::not_public(&version_of(caller)))
}

fn permit_bearer(
    service: &Service,
    caller: &Caller<'_>,
    address: &Address<'_, '_>,
    value: &HeaderValue,
) -> Result<(), Refusal> {
    let token = bearer::token(value.to_str().unwrap_or_default())
        .ok_or_else(Refusal::invalid_authentication_info)?;
    let account = address.account.name();
    let headers = version_of(caller);
    bearer::verify(
        &service.guard,
        account,
        token,
        &headers,
        caller.circumstances,
    )
    .map(|_| ())
}

fn permit_shared_access(
    service: &Service,
    caller: &Caller<'_>,
    address: &Address<'_, '_>,
    uri: &Uri,
    query: &str,
) -> Result<(), Refusal> {
    let headers = version_of(caller);
    let target = shared_access::Target {
        below: address.below,
        headers: &headers,
        query,
    };
    let mut circumstances: RequestContext = caller.circumstances;
    circumstances.peer.is_secure = uri.scheme_str() == Some("https");
    let access = shared_access::verify(&service.guard, address.account, &target, circumstances)?;
    permission::permit_resource(&access.token, OperationKind::GetBlob.facts(), "r")?;
    if access.allows('r') {
        Ok(())
    } else {
        Err(Refusal::permission_mismatch())
    }
}

/// The headers of the service's own request to a source.
fn version_of(caller: &Caller<'_>) -> HeaderMap {
    let mut headers = HeaderMap::new();
    let version = HeaderValue::from_str(caller.version.as_str());
    headers.insert(&header::VERSION, version.expect("a version is a date"));
    headers
}
