//! Checks whether a source can be read, and finds the cause if not, by reading it.

mod asking;
mod key_trial;

use std::sync::Arc;
use std::time::Duration;

use blobcopy_auth::SasToken;
use blobcopy_diagnosis::{Answer, Diagnosis, SourceEvidence, UrlFacts};
use blobcopy_proto::{ErrorCode, ErrorKind, ServiceError};
use http::StatusCode;

use self::asking::{Asking, Heard};
use crate::account::Account;
use crate::config::ClientConfig;
use crate::copy_source::CopySource;
use crate::error::Error;
use crate::network::Network;
use crate::service::BlobServiceClient;

/// The result of checking a source. Prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// Why the service cannot read the source; `None` if no reason was found.
    pub diagnosis: Option<Diagnosis>,
    /// Whether the source is known to be on a Blob service.
    pub is_of_blob_service: bool,
    /// Whether it was read with the credential of the source's account, as a copy would read it.
    pub is_opened_by_credential: bool,
    /// The SAS in the URL, if there is a valid one.
    pub sas: Option<SasToken>,
    /// The status of the response; `None` if there was none, or no request was sent.
    pub status: Option<StatusCode>,
    /// The service's code in the response.
    pub code: Option<ErrorCode>,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// The difference between this machine's clock and the server's.
    pub skew: Option<Duration>,
}

impl BlobServiceClient {
    /// Checks whether this service can read `source`, by reading its first byte: with the SAS in the URL, or with the
    /// client's credential if a copy would use that. Nothing is changed.
    ///
    /// The request comes from this machine and not from the service, so a source in your own network is found there.
    /// Redirects are not followed, and link-local addresses are never requested.
    ///
    /// # Errors
    /// If `source` is invalid, or the client's own credential is not available. A problem of the source is no error but
    /// the [`diagnosis`](Explanation::diagnosis).
    pub async fn explain<S>(&self, source: S) -> Result<Explanation, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let source = source.try_into().map_err(Into::into)?;
        ask(source, &self.account().network, Some(self.account()), None).await
    }

    /// As [`explain`](Self::explain), after a copy of `source` was refused with `error`: the response of the source to this
    /// machine is compared with its response to the service, which distinguishes a firewall from other causes.
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
            &self.account().network,
            Some(self.account()),
            refusal,
        )
        .await
    }
}

/// Checks whether a service can read `source`, without a client: see [`BlobServiceClient::explain`].
///
/// # Errors
/// If `source` is invalid, or the system's certificates cannot be read.
pub async fn explain<S>(source: S, config: &ClientConfig) -> Result<Explanation, Error>
where
    S: TryInto<CopySource>,
    S::Error: Into<Error>,
{
    let source = source.try_into().map_err(Into::into)?;
    let network = Network::new(config.clone())?;
    ask(source, &network, None, None).await
}

async fn ask(
    source: CopySource,
    network: &Arc<Network>,
    reader: Option<&Account>,
    refusal: Option<&ServiceError>,
) -> Result<Explanation, Error> {
    let (source, client) = match &source {
        CopySource::Url(url) => (url.clone(), reader),
        CopySource::Blob(blob) => (blob.as_source()?, Some(&**blob.account())),
    };
    let mut facts = UrlFacts::of(&source, client.map(|client| &client.endpoint));
    let own = client.filter(|client| client.requester().authorizes(&facts));
    let mut heard = Asking::new(&facts, network, own).ask(&source).await?;
    if heard.is_blob_service && !facts.is_of_blob_service {
        // It says more to those who name a version.
        facts = UrlFacts::on_blob_service(&source);
        heard = Asking::new(&facts, network, own).ask(&source).await?;
    }
    let asking = Asking::new(&facts, network, own);
    let evidence = SourceEvidence {
        source: &facts,
        reader: reader.map(|reader| &reader.endpoint),
        is_opened_by_copy: own.is_some(),
        clocks: heard.clocks,
        to_service: refusal.map(Answer::of_source),
        here: heard.here.clone(),
        is_there_encoded_once: asking.ask_encoded_once(&source, &heard).await?,
        key: match client {
            Some(client) => key_trial::of(client, &facts, &heard.here).await,
            None => None,
        },
    };
    let diagnosis = heard.own.clone().or_else(|| evidence.diagnose());
    Ok(Explanation::new(diagnosis, heard, &facts, own.is_some()))
}

impl Explanation {
    fn new(
        diagnosis: Option<Diagnosis>,
        heard: Heard,
        facts: &UrlFacts,
        is_opened_by_credential: bool,
    ) -> Self {
        let (code, request_id) = match heard.refusal {
            Some(refusal) => (refusal.code, refusal.request_id),
            None => (None, None),
        };
        Self {
            diagnosis,
            is_of_blob_service: facts.is_of_blob_service,
            is_opened_by_credential,
            sas: facts.token().cloned(),
            status: heard.status,
            code,
            request_id,
            skew: heard.clocks.skew().map(|(skew, _)| skew),
        }
    }
}
