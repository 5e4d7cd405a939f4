//! Requests for the first byte of a source.

use std::sync::Arc;
use std::time::SystemTime;

use blobcopy_proto::ops::GetBlob;
use blobcopy_proto::wire::header;
use blobcopy_proto::{
    BlobUrl, ByteRange, ErrorCode, ErrorKind, HttpDate, Receipt, ServiceError, ServiceVersion,
    SourceUrl,
};
use bytes::Bytes;
use http::header::RANGE;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};

use crate::account::Account;
use crate::error::Error;
use crate::network::Network;
use blobcopy_diagnosis::{Answer, Clocks, Diagnosis, LocalAnswer, UrlFacts, is_link_local};

/// How to request the source.
pub(super) struct Asking<'a> {
    facts: &'a UrlFacts,
    network: &'a Arc<Network>,
    /// The client whose credential authorizes access to the source.
    own: Option<&'a Account>,
}

/// The result of a request.
pub(super) struct Heard {
    pub(super) here: LocalAnswer,
    pub(super) clocks: Clocks,
    pub(super) status: Option<StatusCode>,
    pub(super) refusal: Option<ServiceError>,
    /// Whether a Blob service refused the request.
    pub(super) is_blob_service: bool,
    /// What is wrong with the client's own credential.
    pub(super) own: Option<Diagnosis>,
}

impl<'a> Asking<'a> {
    pub(super) fn new(
        facts: &'a UrlFacts,
        network: &'a Arc<Network>,
        own: Option<&'a Account>,
    ) -> Self {
        Self {
            facts,
            network,
            own,
        }
    }

    pub(super) async fn ask(&self, source: &SourceUrl) -> Result<Heard, Error> {
        if is_link_local(&self.facts.host) {
            return Ok(Heard::silence(LocalAnswer::Unasked));
        }
        match (self.own, &self.facts.blob) {
            (Some(own), Some(blob)) => ask_as_owner(own, blob).await,
            _ => self.ask_as_anybody(source).await,
        }
    }

    /// Requests the blob whose name has one encoding less, if that could be the right name.
    pub(super) async fn ask_encoded_once(
        &self,
        source: &SourceUrl,
        heard: &Heard,
    ) -> Result<Option<bool>, Error> {
        let may_be = match &heard.here {
            LocalAnswer::Refused(answer) => {
                answer.status == 404 || answer.has(&ErrorCode::AuthenticationFailed)
            }
            _ => false,
        };
        let (Some(path), true) = (
            &self.facts.encoded_once,
            may_be && self.facts.is_of_blob_service,
        ) else {
            return Ok(None);
        };
        let once = with_path(source, path).and_then(|text| SourceUrl::parse(&text).ok());
        let Some(once) = once else {
            return Ok(None);
        };
        let facts = UrlFacts::on_blob_service(&once);
        let asking = Asking::new(&facts, self.network, self.own);
        Ok(match asking.ask(&once).await?.here {
            LocalAnswer::Readable => Some(true),
            LocalAnswer::Refused(_) => Some(false),
            LocalAnswer::Unasked | LocalAnswer::Unreached(_) => None,
        })
    }

    /// Requests the URL unchanged, with no other credential.
    async fn ask_as_anybody(&self, source: &SourceUrl) -> Result<Heard, Error> {
        let uri = Uri::try_from(source.expose()).expect("a source is an absolute URL");
        let origin = self.network.origin(&uri)?;
        let mut request = Request::get(uri)
            .header(RANGE, HeaderValue::from_static("bytes=0-0"))
            .body(Bytes::new())
            .expect("made of parts that are valid");
        if self.facts.is_of_blob_service {
            write_version(self.network.config.version, request.headers_mut());
        }
        let probed = self.network.probe(&origin, request, source);
        Ok(match probed.await {
            Ok(reply) => Heard::of(&reply),
            Err(lost) => Heard::silence(LocalAnswer::Unreached(lost.cause.to_string())),
        })
    }
}

fn write_version(version: ServiceVersion, headers: &mut HeaderMap) {
    let version = HeaderValue::from_str(version.as_str()).expect("a version is a date");
    headers.insert(&header::VERSION, version);
}

fn with_path(source: &SourceUrl, path: &str) -> Option<String> {
    let (named, query) = match source.expose().split_once('?') {
        Some((named, query)) => (named, format!("?{query}")),
        None => (source.expose(), String::new()),
    };
    let root_ends = named.find("://")? + 3;
    let root_ends = root_ends + named[root_ends..].find('/')?;
    Some(format!("{}{path}{query}", &named[..root_ends]))
}

/// Requests the source as a copy within the account does.
async fn ask_as_owner(client: &Account, blob: &BlobUrl) -> Result<Heard, Error> {
    let mut question = GetBlob::new(blob.clone().at_endpoint(client.endpoint.clone()));
    question.options.range = Some(ByteRange::between(0, 1)?);
    let error = match client.call_with_receipt(&question).await {
        Ok((_, receipt)) => return Ok(Heard::readable(StatusCode::PARTIAL_CONTENT, receipt.date)),
        Err(error) => error,
    };
    match (error.service_error(), error.kind()) {
        (Some(refusal), _) => Ok(Heard {
            own: error
                .diagnosis()
                .filter(|found| is_of_credential(found))
                .cloned(),
            ..Heard::refused(refusal.clone())
        }),
        (None, ErrorKind::Network | ErrorKind::Timeout) => {
            Ok(Heard::silence(LocalAnswer::Unreached(crate::chain(&error))))
        }
        // A credential that cannot be sent at all, because the URL is not https.
        _ if error.diagnosis().is_some() => Ok(Heard {
            own: error.diagnosis().cloned(),
            ..Heard::silence(LocalAnswer::Unasked)
        }),
        _ => Err(error),
    }
}

/// Whether the diagnosis concerns the credential. A missing container is here a problem of the source.
fn is_of_credential(diagnosis: &Diagnosis) -> bool {
    diagnosis.kind() == ErrorKind::Unauthorized
}

impl Heard {
    fn of(reply: &Response<Bytes>) -> Self {
        if reply.status().is_success() {
            let date = Receipt::of(reply).unwrap_or_default().date;
            return Self::readable(reply.status(), date);
        }
        let mut refusal = ServiceError::decode(reply);
        // Other servers have their own codes, with other meanings.
        if refusal.request_id.is_none() {
            refusal.code = None;
        }
        Self {
            is_blob_service: reply.headers().contains_key(&header::VERSION),
            ..Self::refused(refusal)
        }
    }

    fn readable(status: StatusCode, date: Option<HttpDate>) -> Self {
        let mut heard = Self::silence(LocalAnswer::Readable);
        heard.clocks.service = date.map(|date| date.time());
        heard.status = Some(status);
        heard
    }

    /// The result of a refusal. A blob without content has no first byte, but can be read.
    fn refused(refusal: ServiceError) -> Self {
        if refusal.status == StatusCode::RANGE_NOT_SATISFIABLE {
            return Self::readable(refusal.status, refusal.date);
        }
        Self {
            here: LocalAnswer::Refused(Answer::of(&refusal)),
            clocks: Clocks::at(SystemTime::now(), &refusal),
            status: Some(refusal.status),
            refusal: Some(refusal),
            is_blob_service: false,
            own: None,
        }
    }

    fn silence(here: LocalAnswer) -> Self {
        let clocks = Clocks {
            here: SystemTime::now(),
            service: None,
        };
        Self {
            here,
            clocks,
            status: None,
            refusal: None,
            is_blob_service: false,
            own: None,
        }
    }
}
