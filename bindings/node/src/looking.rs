//! What can be found out before a copy and after others: whether a source can be read, and which copies are pending.

use blobcopy::{Explanation, PendingCopy};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::container::NativeContainer;
use crate::copy::copy_source;
use crate::copy_state::CopyStateData;
use crate::failure::{DiagnosisData, Failure};
use crate::promise::{Cancel, promise};
use crate::service::NativeService;

#[napi]
impl NativeService {
    /// Whether the service can read a source, and why not.
    #[napi]
    pub fn explain<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<ExplanationData, Failure>>> {
        let service = self.0.clone();
        let source = copy_source(source);
        promise(env, cancel, async move {
            Ok((&service.explain(source?).await?).into())
        })
    }
}

#[napi]
impl NativeContainer {
    /// The copies that are pending into blobs whose names begin so.
    #[napi]
    pub fn find_pending<'env>(
        &self,
        env: &'env Env,
        prefix: String,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<Vec<PendingCopyData>, Failure>>> {
        let container = self.service.container(self.url.name());
        promise(env, cancel, async move {
            let pending = container?.find_pending(&prefix).await?;
            Ok(pending.iter().map(PendingCopyData::from).collect())
        })
    }
}

/// What came of asking a source. No secret.
#[napi(object, object_from_js = false)]
pub struct ExplanationData {
    /// Why the service cannot read it, as far as could be found out.
    pub diagnosis: Option<DiagnosisData>,
    /// Whether it is known to be on a Blob service.
    pub is_of_blob_service: bool,
    /// Whether it was asked with the credential of its account.
    pub is_opened_by_credential: bool,
    /// The SAS in the URL, without its signature.
    pub sas: Option<String>,
    /// The status of the answer.
    pub status_code: Option<u16>,
    /// Azure's code in it.
    pub code: Option<String>,
    /// The id under which the service remembers the question.
    pub request_id: Option<String>,
    /// How far this machine's clock and the server's are apart.
    pub skew_in_ms: Option<f64>,
}

impl From<&Explanation> for ExplanationData {
    fn from(explanation: &Explanation) -> Self {
        Self {
            diagnosis: explanation.diagnosis.as_ref().map(DiagnosisData::from),
            is_of_blob_service: explanation.is_of_blob_service,
            is_opened_by_credential: explanation.is_opened_by_credential,
            sas: explanation.sas.as_ref().map(ToString::to_string),
            status_code: explanation.status.map(|status| status.as_u16()),
            code: explanation.code.as_ref().map(ToString::to_string),
            request_id: explanation.request_id.clone(),
            skew_in_ms: explanation.skew.map(|skew| skew.as_secs_f64() * 1000.0),
        }
    }
}

/// A copy that a listing shows to be pending.
#[napi(object, object_from_js = false)]
pub struct PendingCopyData {
    /// The container of its destination.
    pub container_name: String,
    /// The name of its destination.
    pub name: String,
    /// How it stands.
    pub state: CopyStateData,
    /// The URL of its destination; nothing if that has a name which no request can carry.
    pub destination: Option<String>,
    /// Its ticket; nothing where there is no URL.
    pub ticket: Option<String>,
}

impl From<&PendingCopy> for PendingCopyData {
    fn from(copy: &PendingCopy) -> Self {
        Self {
            container_name: copy.container.name().to_owned(),
            name: copy.name.clone(),
            state: (&copy.state).into(),
            destination: copy.destination().ok().map(|url| url.to_string()),
            ticket: copy.ticket().ok().map(|ticket| ticket.to_string()),
        }
    }
}
