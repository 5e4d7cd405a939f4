//! Asking a source what the service would be told.

use std::time::{Duration, SystemTime};

use blobcopy_auth::sas::{SasKind, SasTarget};
use blobcopy_auth::{Credential, SasToken, SharedKey};
use blobcopy_proto::ops::{GetBlob, GetBlobProperties};
use blobcopy_proto::wire::header;
use blobcopy_proto::{
    BlobUrl, ByteRange, ErrorCode, ErrorKind, HttpDate, Receipt, ServiceError, ServiceVersion,
    SourceUrl,
};
use bytes::Bytes;
use http::header::RANGE;
use http::{HeaderMap, HeaderValue, Request, Response, StatusCode, Uri};

use super::facts::{Answer, Clocks, UrlFacts};
use super::source::{Evidence, Here, KeyTrial, diagnose};
use super::{Cause, Diagnosis, place};
use crate::client_credential::Authority;
use crate::config::ClientConfig;
use crate::connection::Connection;
use crate::copy_source::CopySource;
use crate::error::Error;
use crate::service::BlobServiceClient;
use crate::transport::Transport;

/// What came of asking a source. Prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// Why the service cannot read the source, as far as could be found out; nothing if nothing speaks against it.
    pub diagnosis: Option<Diagnosis>,
    /// Whether the source is known to be on a Blob service.
    pub is_of_blob_service: bool,
    /// Whether it was asked with the credential of the source's account, which is what would open it to a copy.
    pub is_opened_by_credential: bool,
    /// The SAS in the URL, if there is one that can be read.
    pub sas: Option<SasToken>,
    /// The status of the answer; nothing if none came, or nothing was asked.
    pub status: Option<StatusCode>,
    /// The service's code in it.
    pub code: Option<ErrorCode>,
    /// The id under which the service remembers the question.
    pub request_id: Option<String>,
    /// How far this machine's clock and the server's are apart.
    pub skew: Option<Duration>,
}

impl BlobServiceClient {
    /// Finds out whether this service can read `source`, by asking the source for its first byte: with what the URL
    /// carries or, where the client's credential would open it to a copy, with that. Nothing is changed.
    ///
    /// The question comes from this machine and not from the service, so a source on a network of the caller's is asked
    /// there. Redirects are not followed, and addresses of the machine's own link are not asked at all.
    ///
    /// # Errors
    /// If `source` is no source, or the client's own credential could not be had. What is wrong with the source is no
    /// error but the [`diagnosis`](Explanation::diagnosis).
    pub async fn explain<S>(&self, source: S) -> Result<Explanation, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let source = source.try_into().map_err(Into::into)?;
        ask(
            source,
            &self.connection().config,
            Some(self.connection()),
            None,
        )
        .await
    }

    /// As [`explain`](Self::explain), after a copy of `source` was refused with `error`: what the source answers here is
    /// held against what it answered to the service, which tells a firewall from other reasons.
    ///
    /// # Errors
    /// As [`explain`](Self::explain).
    pub async fn explain_refusal<S>(&self, source: S, error: &Error) -> Result<Explanation, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let source = source.try_into().map_err(Into::into)?;
        let refusal = error
            .service_error()
            .filter(|refusal| refusal.kind() == ErrorKind::Source);
        ask(
            source,
            &self.connection().config,
            Some(self.connection()),
            refusal,
        )
        .await
    }
}

/// Finds out whether a service can read `source`, where none is at hand: see [`BlobServiceClient::explain`].
///
/// # Errors
/// If `source` is no source, or the system's certificates cannot be read.
pub async fn explain<S>(source: S, config: &ClientConfig) -> Result<Explanation, Error>
where
    S: TryInto<CopySource>,
    S::Error: Into<Error>,
{
    let source = source.try_into().map_err(Into::into)?;
    ask(source, config, None, None).await
}

