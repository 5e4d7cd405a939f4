//! Authorization: the rights of a request, and whether they are enough for its operation.

mod bearer;
mod delegation;
mod json_web_token;
mod permission;
mod refused;
mod shared_access;
mod shared_key;
mod source_access;

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::time::SystemTime;

use blobcopy_auth::SasToken;
use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request};

use crate::account::store::Account;
use crate::refusal::Refusal;

pub(crate) use self::delegation::DelegationKeys;
pub(crate) use self::permission::permit;
pub(crate) use self::shared_access::response_headers;
pub(crate) use self::source_access::permit_source;

/// What is asked of those who come.
#[derive(Default)]
pub(crate) struct Guard {
    /// Nothing at all.
    pub(crate) is_loose: bool,
    /// Bearer tokens are taken over plain http too, which the service never does.
    pub(crate) bearer_over_http: bool,
    /// The object ids of those whose tokens, and whose keys, only read.
    pub(crate) readers: BTreeSet<String>,
    pub(crate) delegation_keys: DelegationKeys,
}

/// With which right a request comes.
pub(crate) enum Rights {
    /// The account's key, or an emulator that asks for nothing.
    Owner,
    /// A token of Microsoft Entra ID. It may do everything, unless its owner is known as one who only reads.
    Bearer(bearer::Principal),
    /// A shared access signature: what it says, as long as it says it.
    SharedAccess(SasToken),
    /// None: what is public.
    Nobody,
}

/// From where a request came.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    /// Over https.
    pub(crate) is_secure: bool,
}

/// The circumstances in which a request is judged.
#[derive(Clone, Copy)]
pub(crate) struct RequestContext {
    pub(crate) peer: Peer,
    pub(crate) now: SystemTime,
    /// A clock that is moved by hand has no claim on clocks elsewhere.
    pub(crate) is_manual: bool,
    /// Tokens and signatures are to be taken for outlived.
    pub(crate) is_expired: bool,
}

/// Finds out with which right `request`, for what is `below` the root of `account`, comes.
pub(crate) fn authenticate<B>(
    guard: &Guard,
    account: &Account,
    below: &str,
    request: &Request<B>,
    circumstances: RequestContext,
) -> Result<Rights, Refusal> {
    if guard.is_loose {
        return Ok(Rights::Owner);
    }
    let query = request.uri().query().unwrap_or_default();
    if shared_access::is_in(query) {
        let target = shared_access::Target {
            below,
            headers: request.headers(),
            query,
        };
        let token = shared_access::verify(guard, account, &target, circumstances)?;
        return Ok(Rights::SharedAccess(token));
    }
    let Some(value) = request.headers().get(AUTHORIZATION) else {
        return nobody(request.method(), request.headers());
    };
    let value = value.to_str().unwrap_or_default();
    if let Some(token) = bearer::token(value) {
        let principal = bearer::verify(
            guard,
            account.name(),
            token,
            request.headers(),
            circumstances,
        )?;
        return Ok(Rights::Bearer(principal));
    }
    shared_key::verify(request, &account.keys, circumstances).map(|()| Rights::Owner)
}

/// A request without rights can read public blobs. Which blob it reads is not known yet.
fn nobody(method: &Method, headers: &HeaderMap) -> Result<Rights, Refusal> {
    if matches!(*method, Method::GET | Method::HEAD) {
        Ok(Rights::Nobody)
    } else {
        Err(permission::not_public(headers))
    }
}
