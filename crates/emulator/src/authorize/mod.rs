//! Authorization: the rights of a request, and whether they allow its operation.

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

use http::header::AUTHORIZATION;
use http::{HeaderMap, Method, Request};

use crate::account::store::Account;
use crate::refusal::Refusal;

pub(crate) use self::delegation::DelegationKeys;
pub(crate) use self::permission::permit;
pub(crate) use self::shared_access::{SharedAccess, response_headers};
pub(crate) use self::source_access::permit_source;

/// The settings of authorization.
#[derive(Default)]
pub(crate) struct Guard {
    /// Authentication is disabled.
    pub(crate) is_loose: bool,
    /// Bearer tokens are also accepted over plain http, which the service never does.
    pub(crate) bearer_over_http: bool,
    /// The object ids whose tokens and delegation keys are read-only.
    pub(crate) readers: BTreeSet<String>,
    pub(crate) delegation_keys: DelegationKeys,
}

/// The rights of a request.
pub(crate) enum Rights {
    /// The account key, or disabled authentication.
    Owner,
    /// A Microsoft Entra ID token. It allows everything, unless its owner is a reader.
    Bearer(bearer::Principal),
    /// A shared access signature, which allows what its fields and its stored access policy contain.
    SharedAccess(SharedAccess),
    /// No credential: public access only.
    Nobody,
}

/// The origin of a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Peer {
    pub(crate) address: IpAddr,
    /// Whether the request came over https.
    pub(crate) is_secure: bool,
}

/// The circumstances that authorization depends on.
#[derive(Clone, Copy)]
pub(crate) struct RequestContext {
    pub(crate) peer: Peer,
    pub(crate) now: SystemTime,
    /// A manual clock is not compared with the clocks of others.
    pub(crate) is_manual: bool,
    /// Tokens and signatures are treated as expired.
    pub(crate) is_expired: bool,
}

/// Determines the rights of `request`, for the path `below` the root of `account`.
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
        let access = shared_access::verify(guard, account, &target, circumstances)?;
        return Ok(Rights::SharedAccess(access));
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

/// The rights of a request without a credential, which may read public blobs. What it reads is not yet known.
fn nobody(method: &Method, headers: &HeaderMap) -> Result<Rights, Refusal> {
    if matches!(*method, Method::GET | Method::HEAD) {
        Ok(Rights::Nobody)
    } else {
        Err(permission::not_public(headers))
    }
}
