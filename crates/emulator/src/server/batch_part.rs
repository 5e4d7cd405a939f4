//! A request within a batch, answered as if it had come by itself.
//!
//! Source: *Blob Batch*, REST reference.

use blobcopy_proto::ops::Call;
use blobcopy_proto::wire::header;
use bytes::Bytes;
use http::header::{AUTHORIZATION, HOST};
use http::{HeaderValue, Request, Response};

use crate::authorize;
use crate::calls;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::server::exchange::{self, EchoedHeaders};
use crate::server::log::LoggedRequest;
use crate::service::Service;

/// Answers a request within a batch of `batch`, in the version of the batch.
pub(crate) async fn answer(
    service: &Service,
    batch: &Caller<'_>,
    mut request: Request<Bytes>,
) -> Response<Bytes> {
    let now = batch.circumstances.now;
    let logged = LoggedRequest::of(&request, now);
    // A part names no host: its account is found as that of the batch was.
    if let Ok(host) = HeaderValue::from_str(batch.authority) {
        request.headers_mut().insert(HOST, host);
    }
    let version = HeaderValue::from_str(batch.version.as_str()).expect("a version is a date");
    let as_sent = request.clone();
    request.headers_mut().insert(&header::VERSION, version);
    let frame = EchoedHeaders::of(&request);
    let reply = frame.close(grant(service, batch, &as_sent, &request).await, now);
    service.log.push(logged.answered(&reply));
    reply
}

/// The reply to a batch that is refused as a whole.
pub(crate) fn refuse(batch: &Caller<'_>, refusal: Refusal) -> Response<Bytes> {
    EchoedHeaders::of_version(batch.version).close(Err(refusal), batch.circumstances.now)
}

async fn grant(
    service: &Service,
    batch: &Caller<'_>,
    as_sent: &Request<Bytes>,
    request: &Request<Bytes>,
) -> Result<Response<Bytes>, Refusal> {
    // A signature covers the version only if the part names one.
    let signed = match request.headers().contains_key(AUTHORIZATION) {
        true => as_sent,
        false => request,
    };
    let admitted = exchange::admit(service, batch.circumstances, signed, batch.version)?;
    if !std::ptr::eq(admitted.account, batch.account) {
        return Err(Refusal::invalid_input());
    }
    let call = Call::parse(request, admitted.endpoint)?;
    let caller = Caller {
        account: admitted.account,
        version: admitted.version,
        authority: batch.authority,
        rights: &admitted.rights,
        source_authorization: None,
        content: Bytes::new(),
        circumstances: batch.circumstances,
    };
    authorize::permit(service, &caller, &call, request.headers())?;
    match call {
        Call::DeleteBlob(call) => calls::answer(service, &caller, call).await,
        Call::SetBlobTier(call) => calls::answer(service, &caller, call).await,
        _ => Err(Refusal::invalid_input()),
    }
}
