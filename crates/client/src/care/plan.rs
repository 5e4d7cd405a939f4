//! What a copy would send, found out by requests that change nothing.

use std::sync::Arc;

use blobcopy_auth::SasToken;
use blobcopy_proto::care::{
    SourceCredential, SourceFacts, expected_refusal, expected_source_refusal,
};
use blobcopy_proto::job::OnPending;
use blobcopy_proto::ops::{
    AbortCopyBlob, BlobProperties, CopyBlob, GetBlobProperties, OperationKind,
};
use blobcopy_proto::wire::header;
use blobcopy_proto::{
    BlobUrl, Conditions, CopyState, CopyStatus, ErrorCode, Operation, ServiceVersion, SourceUrl,
    TagCondition,
};

use super::preparation::{Preparation, Seen, explained_look};
use super::source_lease::SourceLease;
use crate::blob::{BlobClient, CopyOptions};
use crate::copy_source::CopySource;
use crate::error::Error;
use crate::source_access::AuthorizedSource;

/// What a copy would send, and what it would replace. Prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct CopyPlan {
    /// The source. Prints without its query.
    pub source: SourceUrl,
    /// How the service would be authorized to read the source.
    pub source_credential: SourceCredential,
    /// The SAS in the source's URL, if it has one: as given, or made for this copy. Prints without its signature.
    pub source_sas: Option<SasToken>,
    /// The source's properties, if it is a blob.
    pub source_properties: Option<Box<BlobProperties>>,
    /// The blob that the copy would write.
    pub destination: BlobUrl,
    /// What is there now.
    pub destination_state: DestinationState,
    /// The pending copy that [`OnPending`](crate::OnPending) would wait for, abort or adopt first.
    pub pending: Option<CopyState>,
    /// The requests with an effect that would be sent until the copy has started, in their order. None for a copy that
    /// would be adopted.
    pub requests: Vec<PlannedRequest>,
}

/// What is at the destination of a planned copy.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum DestinationState {
    /// There is no blob.
    Absent,
    /// There is a blob, which the copy would replace.
    Present(Box<BlobProperties>),
    /// The credential may write the destination, but not read it.
    Unreadable,
}

/// A request that a copy would send. Prints no secret.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct PlannedRequest {
    /// The operation.
    pub operation: OperationKind,
    /// The method.
    pub method: &'static str,
    /// The URL, without a credential.
    pub url: String,
    /// Names and values of the headers that the operation sets, without authorization. URLs have no query, and secrets
    /// are `…`.
    pub headers: Vec<(String, String)>,
}

impl BlobClient {
    /// Finds out what a copy of `source` into this blob would send, without starting it. Only requests that change
    /// nothing are sent: *Get Blob Properties* of source and destination, whatever the safeguards ask first, and *Get
    /// User Delegation Key* if the source needs a SAS that only such a key can sign. A source outside Azure is asked for
    /// its first byte.
    ///
    /// # Errors
    /// As [`begin_copy`](Self::begin_copy), as far as these requests show: for example, a source that is not there, a
    /// condition that is not met, a lease without its id, or another copy that is pending. An error with a code of the
    /// service, but without a request id, is expected from what was read.
    pub async fn plan_copy<S>(&self, source: S, options: CopyOptions) -> Result<CopyPlan, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.url().as_destination()?;
        let source = source.try_into().map_err(Into::into)?;
        let mut copy = Preparation::new(self, source, options, Arc::default())?;
        let facts = copy.look_at_source().await?;
        let (opened, source_credential) = copy.open_source().await?;
        let source_properties = copy.read_source(&opened).await?;
        let destination_state = copy.read_destination().await?;
        let pending = copy.pending(&destination_state, &opened)?;
        if pending.is_none() {
            copy.check(&destination_state, source_properties.as_ref())
                .await?;
        }
        let seen = copy.seen(&destination_state, facts.as_ref()).await?;
        let mut requests = copy.requests_before(facts.as_ref(), &seen, pending.as_ref())?;
        if !copy.adopts(pending.as_ref()) {
            requests.push(copy.start_request(&opened, &seen, &destination_state)?);
        }
        Ok(CopyPlan {
            source_sas: sas_of(&opened.url),
            source: opened.url,
            source_credential,
            source_properties: source_properties.map(Box::new),
            destination: self.url().clone(),
            destination_state,
            pending,
            requests,
        })
    }
}