async fn ask(
    source: CopySource,
    config: &ClientConfig,
    reader: Option<&Connection>,
    refusal: Option<&ServiceError>,
) -> Result<Explanation, Error> {
    let (source, client) = match &source {
        CopySource::Url(url) => (url.clone(), reader),
        CopySource::Blob(blob) => (blob.as_source()?, Some(&**blob.connection())),
    };
    let mut facts = UrlFacts::of(&source, client.map(|client| &client.endpoint));
    let own = client.filter(|client| client.asker().opens(&facts));
    let mut heard = Asking::new(&facts, config, own).ask(&source).await?;
    if heard.is_blob_service && !facts.is_of_blob_service {
        // It says more to those who name a version.
        facts = UrlFacts::on_blob_service(&source);
        heard = Asking::new(&facts, config, own).ask(&source).await?;
    }
    let asking = Asking::new(&facts, config, own);
    let evidence = Evidence {
        source: &facts,
        reader: reader.map(|reader| &reader.endpoint),
        is_opened_by_copy: own.is_some(),
        clocks: heard.clocks,
        to_service: refusal.map(Answer::of_source),
        here: heard.here.clone(),
        is_there_encoded_once: asking.ask_encoded_once(&source, &heard).await?,
        key: match client {
            Some(client) => try_key(client, &facts, &heard.here).await,
            None => None,
        },
    };
    let diagnosis = heard.own.clone().or_else(|| diagnose(&evidence));
    Ok(heard.explained(diagnosis, &facts, own.is_some()))
}

/// How a source is asked.
struct Asking<'a> {
    facts: &'a UrlFacts,
    config: &'a ClientConfig,
    /// The client whose credential opens it.
    own: Option<&'a Connection>,
}

/// What was heard.
struct Heard {
    here: Here,
    clocks: Clocks,
    status: Option<StatusCode>,
    refusal: Option<ServiceError>,
    /// Whether it was refused as a Blob service does.
    is_blob_service: bool,
    /// What is wrong with the client's own credential.
    own: Option<Diagnosis>,
}

impl<'a> Asking<'a> {
    fn new(facts: &'a UrlFacts, config: &'a ClientConfig, own: Option<&'a Connection>) -> Self {
        Self { facts, config, own }
    }

    async fn ask(&self, source: &SourceUrl) -> Result<Heard, Error> {
        if place::is_link_local(&self.facts.host) {
            return Ok(Heard::silence(Here::Unasked));
        }
        match (self.own, &self.facts.blob) {
            (Some(own), Some(blob)) => ask_as_owner(own, blob).await,
            _ => self.ask_as_anybody(source).await,
        }
    }

