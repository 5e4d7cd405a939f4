//! One request and its reply: the order of checks, and the headers of every reply.

use std::fmt;
use std::time::SystemTime;

use blobcopy_proto::ops::{Call, OperationKind};
use blobcopy_proto::wire::header;
use blobcopy_proto::{Endpoint, ServiceVersion, guid};
use bytes::Bytes;
use http::header::AUTHORIZATION;
use http::{HeaderValue, Method, Request, Response, StatusCode};
use hyper::body::Incoming;

use crate::account::store::Account;
use crate::authorize::{self, Peer, RequestContext, Rights};
use crate::clock::date;
use crate::fault::{Plan, ReplyBody};
use crate::refusal::Refusal;
use crate::server::address::{self, Address};
use crate::server::caller::Caller;
use crate::server::log::LoggedRequest;
use crate::server::query::parameter;
use crate::server::{body, reply_version, unserved_operation, unserved_request};
use crate::service::Service;
use crate::{calls, control_api};

/// The first and the last supported service version.
const VERSIONS: (&str, &str) = ("2011-08-18", "2026-10-06");

/// The version since which the code of a refusal is also in a header.
const CODE_IN_HEADER_SINCE: &str = "2017-07-29";

/// The version since which a refusal reports the reply of the copy's source.
const SOURCE_TOLD_SINCE: &str = "2025-11-05";

/// The connection is reset instead of a reply.
#[derive(Debug)]
pub(crate) struct NoAnswer;

impl fmt::Display for NoAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the connection is reset, as the script says")
    }
}

impl std::error::Error for NoAnswer {}

/// Answers a request from `peer`. Errors are also replies.
pub(crate) async fn answer(
    service: &Service,
    peer: Peer,
    request: Request<Incoming>,
) -> Result<Response<ReplyBody>, NoAnswer> {
    if control_api::is_meant(&request) {
        let reply = control_api::answer(service, peer, request).await;
        return Ok(ReplyBody::of(reply, None));
    }
    let logged = LoggedRequest::of(&request, service.clock.now());
    let account = address::of_request(&service.store, &request);
    let account = account.ok().map(|address| address.account.name());
    let plan = service.faults.plan(logged.operation, account);
    match spoil(service, peer, request, &plan).await {
        Some(reply) => {
            service.log.push(logged.answered(&reply));
            Ok(ReplyBody::of(reply, plan.body_fault))
        }
        None => {
            service.log.push(logged);
            Err(NoAnswer)
        }
    }
}

/// Answers a request with the faults of `plan`.
async fn spoil(
    service: &Service,
    peer: Peer,
    request: Request<Incoming>,
    plan: &Plan,
) -> Option<Response<Bytes>> {
    if !plan.delay.is_zero() {
        tokio::time::sleep(plan.delay).await;
    }
    let circumstances = RequestContext {
        peer,
        now: plan.time(service.clock.now()),
        is_manual: service.clock.is_manual(),
        is_expired: plan.is_expired,
    };
    let frame = EchoedHeaders::of(&request);
    let mut outcome = match &plan.reply_fault {
        Some(reply_fault) if !reply_fault.is_done() => {
            let (head, body) = request.into_parts();
            let refusal = reply_fault.refusal()?;
            body::discard(&head.headers, body, service.timeouts.body).await;
            Err(refusal)
        }
        _ => grant(service, circumstances, request, plan).await,
    };
    if let Some(reply_fault) = plan
        .reply_fault
        .as_ref()
        .filter(|reply_fault| reply_fault.is_done())
    {
        outcome = Err(reply_fault.refusal()?);
    }
    Some(frame.close(outcome, plan.time(service.clock.now())))
}