fn sas_of(source: &SourceUrl) -> Option<SasToken> {
    let (_, query) = source.expose().split_once('?')?;
    SasToken::parse(query).ok()
}

impl Preparation<'_> {
    /// Reads the source as the service would: its properties if it is a blob, otherwise its first byte.
    async fn read_source(
        &self,
        opened: &AuthorizedSource,
    ) -> Result<Option<BlobProperties>, Error> {
        let authorized = CopySource::Url(opened.url.clone());
        let blob = match (authorized.as_blob(self.destination)?, &self.source) {
            (Some(blob), _) => blob,
            (None, CopySource::Blob(blob)) => blob.clone(),
            (None, CopySource::Url(_)) => {
                self.read_first_byte(authorized).await?;
                return Ok(None);
            }
        };
        let looked = blob.properties().await;
        let properties = looked.map_err(|error| explained_look(error, &blob))?;
        SourceFacts::judge(&properties, &self.care, &self.request)?;
        if let Some(refusal) = expected_source_refusal(&properties, &self.request) {
            return Err(Error::expected(self.destination.url(), refusal));
        }
        check_tags(&blob, self.request.source_if_tags.as_ref()).await?;
        Ok(Some(properties))
    }

    async fn read_first_byte(&self, source: CopySource) -> Result<(), Error> {
        let explanation = self.destination.service().explain(source).await?;
        match explanation.diagnosis {
            Some(diagnosis) => Err(Error::unreadable_source(self.destination.url(), diagnosis)),
            None => Ok(()),
        }
    }

    async fn read_destination(&self) -> Result<DestinationState, Error> {
        match self.destination.existing().await {
            Ok(Some(properties)) => Ok(DestinationState::Present(Box::new(properties))),
            Ok(None) => Ok(DestinationState::Absent),
            Err(error) if !self.care.protect.by_snapshot() && may_only_write(&error) => {
                Ok(DestinationState::Unreadable)
            }
            Err(error) => Err(error),
        }
    }

    /// The pending copy at the destination, if the copy would not be refused because of it.
    fn pending(
        &self,
        state: &DestinationState,
        opened: &AuthorizedSource,
    ) -> Result<Option<CopyState>, Error> {
        let DestinationState::Present(properties) = state else {
            return Ok(None);
        };
        let Some(copy) = properties.copy.clone().filter(|_| is_pending(properties)) else {
            return Ok(None);
        };
        let has_same_source = |copy: &CopyState| {
            let echo = copy.source.as_ref();
            echo.is_some_and(|echo| opened.url.is_echoed_by(echo))
        };
        match self.policy.on_pending {
            OnPending::Wait | OnPending::Abort => Ok(Some(copy)),
            OnPending::Adopt if has_same_source(&copy) => Ok(Some(copy)),
            _ => Err(self.destination.occupied_by(&self.source, copy)),
        }
    }

    /// Fails if the service would refuse the start.
    async fn check(
        &self,
        state: &DestinationState,
        source: Option<&BlobProperties>,
    ) -> Result<(), Error> {
        let mut request = self.request.clone();
        request.conditions = self.pinned(&Seen::NotLookedAt);
        let properties = match state {
            DestinationState::Absent => None,
            DestinationState::Present(properties) => Some(&**properties),
            DestinationState::Unreadable => return Ok(()),
        };
        let source_type = source.and_then(|source| source.blob_type.as_ref());
        if let Some(refusal) = expected_refusal(properties, source_type, &request) {
            return Err(Error::expected(self.destination.url(), refusal));
        }
        match properties {
            Some(_) => check_tags(self.destination, request.if_tags.as_ref()).await,
            None => Ok(()),
        }
    }

    async fn seen(
        &self,
        state: &DestinationState,
        facts: Option<&SourceFacts>,
    ) -> Result<Seen, Error> {
        match state {
            _ if !self.care.protect.by_snapshot() => Ok(Seen::NotLookedAt),
            DestinationState::Present(properties) => {
                self.judge_destination(properties, facts).await
            }
            _ => Ok(Seen::NoBlob),
        }
    }

    fn adopts(&self, pending: Option<&CopyState>) -> bool {
        pending.is_some() && self.policy.on_pending == OnPending::Adopt
    }

    /// The requests with an effect before the start.
    fn requests_before(
        &self,
        facts: Option<&SourceFacts>,
        seen: &Seen,
        pending: Option<&CopyState>,
    ) -> Result<Vec<PlannedRequest>, Error> {
        let version = self.destination.account().network.config.version;
        let mut requests = Vec::new();
        if let (Some(blob), Some(facts), true) = (&self.blob, facts, self.care.lease_source) {
            let lease = SourceLease::request(blob, facts, None);
            requests.push(PlannedRequest::of(&lease, version)?);
        }
        if let Seen::Blob(displaced, _) = seen {
            let snapshot = self.snapshot_request(displaced);
            requests.push(PlannedRequest::of(&snapshot, version)?);
        }
        if let (Some(copy), OnPending::Abort) = (pending, self.policy.on_pending) {
            let mut abort = AbortCopyBlob::new(self.destination.url().clone(), copy.id.clone());
            abort.options.lease_id = self.request.lease_id.clone();
            requests.push(PlannedRequest::of(&abort, version)?);
        }
        Ok(requests)
    }

    fn start_request(
        &self,
        opened: &AuthorizedSource,
        seen: &Seen,
        state: &DestinationState,
    ) -> Result<PlannedRequest, Error> {
        let mut request = self.request.clone();
        request.conditions = match (self.policy.look_first, state) {
            (true, DestinationState::Absent) => self.pinned(&Seen::NoBlob),
            (true, DestinationState::Present(properties)) if !is_pending(properties) => {
                let etag = properties.etag.clone();
                etag.map_or_else(|| self.pinned(seen), Conditions::if_match)
            }
            _ => self.pinned(seen),
        };
        // The start is checked as the start of a real copy is.
        self.destination
            .job(opened, request.clone(), self.policy.clone())?;
        let mut start = CopyBlob::new(self.destination.url().clone(), opened.url.clone());
        start.options = request;
        PlannedRequest::of(&start, self.destination.account().network.config.version)
    }
}

