//! The source of a copy, and the credential that authorizes access to it.

use std::fmt;
use std::sync::Arc;

use blobcopy_auth::Credential;
use blobcopy_proto::care::SourceKind;
use blobcopy_proto::{BlobRevision, BlobUrl, Invalid, SourceUrl};

use crate::account::Account;
use crate::blob::BlobClient;
use crate::error::Error;

/// The source of a copy: a URL, or a blob with its client's credential.
///
/// A blob may be in another account or tenant than the destination. Its client's credential then authorizes the
/// service's access to it, see [`SourceAccess`](crate::SourceAccess).
///
/// ```
/// use blobcopy::CopySource;
///
/// # fn main() -> Result<(), blobcopy::Error> {
/// let source = CopySource::try_from("https://acct.blob.core.windows.net/live/db.vhd")?;
/// assert!(matches!(source, CopySource::Url(_)));
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum CopySource {
    /// A URL, which is sent unchanged: a public URL, a URL with a SAS, or a blob that the destination's credential
    /// authorizes. If that credential is a SAS and the source is in the same account, the SAS is added.
    Url(SourceUrl),
    /// A blob, with its client's credential.
    Blob(BlobClient),
}

impl From<SourceUrl> for CopySource {
    fn from(url: SourceUrl) -> Self {
        Self::Url(url)
    }
}

impl From<BlobClient> for CopySource {
    fn from(blob: BlobClient) -> Self {
        Self::Blob(blob)
    }
}

impl From<&BlobClient> for CopySource {
    fn from(blob: &BlobClient) -> Self {
        Self::Blob(blob.clone())
    }
}

impl TryFrom<&str> for CopySource {
    type Error = Invalid;

    fn try_from(text: &str) -> Result<Self, Invalid> {
        SourceUrl::parse(text).map(Self::Url)
    }
}

impl TryFrom<&BlobUrl> for CopySource {
    type Error = Invalid;

    fn try_from(url: &BlobUrl) -> Result<Self, Invalid> {
        SourceUrl::of_blob(url).map(Self::Url)
    }
}

impl CopySource {
    /// The URL, which prints without its query.
    pub(crate) fn shown(&self) -> &dyn fmt::Display {
        match self {
            Self::Url(url) => url,
            Self::Blob(blob) => blob.url(),
        }
    }

    /// The source as a blob that can be read, or `None` if it is outside Azure.
    ///
    /// A URL is authorized by its SAS. Without a SAS it is authorized by the destination's credential if it is in the
    /// same account, and otherwise by nothing. No credential is sent to an account that it was not given for.
    pub(crate) fn as_blob(&self, destination: &BlobClient) -> Result<Option<BlobClient>, Error> {
        let url = match self {
            Self::Blob(blob) => return Ok(Some(blob.clone())),
            Self::Url(url) => url,
        };
        let Ok((blob, sas)) = BlobUrl::parse_with_sas(url.expose()) else {
            return Ok(None);
        };
        let ours = destination.url().endpoint();
        if !blob.endpoint().is_azure() && !blob.endpoint().is_of_service(ours) {
            return Ok(None);
        }
        if let Some(blob) = of_own_account(url, destination) {
            return Ok(Some(blob));
        }
        let credential = match sas {
            Some(sas) => Credential::sas(&sas).map_err(Error::of_credential)?,
            None => Credential::Anonymous,
        };
        let network = Arc::clone(&destination.account().network);
        let account = Account::new(network, blob.endpoint().clone(), credential.into())?;
        Ok(Some(BlobClient::new(account, blob)))
    }
}

/// The blob of a URL without a SAS in the destination's account, authorized by the destination's credential.
pub(crate) fn of_own_account(url: &SourceUrl, destination: &BlobClient) -> Option<BlobClient> {
    let (blob, sas) = BlobUrl::parse_with_sas(url.expose()).ok()?;
    let ours = destination.url().endpoint();
    if sas.is_some() || !blob.endpoint().is_same_account(ours) {
        return None;
    }
    // Whatever the URL contains, the credential is sent only to the endpoint that it was given for.
    let blob = blob.at_endpoint(ours.clone());
    Some(BlobClient::new(Arc::clone(destination.account()), blob))
}

