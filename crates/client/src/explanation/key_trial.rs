//! Verifies a rejected SAS with the account's key.

use blobcopy_auth::sas::{SasKind, SasTarget};
use blobcopy_auth::{Credential, SasToken, SharedKey};
use blobcopy_diagnosis::{Cause, Diagnosis, KeyTrial, LocalAnswer, UrlFacts};
use blobcopy_proto::ops::GetBlobProperties;
use blobcopy_proto::{BlobUrl, ErrorCode, ErrorKind};
use http::HeaderMap;

use crate::account::Account;
use crate::client_credential::Authority;

/// What the client's key shows about the rejected SAS of a source, if the source is in the same account.
pub(super) async fn of(client: &Account, facts: &UrlFacts, here: &LocalAnswer) -> Option<KeyTrial> {
    let Authority::Fixed(Credential::SharedKey(key)) = &client.authority else {
        return None;
    };
    let is_untaken = matches!(here, LocalAnswer::Refused(answer) if answer.has(&ErrorCode::AuthenticationFailed));
    let (token, blob) = (facts.token()?, facts.blob.as_ref()?);
    if !is_untaken
        || !client.requester().is_account_of(facts)
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
    // Snapshot and version are also signed, and are part of the URL.
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

/// Whether the account accepts the client's key. `None` if that cannot be determined.
async fn is_taken(client: &Account, blob: &BlobUrl) -> Option<bool> {
    let Err(error) = client.call(&GetBlobProperties::new(blob.clone())).await else {
        return Some(true);
    };
    match error.diagnosis().map(Diagnosis::as_cause) {
        Some(Cause::KeyWrong) => Some(false),
        _ if error.kind() == ErrorKind::NotFound => Some(true),
        _ => None,
    }
}