/// Asks the service whether the blob's tags meet a condition.
async fn check_tags(blob: &BlobClient, condition: Option<&TagCondition>) -> Result<(), Error> {
    let Some(condition) = condition else {
        return Ok(());
    };
    let mut question = GetBlobProperties::new(blob.url().clone());
    question.options.if_tags = Some(condition.clone());
    blob.account().call(&question).await.map(drop)
}

fn is_pending(properties: &BlobProperties) -> bool {
    let copy = properties.copy.as_ref();
    copy.is_some_and(|copy| copy.status == CopyStatus::Pending)
}

/// Whether a read was refused to a credential that may be allowed to write.
fn may_only_write(error: &Error) -> bool {
    error.code() == Some(&ErrorCode::AuthorizationPermissionMismatch)
}

impl PlannedRequest {
    fn of<O: Operation>(operation: &O, version: ServiceVersion) -> Result<Self, Error> {
        let request = operation.request(version)?;
        let headers = request.headers().iter().map(|(name, value)| {
            let text = match value.to_str() {
                Ok(url) if name == header::COPY_SOURCE => {
                    SourceUrl::parse(url).ok().map(|url| url.to_string())
                }
                Ok(text) if !value.is_sensitive() => Some(text.to_owned()),
                _ => None,
            };
            (name.to_string(), text.unwrap_or_else(|| "…".to_owned()))
        });
        Ok(Self {
            operation: O::KIND,
            method: O::KIND.facts().method.as_str(),
            url: request.uri().to_string(),
            headers: headers.collect(),
        })
    }
}