/// Checks the head before the body is read, so that a refused request does not send its body.
async fn grant(
    service: &Service,
    circumstances: RequestContext,
    request: Request<Incoming>,
    plan: &Plan,
) -> Result<Response<Bytes>, Refusal> {
    let admitted = admit_request(service, circumstances, &request);
    let longest = body::longest(&request);
    let (head, body) = request.into_parts();
    let admitted = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => {
            body::discard(&head.headers, body, service.timeouts.body).await;
            return Err(refusal);
        }
    };
    let content = body::collect(&head.headers, body, longest, service.timeouts.body).await?;
    let request = Request::from_parts(head, content);
    if !matches!(admitted.rights, Rights::Nobody) {
        unserved_operation::check(service, admitted.account, admitted.endpoint, &request)?;
    }
    let call = Call::parse(&request, admitted.endpoint)?;
    let caller = Caller {
        account: admitted.account,
        version: admitted.version,
        authority: address::authority(&request),
        rights: &admitted.rights,
        source_authorization: request
            .headers()
            .get(&header::COPY_SOURCE_AUTHORIZATION)
            .filter(|_| call.kind() != OperationKind::CopyBlob),
        content: request.body().clone(),
        circumstances,
    };
    authorize::permit(service, &caller, &call, request.headers())?;
    // The destination of the copy that is started.
    let started = (call.kind() == OperationKind::CopyBlob).then(|| call.blob().cloned());
    let mut reply = calls::carry_out(service, &caller, call).await?;
    if let (Some(description), Some(blob)) = (&plan.failed_copy, started.flatten()) {
        // Fails if the copy has already ended, or the description cannot be a header value. Then the copy is unchanged.
        let _ = service.fail_copy(
            caller.account.name(),
            blob.container().name(),
            blob.name(),
            description,
        );
    }
    if let Rights::SharedAccess(access) = caller.rights
        && matches!(*request.method(), Method::GET | Method::HEAD)
    {
        for (name, value) in authorize::response_headers(&access.token) {
            reply.headers_mut().insert(name, value);
        }
    }
    Ok(reply)
}

/// The authorized caller, and the target of the request.
pub(super) struct AuthorizedCaller<'a> {
    pub(super) account: &'a Account,
    pub(super) endpoint: &'a Endpoint,
    pub(super) version: ServiceVersion,
    pub(super) rights: Rights,
}

fn admit_request<'a, B>(
    service: &'a Service,
    circumstances: RequestContext,
    request: &Request<B>,
) -> Result<AuthorizedCaller<'a>, Refusal> {
    service.hosts.check(address::authority(request))?;
    let version = version_of(request)?;
    body::check(request)?;
    admit(service, circumstances, request, version)
}

/// Authorizes a request, or a part of a batch.
pub(super) fn admit<'a, B>(
    service: &'a Service,
    circumstances: RequestContext,
    request: &Request<B>,
    version: ServiceVersion,
) -> Result<AuthorizedCaller<'a>, Refusal> {
    let Address {
        account,
        endpoint,
        below,
    } = address::of_request(&service.store, request)?;
    let rights = authorize::authenticate(&service.guard, account, below, request, circumstances)?;
    unserved_request::check(request.headers())?;
    if let Rights::SharedAccess(access) = &rights {
        unserved_request::check_token(&access.token, request.method())?;
    }
    Ok(AuthorizedCaller {
        account,
        endpoint,
        version,
        rights,
    })
}

/// The version of a request, from its header or its query (`api-version`, or the `sv` of a SAS). A request without a
/// credential need not name a version, and gets the first.
fn version_of<B>(request: &Request<B>) -> Result<ServiceVersion, Refusal> {
    let header = request.headers().get(&header::VERSION);
    let query = request.uri().query().unwrap_or_default();
    let text = match header {
        Some(value) => value.to_str().unwrap_or_default(),
        None => match parameter(query, "api-version").or_else(|| parameter(query, "sv")) {
            Some(version) => version,
            None if !request.headers().contains_key(AUTHORIZATION) => VERSIONS.0,
            None => return Err(Refusal::of_header(&header::VERSION, false)),
        },
    };
    ServiceVersion::parse(text)
        .ok()
        .filter(|version| (VERSIONS.0..=VERSIONS.1).contains(&version.as_str()))
        .ok_or_else(|| Refusal::of_header(&header::VERSION, true))
}

/// The headers of a request that the reply repeats.
pub(super) struct EchoedHeaders {
    is_head: bool,
    version: Option<ServiceVersion>,
    client_request_id: Option<HeaderValue>,
}

impl EchoedHeaders {
    /// Nothing but the version.
    pub(super) fn of_version(version: ServiceVersion) -> Self {
        Self {
            is_head: false,
            version: Some(version),
            client_request_id: None,
        }
    }

    pub(super) fn of<B>(request: &Request<B>) -> Self {
        let headers = request.headers();
        Self {
            is_head: request.method() == Method::HEAD,
            version: version_of(request).ok(),
            client_request_id: headers
                .get(&header::CLIENT_REQUEST_ID)
                .filter(|id| is_repeatable(id))
                .cloned(),
        }
    }

