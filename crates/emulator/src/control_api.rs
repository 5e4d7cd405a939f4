//! The control endpoint: faults, time and the request log, for tests in any language.
//!
//! It is at `/__blobcopy__/`, next to the accounts, speaks JSON, and answers this machine only.

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HOST};
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::authorize::Peer;
use crate::fault::Fault;
use crate::server::{address, body, query};
use crate::service::Service;

/// The prefix of the control endpoint's paths. Accounts and containers cannot have this name.
const ROOT: &str = "/__blobcopy__/";

/// Maximum size of a command, in bytes.
const LONGEST: u64 = 1024 * 1024;

/// Whether a request is for the control endpoint and not for the Blob service.
pub(crate) fn is_meant<B>(request: &Request<B>) -> bool {
    request.uri().path().starts_with(ROOT)
}

/// Executes a command from this machine.
pub(crate) async fn answer(
    service: &Service,
    peer: Peer,
    request: Request<Incoming>,
) -> Response<Bytes> {
    let outcome = match check(peer, &request) {
        Ok(()) => carry_out(service, request).await,
        Err(failure) => Err(failure),
    };
    match outcome {
        Ok(value) => reply(StatusCode::OK, &value),
        Err(Failure(status, why)) => reply(status, &json!({ "error": why })),
    }
}

/// Why a command failed.
struct Failure(StatusCode, String);

impl Failure {
    fn new(status: StatusCode, why: impl Into<String>) -> Self {
        Self(status, why.into())
    }

    fn bad(why: impl ToString) -> Self {
        Self(StatusCode::BAD_REQUEST, why.to_string())
    }
}

/// Refuses requests from other machines and from web pages. A web page in a browser on this machine may use another
/// name for this server, and cannot send JSON without permission.
fn check<B>(peer: Peer, request: &Request<B>) -> Result<(), Failure> {
    let host = request.headers().get(HOST);
    let host = host.and_then(|host| host.to_str().ok());
    let is_local = peer.address.is_loopback()
        && host.is_some_and(|host| address::is_loopback(address::host_of(host)));
    if !is_local {
        let why = "the control endpoint answers this machine only, by one of its own names";
        return Err(Failure::new(StatusCode::FORBIDDEN, why));
    }
    let is_json = request
        .headers()
        .get(CONTENT_TYPE)
        .is_some_and(|value| value.as_bytes().starts_with(b"application/json"));
    if request.method() == Method::POST && !is_json {
        let why = "an order is sent as application/json";
        return Err(Failure::new(StatusCode::UNSUPPORTED_MEDIA_TYPE, why));
    }
    Ok(())
}

async fn carry_out(service: &Service, request: Request<Incoming>) -> Result<Value, Failure> {
    let (head, body) = request.into_parts();
    let order = body::collect(&head.headers, body, LONGEST, service.timeouts.body)
        .await
        .map_err(|_| Failure::bad("the order is too long, or does not end"))?;
    let query = head.uri.query().unwrap_or_default();
    let place = head.uri.path().strip_prefix(ROOT).unwrap_or_default();
    match (head.method.as_str(), place) {
        ("GET", "") => Ok(json!({ "version": env!("CARGO_PKG_VERSION") })),
        ("GET", "faults") => Ok(faults(service)),
        ("POST", "faults") => add_faults(service, &order),
        ("DELETE", "faults") => {
            service.faults.clear();
            Ok(faults(service))
        }
        ("GET", "clock") => clock(service),
        ("POST", "clock") => advance(service, &order),
        ("GET", "requests") => requests(service, query),
        ("DELETE", "requests") => {
            service.log.clear();
            Ok(json!({ "requests": [] }))
        }
        ("POST", "copies/fail") => fail_copy(service, &order),
        ("POST", "keys") => renew_key(service, &order),
        (_, "" | "faults" | "clock" | "requests" | "copies/fail" | "keys") => Err(Failure::new(
            StatusCode::METHOD_NOT_ALLOWED,
            "nothing is done by this method here",
        )),
        _ => Err(Failure::new(
            StatusCode::NOT_FOUND,
            "there are faults, clock, requests, copies/fail and keys here",
        )),
    }
}

