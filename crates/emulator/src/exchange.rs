//! One request, one reply: what is checked in which order, and what every reply has.

use std::time::SystemTime;

use blobcopy_proto::ops::Call;
use blobcopy_proto::wire::header;
use blobcopy_proto::{Endpoint, ServiceVersion};
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Method, Request, Response, StatusCode};
use http_body_util::Full;
use hyper::body::Incoming;

use crate::address::{self, Address};
use crate::authorize::authorize;
use crate::clock::date;
use crate::guid::Guid;
use crate::refusal::Refusal;
use crate::service::Service;
use crate::store::Account;
use crate::{body, calls, unserved, vintage};

/// The first and the last service version that is spoken.
const VERSIONS: (&str, &str) = ("2011-08-18", "2026-10-06");

/// Since when a refusal's code stands in a header too.
const CODE_IN_HEADER_SINCE: &str = "2017-07-29";

/// Since when a refusal tells what the source of a copy answered.
const SOURCE_TOLD_SINCE: &str = "2025-11-05";

/// Who asks, and how.
pub(crate) struct Asker<'a> {
    pub(crate) account: &'a Account,
    pub(crate) version: ServiceVersion,
    /// Host and port, as the asker calls us.
    pub(crate) authority: &'a str,
}

/// Answers a request. Whatever is wrong with it is answered too.
pub(crate) async fn answer(service: &Service, request: Request<Incoming>) -> Response<Full<Bytes>> {
    let frame = Frame::of(&request);
    let outcome = grant(service, request).await;
    frame.close(outcome, service.clock.now())
}

/// Checks everything that the head tells before the body is read: who is not let in sends nothing.
async fn grant(service: &Service, request: Request<Incoming>) -> Result<Response<Bytes>, Refusal> {
    let admitted = admit(service, &request);
    let (head, body) = request.into_parts();
    let (account, endpoint, version) = match admitted {
        Ok(admitted) => admitted,
        Err(refusal) => {
            body::discard(&head.headers, body).await;
            return Err(refusal);
        }
    };
    let content = body::collect(&head.headers, body).await?;
    let request = Request::from_parts(head, content);
    let call = Call::parse(&request, endpoint)?;
    let asker = Asker {
        account,
        version,
        authority: address::authority(&request),
    };
    calls::carry_out(service, &asker, call).await
}

fn admit<'a, B>(
    service: &'a Service,
    request: &Request<B>,
) -> Result<(&'a Account, &'a Endpoint, ServiceVersion), Refusal> {
    let version = version_of(request.headers())?;
    body::check(request)?;
    let Address {
        account, endpoint, ..
    } = address::of_request(&service.store, request)?;
    let clock = &service.clock;
    let now = (!clock.is_manual()).then(|| clock.now());
    authorize(request, &account.key, now)?;
    unserved::check(request.headers())?;
    Ok((account, endpoint, version))
}

fn version_of(headers: &HeaderMap) -> Result<ServiceVersion, Refusal> {
    let value = headers.get(&header::VERSION);
    value
        .and_then(|value| ServiceVersion::parse(value.to_str().ok()?).ok())
        .filter(|version| (VERSIONS.0..=VERSIONS.1).contains(&version.as_str()))
        .ok_or_else(|| Refusal::of_header(&header::VERSION, value.is_some()))
}

/// What a reply repeats of its request.
struct Frame {
    is_head: bool,
    version: Option<ServiceVersion>,
    client_request_id: Option<HeaderValue>,
}

impl Frame {
    fn of<B>(request: &Request<B>) -> Self {
        let headers = request.headers();
        Self {
            is_head: request.method() == Method::HEAD,
            version: version_of(headers).ok(),
            client_request_id: headers
                .get(&header::CLIENT_REQUEST_ID)
                .filter(|id| is_repeatable(id))
                .cloned(),
        }
    }

    fn close(
        self,
        outcome: Result<Response<Bytes>, Refusal>,
        now: SystemTime,
    ) -> Response<Full<Bytes>> {
        let id = Guid::new().to_string();
        let mut reply = match outcome {
            Ok(reply) => reply,
            Err(refusal) => self.refuse(refusal, &id, now),
        };
        let headers = reply.headers_mut();
        headers.insert(&header::REQUEST_ID, visible(&id));
        headers.insert(header::DATE, visible(&date(now).to_string()));
        headers.insert(http::header::SERVER, SERVER);
        if let Some(version) = self.version {
            vintage::withhold(headers, version);
            headers.insert(&header::VERSION, visible(version.as_str()));
        }
        if let Some(id) = self.client_request_id {
            headers.insert(&header::CLIENT_REQUEST_ID, id);
        }
        reply.map(Full::new)
    }

    /// Writes a refusal as the version of the request knows it. Some refusals may not have a body.
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

/// Source: *Copy Blob*, REST reference, on `x-ms-client-request-id`.
fn is_repeatable(id: &HeaderValue) -> bool {
    id.len() <= 1024 && id.as_bytes().iter().all(u8::is_ascii_graphic)
}

/// The time as it stands in the body of a refusal: with seven decimals.
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
        let mut headers = HeaderMap::new();
        headers.insert(&header::VERSION, text.parse().unwrap());
        version_of(&headers).ok().map(|version| version.to_string())
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