    pub(super) fn close(
        self,
        outcome: Result<Response<Bytes>, Refusal>,
        now: SystemTime,
    ) -> Response<Bytes> {
        let id = guid(fastrand::u128(..));
        let mut reply = match outcome {
            Ok(reply) => reply,
            Err(refusal) => self.refuse(refusal, &id, now),
        };
        let headers = reply.headers_mut();
        headers.insert(&header::REQUEST_ID, visible(&id));
        headers.insert(header::DATE, visible(&date(now).to_string()));
        headers.insert(http::header::SERVER, SERVER);
        if let Some(version) = self.version {
            reply_version::withhold(headers, version);
            headers.insert(&header::VERSION, visible(version.as_str()));
        }
        if let Some(id) = self.client_request_id {
            headers.insert(&header::CLIENT_REQUEST_ID, id);
        }
        reply
    }

    /// Writes a refusal in the form of the request's version. Some refusals have no body.
    fn refuse(&self, refusal: Refusal, id: &str, now: SystemTime) -> Response<Bytes> {
        let mut error = refusal.error;
        let since = |first| self.version.is_none_or(|version| version.as_str() >= first);
        if !since(SOURCE_TOLD_SINCE) {
            error.copy_source = None;
        }
        error.message = error
            .message
            .map(|message| format!("{message}\nRequestId:{id}\nTime:{}", timestamp(now)));
        let mut reply = error.reply();
        if self.is_head || reply.status() == StatusCode::NOT_MODIFIED {
            *reply.body_mut() = Bytes::new();
            reply.headers_mut().remove(header::CONTENT_TYPE);
        }
        if !since(CODE_IN_HEADER_SINCE) {
            reply.headers_mut().remove(&header::ERROR_CODE);
        }
        if let Some((name, value)) = refusal.header {
            reply.headers_mut().insert(name, value);
        }
        reply
    }
}

const SERVER: HeaderValue =
    HeaderValue::from_static(concat!("blobcopy-emulator/", env!("CARGO_PKG_VERSION")));

/// Whether a reply may repeat a client request id. Source: *Copy Blob*, REST reference, on `x-ms-client-request-id`.
fn is_repeatable(id: &HeaderValue) -> bool {
    id.len() <= 1024 && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// The time in the body of a refusal: with seven decimals.
fn timestamp(now: SystemTime) -> String {
    jiff::Timestamp::try_from(now).map_or_else(|_| String::new(), |now| format!("{now:.7}"))
}

fn visible(text: &str) -> HeaderValue {
    HeaderValue::from_str(text).expect("ids, dates and versions are visible ASCII")
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    fn version(text: &str) -> Option<String> {
        let request = Request::get("/").header(&header::VERSION, text);
        said_by(&request.body(()).unwrap())
    }

    fn said_by(request: &Request<()>) -> Option<String> {
        version_of(request).ok().map(|version| version.to_string())
    }

    #[test]
    fn a_version_is_in_the_header_or_in_the_query_or_else_the_oldest() {
        let of_query = |query: &str| Request::get(format!("/c/b?{query}"));
        for (query, version) in [
            ("sv=2020-12-06&sig=x", "2020-12-06"),
            ("sv=2020-12-06&api-version=2021-12-02", "2021-12-02"),
            ("comp=list", "2011-08-18"),
        ] {
            let request = of_query(query).body(()).unwrap();
            assert_eq!(said_by(&request).as_deref(), Some(version));
        }
        let request = of_query("sv=2020-12-06").header(&header::VERSION, "2021-12-02");
        assert_eq!(
            said_by(&request.body(()).unwrap()).as_deref(),
            Some("2021-12-02")
        );
        let request = of_query("").header(AUTHORIZATION, "SharedKey a:b");
        assert_eq!(said_by(&request.body(()).unwrap()), None);
    }

    #[test]
    fn only_versions_that_there_are_or_may_have_been_are_spoken() {
        for known in ["2011-08-18", "2019-12-12", "2026-10-06"] {
            assert_eq!(version(known).as_deref(), Some(known));
        }
        for unknown in ["2009-09-19", "2026-10-07", "latest", "", "2026-1-1"] {
            assert_eq!(version(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn the_time_of_a_refusal_has_seven_decimals() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_millis(1_669_848_045_021);
        assert_eq!(timestamp(time), "2022-11-30T22:40:45.0210000Z");
    }
}
