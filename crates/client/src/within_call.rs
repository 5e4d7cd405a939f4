//! Synchronous copies, which are complete when the service responds (*copies within the call*).

use std::time::Duration;

use blobcopy_auth::sas::BlobPermissions;
use blobcopy_proto::CopyTags;
use blobcopy_proto::care::{CredentialKind, SourceAccess};
use blobcopy_proto::job::CopyPolicy;
use blobcopy_proto::ops::{
    CopyBlobFromUrl, CopyBlobFromUrlOptions, CopyBlobFromUrlOutput, PutBlobFromUrl,
    PutBlobFromUrlOptions, PutBlobFromUrlOutput,
};

use crate::blob::BlobClient;
use crate::care::Aftercare;
use crate::copy_source::CopySource;
use crate::error::Error;
use crate::observer::Unobserved;
use crate::ongoing_copy::OngoingCopy;
use crate::source_access::AuthorizedSource;

/// Options of a copy within the call.
#[derive(Clone, Debug, Default)]
#[non_exhaustive]
pub struct CopyFromUrlOptions {
    /// What to request from the service: a token for the source, tags, tier, conditions.
    pub request: CopyBlobFromUrlOptions,
    /// How to complete the copy: pending copies, retries, deadline.
    pub policy: CopyPolicy,
}

/// The lifetime of a SAS that is made for a source of a copy within the call, retries and delays included.
const READING: Duration = Duration::from_secs(60 * 60);

impl BlobClient {
    /// Copies `source`, a block blob of at most 256 MiB, into this blob synchronously (*Copy Blob From URL*).
    ///
    /// The service reads a source that is public, has a SAS (required even within the account), or is authorized by a
    /// [token](CopyBlobFromUrlOptions::source_authorization). A source that is given as a [`BlobClient`] gets a SAS
    /// signed by its credential, valid for an hour. A URL is sent unchanged. There is nothing to abort: dropping the
    /// future has no effect on a request that was sent.
    ///
    /// A lost response is resolved as for any copy. The output then has no digests.
    ///
    /// # Errors
    /// `Source` if the source is larger or may not be read. The error's [`outcome`](Error::outcome) is the outcome of
    /// the copy.
    pub async fn copy_from_url<S>(&self, source: S) -> Result<CopyBlobFromUrlOutput, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.copy_from_url_with(source, CopyFromUrlOptions::default())
            .await
    }

    /// Copies synchronously, with options.
    ///
    /// # Errors
    /// As [`copy_from_url`](Self::copy_from_url).
    pub async fn copy_from_url_with<S>(
        &self,
        source: S,
        options: CopyFromUrlOptions,
    ) -> Result<CopyBlobFromUrlOutput, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.url().as_destination()?;
        let source = source.try_into().map_err(Into::into)?;
        let request = &options.request;
        let has_token = request.source_authorization.is_some();
        let opened = self.open_within_call(source, has_token, &request.tags);
        let opened = opened.await?;
        let mut start = CopyBlobFromUrl::new(self.url().clone(), opened.url);
        start.options = options.request;
        let mut job = self.account().copies.start(start, options.policy)?;
        if opened.is_for_one_copy {
            job = job.with_own_source();
        }
        let copy = OngoingCopy::new(self.clone(), job, Aftercare::default());
        let copied = copy.to_end(&mut Unobserved).await?;
        if let Some(output) = copy.copied_within_call().await {
            return Ok(output);
        }
        // The response was lost, and the copy was found at the destination.
        let observation = copy.observation().await.unwrap_or_default();
        let mut output = CopyBlobFromUrlOutput::default();
        output.copy_id = Some(copied.id);
        output.copy_status = Some(copied.status);
        output.etag = observation.etag;
        output.last_modified = observation.last_modified;
        Ok(output)
    }

    /// Writes a block blob with the content of `source`, any blob or URL of at most 5,000 MiB, within the call (*Put
    /// Blob From URL*). The block list of the source is not preserved, and the new blob has no copy properties.
    ///
    /// The source is authorized as for [`copy_from_url`](Self::copy_from_url).
    ///
    /// # Errors
    /// `Source` if the source is larger or may not be read. Because the blob has no copy properties, a lost response
    /// cannot be resolved: the request is sent again, and if that is refused the error
    /// [`is_in_doubt`](Error::is_in_doubt).
    pub async fn put_from_url<S>(&self, source: S) -> Result<PutBlobFromUrlOutput, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.put_from_url_with(source, PutBlobFromUrlOptions::default())
            .await
    }

    /// Writes a block blob with the content of a URL, with options.
    ///
    /// # Errors
    /// As [`put_from_url`](Self::put_from_url).
    pub async fn put_from_url_with<S>(
        &self,
        source: S,
        options: PutBlobFromUrlOptions,
    ) -> Result<PutBlobFromUrlOutput, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        let put = self.put_from_url_operation(source, options).await?;
        self.account().call(&put).await
    }

    /// The operation that [`put_from_url_with`](Self::put_from_url_with) sends, with a source that the service can read.
    /// Send it with [`BlobServiceClient::call_with_receipt`](crate::BlobServiceClient::call_with_receipt) to get the
    /// receipt, too.
    ///
    /// # Errors
    /// If the destination or the source cannot be sent, or no SAS can be created for the source.
    pub async fn put_from_url_operation<S>(
        &self,
        source: S,
        options: PutBlobFromUrlOptions,
    ) -> Result<PutBlobFromUrl, Error>
    where
        S: TryInto<CopySource>,
        S::Error: Into<Error>,
    {
        self.url().as_destination()?;
        let source = source.try_into().map_err(Into::into)?;
        let has_token = options.source_authorization.is_some();
        let opened = self.open_within_call(source, has_token, &options.tags);
        let opened = opened.await?;
        let mut put = PutBlobFromUrl::new(self.url().clone(), opened.url);
        put.options = options;
        Ok(put)
    }

    /// The source as the service can read it, unless a token authorizes the access.
    async fn open_within_call(
        &self,
        source: CopySource,
        has_token: bool,
        tags: &CopyTags,
    ) -> Result<AuthorizedSource, Error> {
        let blob = match source {
            CopySource::Url(url) => match self.opened_by_own_sas(&url).filter(|_| !has_token) {
                Some(blob) => blob,
                None => return Ok(AuthorizedSource::as_given(url)),
            },
            CopySource::Blob(blob) => blob,
        };
        let credential_kind = blob.account().authority.credential_kind();
        let access = match credential_kind {
            _ if has_token => SourceAccess::AsGiven,
            CredentialKind::Key | CredentialKind::Token => SourceAccess::Sas { life: READING },
            _ => SourceAccess::Auto,
        };
        let ours = self.account().authority.credential_kind();
        let permissions = match tags {
            CopyTags::FromSource => BlobPermissions::READ | BlobPermissions::TAGS,
            _ => BlobPermissions::READ,
        };
        blob.open(
            access.source_credential(credential_kind, ours, false)?,
            permissions,
        )
        .await
    }
}