    /// Asks under the name with one encoding less, where that could be the right one.
    async fn ask_encoded_once(
        &self,
        source: &SourceUrl,
        heard: &Heard,
    ) -> Result<Option<bool>, Error> {
        let may_be = match &heard.here {
            Here::Refused(answer) => {
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
        let asking = Asking::new(&facts, self.config, self.own);
        Ok(match asking.ask(&once).await?.here {
            Here::Readable => Some(true),
            Here::Refused(_) => Some(false),
            Here::Unasked | Here::Unreached(_) => None,
        })
    }

    /// The URL, byte for byte and with nothing beside it that could open it.
    async fn ask_as_anybody(&self, source: &SourceUrl) -> Result<Heard, Error> {
        let uri = Uri::try_from(source.expose()).expect("a source is an absolute URL");
        let transport = Transport::new(self.config, &uri)?;
        let mut request = Request::get(uri)
            .header(RANGE, HeaderValue::from_static("bytes=0-0"))
            .body(Bytes::new())
            .expect("made of parts that are valid");
        if self.facts.is_of_blob_service {
            write_version(self.config.version, request.headers_mut());
        }
        Ok(match transport.probe(request).await {
            Ok(reply) => Heard::of(&reply),
            Err(lost) => Heard::silence(Here::Unreached(lost.cause.to_string())),
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

/// As a copy within the account is let in.
async fn ask_as_owner(client: &Connection, blob: &BlobUrl) -> Result<Heard, Error> {
    let mut question = GetBlob::new(blob.clone());
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
            Ok(Heard::silence(Here::Unreached(crate::chain(&error))))
        }
        _ => Err(error),
    }
}

/// A container that is missing is the source's here.
fn is_of_credential(diagnosis: &Diagnosis) -> bool {
    diagnosis.kind() == ErrorKind::Unauthorized
}

/// Holds the SAS of a source that was not taken against the account's key, if that is what the client has.
async fn try_key(client: &Connection, facts: &UrlFacts, here: &Here) -> Option<KeyTrial> {
    let Authority::Fixed(Credential::SharedKey(key)) = &client.authority else {
        return None;
    };
    let is_untaken =
        matches!(here, Here::Refused(answer) if answer.has(&ErrorCode::AuthenticationFailed));
    let (token, blob) = (facts.token()?, facts.blob.as_ref()?);
    if !is_untaken
        || !client.asker().is_account_of(facts)
        || token.kind() == SasKind::UserDelegation
    {
        return None;
    }
    Some(KeyTrial {
        signed_it: is_signed_by(token, key, blob),
        is_taken: is_taken(client, blob).await?,
    })
}

fn is_signed_by(token: &SasToken, key: &SharedKey, blob: &BlobUrl) -> bool {
    let headers = HeaderMap::new();
    // Snapshot and version are signed too, and stand in the URL.
    let url = blob.to_string();
    let query = url.split_once('?').map_or("", |(_, query)| query);
    let target = SasTarget::new(
        Some(blob.container().name()),
        Some(blob.name()),
        &headers,
        query,
    );
    token.verify(key, &target).is_ok()
}

/// Whether the account takes the client's key; nothing if that cannot be told.
async fn is_taken(client: &Connection, blob: &BlobUrl) -> Option<bool> {
    let Err(error) = client.call(&GetBlobProperties::new(blob.clone())).await else {
        return Some(true);
    };
    match error.diagnosis().map(Diagnosis::cause) {
        Some(Cause::KeyWrong) => Some(false),
        _ if error.kind() == ErrorKind::NotFound => Some(true),
        _ => None,
    }
}

impl Heard {
    fn of(reply: &Response<Bytes>) -> Self {
        if reply.status().is_success() {
            let date = Receipt::of(reply).unwrap_or_default().date;
            return Self::readable(reply.status(), date);
        }
        let mut refusal = ServiceError::decode(reply);
        // Other servers have codes of their own, which mean something else.
        if refusal.request_id.is_none() {
            refusal.code = None;
        }
        Self {
            is_blob_service: reply.headers().contains_key(&header::VERSION),
            ..Self::refused(refusal)
        }
    }

    fn readable(status: StatusCode, date: Option<HttpDate>) -> Self {
        let mut heard = Self::silence(Here::Readable);
        heard.clocks.service = date.map(|date| date.time());
        heard.status = Some(status);
        heard
    }

    /// A blob without content has no first byte, and is readable all the same.
    fn refused(refusal: ServiceError) -> Self {
        if refusal.status == StatusCode::RANGE_NOT_SATISFIABLE {
            return Self::readable(refusal.status, refusal.date);
        }
        Self {
            here: Here::Refused(Answer::of(&refusal)),
            clocks: Clocks::at(SystemTime::now(), &refusal),
            status: Some(refusal.status),
            refusal: Some(refusal),
            is_blob_service: false,
            own: None,
        }
    }

    fn silence(here: Here) -> Self {
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

    fn explained(
        self,
        diagnosis: Option<Diagnosis>,
        facts: &UrlFacts,
        is_opened_by_credential: bool,
    ) -> Explanation {
        let (code, request_id) = match self.refusal {
            Some(refusal) => (refusal.code, refusal.request_id),
            None => (None, None),
        };
        Explanation {
            diagnosis,
            is_of_blob_service: facts.is_of_blob_service,
            is_opened_by_credential,
            sas: facts.token().cloned(),
            status: self.status,
            code,
            request_id,
            skew: self.clocks.skew().map(|(skew, _)| skew),
        }
    }
}
