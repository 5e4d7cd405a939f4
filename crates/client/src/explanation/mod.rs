//! Explains why a source cannot be read, by requesting it.

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

/// The result of requesting a source. `Debug` prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Explanation {
    /// Why the service cannot read the source, as far as that could be determined. `None` if no problem was found.
    pub diagnosis: Option<Diagnosis>,
    /// Whether the source is known to be in a Blob service.
    pub is_of_blob_service: bool,
    /// Whether it was requested with the credential of the source's account, which is how a copy would be authorized.
    pub is_opened_by_credential: bool,
    /// The SAS in the URL, if there is one and it can be parsed.
    pub sas: Option<SasToken>,
    /// The status of the response. `None` if there was no response or no request.
    pub status: Option<StatusCode>,
    /// The service's error code in the response.
    pub code: Option<ErrorCode>,
    /// The service's id of the request.
    pub request_id: Option<String>,
    /// The difference between this machine's clock and the server's.
    pub skew: Option<Duration>,
}

impl BlobServiceClient {
    /// Finds out whether the service can read `source`, by requesting its first byte with the URL's own SAS or, if a
    /// copy would use it, with the client's credential. Changes nothing.
    ///
    /// The request comes from this machine and not from the service, so a source in the caller's private network is
    /// requested there. Redirects are not followed, and link-local addresses are not requested.
    ///
    /// # Errors
    /// If `source` is not a valid source, or the client's own credential could not be obtained. A problem of the source
    /// is not an error but the [`diagnosis`](Explanation::diagnosis).
    pub async fn explain<S>(&self, source: S) -> Result<Explanation, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let source = source.try_into().map_err(Into::into)?;
        ask(source, &self.account().network, Some(self.account()), None).await
    }

    /// As [`explain`](Self::explain), after a copy of `source` failed with `error`. Compares the source's response to
    /// this machine with its response to the service, which distinguishes a firewall from other causes.
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

/// Finds out whether a service can read `source`, without a client: see [`BlobServiceClient::explain`].
///
/// # Errors
/// If `source` is not a valid source, or the system's certificates cannot be read.
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
        // A Blob service reports more if the request names a version.
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