/// The kind of that source.
pub(crate) fn kind_of(source: Option<&BlobClient>) -> SourceKind {
    match source.map(|blob| blob.url().revision()) {
        None => SourceKind::Foreign,
        Some(BlobRevision::Current) => SourceKind::Current,
        Some(_) => SourceKind::Fixed,
    }
}

#[cfg(test)]
mod tests {
    use blobcopy_proto::care::CredentialKind;

    use super::*;
    use crate::service::BlobServiceClient;

    fn destination() -> BlobClient {
        let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
        let service = BlobServiceClient::new("http://127.0.0.1:1/acct", credential).unwrap();
        service.blob("into", "b").unwrap()
    }

    #[test]
    fn a_source_is_in_our_account_however_its_url_is_spelled() {
        let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
        let own = "https://acct.blob.core.windows.net";
        let service = BlobServiceClient::new(own, credential).unwrap();
        let destination = service.blob("into", "b").unwrap();
        for url in [
            "https://ACCT.blob.core.windows.net/from/a",
            "https://acct.blob.core.windows.net:443/from/%61",
            "https://acct.blob.core.windows.net./from/a",
            "https://acct.privatelink.blob.core.windows.net/from/a",
            "http://acct.blob.core.windows.net/from/a",
        ] {
            let source = CopySource::try_from(url).unwrap();
            let blob = source.as_blob(&destination).unwrap().unwrap();
            assert_eq!(
                blob.account().authority.credential_kind(),
                CredentialKind::Key,
                "{url}"
            );
            assert_eq!(blob.url().to_string(), format!("{own}/from/a"), "{url}");
        }
        let url = "https://acct.blob.core.chinacloudapi.cn/from/a";
        let blob = CopySource::try_from(url).unwrap().as_blob(&destination);
        assert_eq!(
            blob.unwrap().unwrap().account().authority.credential_kind(),
            CredentialKind::Open
        );
    }

    #[test]
    fn a_source_with_a_sas_shares_the_connections_of_the_destination() {
        let destination = destination();
        let url = "http://127.0.0.1:1/other/from/a?sv=2020-12-06&sr=b&sp=r&se=2026-01-01&sig=c2ln";
        let source = CopySource::try_from(url).unwrap();
        let of_copy = || source.as_blob(&destination).unwrap().unwrap();
        let (first, second) = (of_copy(), of_copy());
        let ours = destination.account();
        assert!(Arc::ptr_eq(&first.account().network, &ours.network));
        assert!(Arc::ptr_eq(&first.account().origin, &ours.origin));
        assert!(Arc::ptr_eq(
            &first.account().origin,
            &second.account().origin
        ));
    }

    fn credential_kind_of(url: &str) -> Option<CredentialKind> {
        let source = CopySource::try_from(url).unwrap();
        let blob = source.as_blob(&destination()).unwrap()?;
        Some(blob.account().authority.credential_kind())
    }

    #[test]
    fn a_credential_is_shown_to_its_own_account_alone() {
        assert_eq!(
            credential_kind_of("http://127.0.0.1:1/acct/from/a?snapshot=1"),
            Some(CredentialKind::Key)
        );
        assert_eq!(
            credential_kind_of("http://127.0.0.1:1/other/from/a"),
            Some(CredentialKind::Open)
        );
        assert_eq!(
            credential_kind_of(
                "http://127.0.0.1:1/acct/from/a?sv=2020-12-06&sr=b&sp=r&se=2026-01-01&sig=c2ln"
            ),
            Some(CredentialKind::Sas)
        );
    }

    #[test]
    fn what_is_outside_azure_is_no_blob() {
        assert_eq!(credential_kind_of("http://127.0.0.1:2/acct/from/a"), None);
        assert_eq!(
            credential_kind_of("https://bucket.s3.amazonaws.com/a/b"),
            None
        );
    }

    #[test]
    fn snapshots_and_versions_never_change() {
        let url = BlobUrl::parse("http://127.0.0.1:1/acct/from/a?snapshot=1").unwrap();
        let source = CopySource::try_from(&url).unwrap();
        let blob = source.as_blob(&destination()).unwrap();
        assert_eq!(kind_of(blob.as_ref()), SourceKind::Fixed);
        assert_eq!(kind_of(None), SourceKind::Foreign);
    }
}
