//! `blobcopy explain`.

use blobcopy::{
    BlobServiceClient, BlobUrl, CopySource, Credential, Error, Explanation, ProxyChoice, explain,
};
use serde::Serialize;

use super::variable;
use crate::account::{self, Account};
use crate::args::ExplainArguments;
use crate::exit_code::ExitCode;
use crate::failure::Failure;
use crate::output::{IfUnwritten, Output, REPEAT};
use crate::report::Finding;

/// The answer. Every field is there; what is not known is null.
#[derive(Serialize)]
struct Explained {
    /// Without its query.
    source: String,
    readable: bool,
    /// Of what is wrong.
    kind: Option<&'static str>,
    #[serde(flatten)]
    finding: Finding,
    /// Whether the source is on a Blob service.
    is_of_blob_service: bool,
    /// Whether the credential of its account opens it, in place of its URL.
    is_opened_by_credential: bool,
    /// The SAS in its URL, without the signature.
    sas: Option<String>,
    /// What it answered.
    status: Option<u16>,
    code: Option<String>,
    request_id: Option<String>,
    /// How far this machine's clock is from the server's.
    skew_seconds: Option<u64>,
}

pub(crate) async fn run(arguments: &ExplainArguments, output: Output) -> Result<ExitCode, Failure> {
    let account = Account::new(&arguments.credentials, &variable);
    let source = arguments
        .source_credentials
        .source(&arguments.source, &account, &variable)?;
    let reader = match &arguments.destination {
        Some(destination) => Some(account.target(destination)?.service),
        None => default_endpoint(&account, &source)?,
    };
    let shown = shown(&source);
    let explanation = match reader {
        Some(service) => service.explain(source).await,
        None => explain(source, &account::config(ProxyChoice::FromEnvironment)).await,
    };
    let explanation = explanation.map_err(|error| unexplained(&shown, &error))?;
    let explained = Explained::new(shown, &explanation);
    let written = output.answer(&explained.table(), &explained, IfUnwritten::Repeat(REPEAT))?;
    Ok(match &explanation.diagnosis {
        Some(diagnosis) => ExitCode::of_kind(diagnosis.kind()),
        None => written,
    })
}

/// The service of the source's own account, if it is that account's credential which was given.
fn default_endpoint(
    account: &Account<'_>,
    source: &CopySource,
) -> Result<Option<BlobServiceClient>, Failure> {
    let CopySource::Url(url) = source else {
        return Ok(None);
    };
    let known = account.known_endpoint();
    let Ok((blob, _)) = BlobUrl::parse_with_sas_at(url.expose(), known.as_ref()) else {
        return Ok(None);
    };
    let endpoint = blob.endpoint();
    let credential = if account.asks_for_login() {
        account.credential(&format!("the source `{blob}`"), endpoint, None)?
    } else {
        let own = account.connection(endpoint.account())?;
        match own.as_ref().map(|own| own.credential_for(endpoint)) {
            Some(Ok(credential)) if !matches!(credential, Credential::Anonymous) => {
                credential.clone().into()
            }
            _ => return Ok(None),
        }
    };
    let service = account::open(ProxyChoice::FromEnvironment, endpoint.clone(), credential)?;
    Ok(Some(service))
}

fn shown(source: &CopySource) -> String {
    match source {
        CopySource::Url(url) => url.to_string(),
        CopySource::Blob(blob) => blob.url().to_string(),
        _ => String::new(),
    }
}

fn unexplained(source: &str, error: &Error) -> Failure {
    let mut failure = Failure::of_client(error);
    failure.text.summary = format!("{source} could not be checked");
    failure
}

impl Explained {
    fn new(source: String, explanation: &Explanation) -> Self {
        let diagnosis = explanation.diagnosis.as_ref();
        Self {
            source,
            readable: diagnosis.is_none(),
            kind: diagnosis.map(|diagnosis| diagnosis.kind().code()),
            finding: diagnosis.map(Finding::of).unwrap_or_default(),
            is_of_blob_service: explanation.is_of_blob_service,
            is_opened_by_credential: explanation.is_opened_by_credential,
            sas: explanation.sas.as_ref().map(ToString::to_string),
            status: explanation.status.map(|status| status.as_u16()),
            code: explanation.code.as_ref().map(ToString::to_string),
            request_id: explanation.request_id.clone(),
            skew_seconds: explanation.skew.map(|skew| skew.as_secs()),
        }
    }

    /// For people. That a source could be read from here is no promise of the service's.
    fn table(&self) -> Vec<String> {
        let readable = match self.readable {
            true => "as far as can be told from here",
            false => "no",
        };
        let answer = self.status.map(|status| match &self.code {
            Some(code) => format!("{status} {code}"),
            None => status.to_string(),
        });
        let rows = [
            ("readable", Some(readable)),
            ("source", Some(self.source.as_str())),
            ("cause", self.finding.cause.as_deref()),
            ("remedy", self.finding.remedy),
            ("answer", answer.as_deref()),
            ("request id", self.request_id.as_deref()),
            ("sas", self.sas.as_deref()),
        ];
        rows.into_iter()
            .filter_map(|(name, value)| Some(format!("{name:<12} {}", value?)))
            .collect()
    }
}