fn faults(service: &Service) -> Value {
    let told = |(fault, happened): (Fault, u64)| json!({ "fault": fault, "happened": happened });
    let faults: Vec<Value> = service.faults.happened().into_iter().map(told).collect();
    json!({ "faults": faults })
}

/// Adds a fault, or a list of faults.
fn add_faults(service: &Service, order: &Bytes) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum OneOrMany {
        Many(Vec<Value>),
        One(Value),
    }
    let given = match read(order)? {
        OneOrMany::Many(faults) => faults,
        OneOrMany::One(fault) => vec![fault],
    };
    let read: Result<Vec<Fault>, _> = given.into_iter().map(serde_json::from_value).collect();
    // All or none, because half a script would behave differently.
    for fault in read.map_err(Failure::bad)? {
        service.faults.add(fault);
    }
    Ok(faults(service))
}

fn clock(service: &Service) -> Result<Value, Failure> {
    let now = jiff::Timestamp::try_from(service.clock.now()).map_err(Failure::bad)?;
    Ok(json!({ "now": now.to_string(), "is_manual": service.clock.is_manual() }))
}

fn advance(service: &Service, order: &Bytes) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Advance {
        advance_seconds: f64,
    }
    let Advance { advance_seconds } = read(order)?;
    let by = std::time::Duration::try_from_secs_f64(advance_seconds).map_err(Failure::bad)?;
    let Some(manual) = service.clock.as_manual() else {
        let why = "this emulator's clock is the machine's, which nobody moves; start it with a manual one";
        return Err(Failure::new(StatusCode::CONFLICT, why));
    };
    manual.advance(by);
    clock(service)
}

fn requests(service: &Service, query: &str) -> Result<Value, Failure> {
    let after = match query::parameter(query, "after") {
        Some(number) => number
            .parse()
            .map_err(|_| Failure::bad("after is the number of a request"))?,
        None => 0,
    };
    Ok(json!({ "requests": service.log.after(after) }))
}

fn fail_copy(service: &Service, order: &Bytes) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct FailCopy {
        account: String,
        container: String,
        blob: String,
        description: String,
    }
    let order: FailCopy = read(order)?;
    let failed = service
        .fail_copy(
            &order.account,
            &order.container,
            &order.blob,
            &order.description,
        )
        .map_err(Failure::bad)?;
    Ok(json!({ "failed": failed }))
}

fn read<'a, T: Deserialize<'a>>(order: &'a Bytes) -> Result<T, Failure> {
    serde_json::from_slice(order).map_err(Failure::bad)
}

/// Replaces one of an account's two keys.
fn renew_key(service: &Service, order: &Bytes) -> Result<Value, Failure> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Renewal {
        account: String,
        key: u8,
        base64: String,
    }
    let Renewal {
        account,
        key,
        base64,
    } = read(order)?;
    let Some(found) = service.store.account(&account) else {
        return Err(Failure::new(
            StatusCode::NOT_FOUND,
            "there is no such account",
        ));
    };
    if !matches!(key, 1 | 2) {
        return Err(Failure::bad("an account has key 1 and key 2"));
    }
    let base64 = Zeroizing::new(base64);
    found.keys.renew(key == 2, &base64).map_err(Failure::bad)?;
    Ok(json!({ "account": account, "key": key }))
}

fn reply(status: StatusCode, value: &impl Serialize) -> Response<Bytes> {
    let text = serde_json::to_vec(value).unwrap_or_default();
    let mut reply = Response::new(Bytes::from(text));
    *reply.status_mut() = status;
    reply
        .headers_mut()
        .insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
    reply
}
