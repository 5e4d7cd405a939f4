//! The resource of a SAS, and the credential that signs it.

use blobcopy::{BlobUrl, ClientCredential};
use blobcopy_auth::sas::SasResource;
use blobcopy_proto::{ContainerUrl, Endpoint};

use crate::account::{Account, check_quotes, is_url, neither};
use crate::failure::Failure;

/// A container, or a blob in one of its states, and the credential of its account.
pub(crate) struct Resource {
    pub(crate) place: Place,
    pub(crate) credential: ClientCredential,
}

/// The URL of the resource.
#[derive(Debug, PartialEq)]
pub(crate) enum Place {
    Container(ContainerUrl),
    Blob(BlobUrl),
}

const WHAT: &str = "the resource";

const FORM: &str = "container/blob";

impl Resource {
    /// The resource that `text` names, and the credential of its account.
    pub(crate) fn new(account: &Account<'_>, text: &str) -> Result<Self, Failure> {
        if !is_url(text) {
            check_quotes(WHAT, text)?;
            let (endpoint, credential) = account.default_endpoint(WHAT, text, FORM)?;
            let place = below(endpoint, text)?;
            return Ok(Self { place, credential });
        }
        let (place, query) = split(text, account.known_endpoint().as_ref())?;
        let thing = format!("{WHAT} `{}`", place.url());
        if query.is_some() {
            return Err(Failure::usage(format!(
                "{thing} has a SAS or another query, but a SAS cannot sign another; pass the URL without the query"
            )));
        }
        let credential = account.credential(&thing, place.endpoint(), None)?;
        Ok(Self { place, credential })
    }
}

impl Place {
    /// Its URL, without a secret.
    pub(crate) fn url(&self) -> String {
        match self {
            Self::Container(url) => url.to_string(),
            Self::Blob(url) => url.to_string(),
        }
    }

    pub(crate) fn endpoint(&self) -> &Endpoint {
        match self {
            Self::Container(url) => url.endpoint(),
            Self::Blob(url) => url.endpoint(),
        }
    }

    /// What is signed: the resource itself, or all blobs in the directory of that name.
    pub(crate) fn signed(&self, is_directory: bool) -> SasResource {
        match self {
            Self::Container(url) if is_directory => SasResource::directory(url.name(), ""),
            Self::Container(url) => SasResource::from(url),
            Self::Blob(url) if is_directory => {
                SasResource::directory(url.container().name(), url.name())
            }
            Self::Blob(url) => SasResource::from(url),
        }
    }
}

/// `container` or `container/blob`.
fn below(endpoint: Endpoint, text: &str) -> Result<Place, Failure> {
    let (container, name) = match text.split_once('/') {
        Some((container, name)) => (container, Some(name).filter(|name| !name.is_empty())),
        None => (text, None),
    };
    let place = ContainerUrl::new(endpoint, container).and_then(|container| match name {
        Some(name) => BlobUrl::new(container, name).map(Place::Blob),
        None => Ok(Place::Container(container)),
    });
    place.map_err(|error| neither(WHAT, FORM, &error))
}

/// What a URL names, and what else its query holds. One segment alone is a container where it can be one; a blob of the
/// root container is named by `$root` too.
fn split(text: &str, known: Option<&Endpoint>) -> Result<(Place, Option<String>), Failure> {
    if let Ok((url, query)) = ContainerUrl::parse_with_sas_at(text, known) {
        return Ok((Place::Container(url), query));
    }
    match BlobUrl::parse_with_sas_at(text, known) {
        Ok((url, query)) => Ok((Place::Blob(url), query)),
        Err(error) => Err(Failure::invalid(WHAT, &error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ENDPOINT: &str = "https://acct.blob.core.windows.net";

    fn place(path: &str) -> Result<Place, String> {
        split(&format!("{ENDPOINT}/{path}"), None)
            .map(|(place, _)| place)
            .map_err(|failure| failure.text.to_string())
    }

    fn signed(path: &str) -> SasResource {
        place(path).unwrap().signed(false)
    }

    #[test]
    fn a_url_names_a_container_a_blob_or_one_state_of_a_blob() {
        assert_eq!(signed("cont"), SasResource::container("cont"));
        assert_eq!(signed("cont/"), SasResource::container("cont"));
        assert_eq!(signed("$root"), SasResource::container("$root"));
        assert_eq!(signed("cont/a%20b/c"), SasResource::blob("cont", "a b/c"));
        assert_eq!(signed("$root/cont"), SasResource::blob("$root", "cont"));
        assert_eq!(signed("read.me"), SasResource::blob("$root", "read.me"));
        let time = "2026-01-02T03:04:05.0000000Z";
        assert_eq!(
            signed(&format!("cont/b?snapshot={time}")),
            SasResource::snapshot("cont", "b", time)
        );
        assert_eq!(
            signed(&format!("cont/b?versionid={time}")),
            SasResource::version("cont", "b", time)
        );
        assert!(place("").is_err() && place("Cont/b").is_err());
    }

    #[test]
    fn a_directory_is_named_as_a_blob_is_or_is_the_whole_container() {
        let directory = |path| place(path).unwrap().signed(true);
        assert_eq!(
            directory("cont/a/b/"),
            SasResource::directory("cont", "a/b/")
        );
        assert_eq!(directory("cont"), SasResource::directory("cont", ""));
    }

    #[test]
    fn names_without_a_url_are_below_the_endpoint() {
        let url = |text| {
            let endpoint = Endpoint::parse(ENDPOINT).unwrap();
            below(endpoint, text)
                .map(|place| place.url())
                .map_err(|failure| failure.text.to_string())
        };
        assert_eq!(url("cont").unwrap(), format!("{ENDPOINT}/cont"));
        assert_eq!(url("cont/").unwrap(), format!("{ENDPOINT}/cont"));
        assert_eq!(url("cont/a b").unwrap(), format!("{ENDPOINT}/cont/a%20b"));
        for text in ["", "/cont/b", "./b"] {
            assert!(url(text).unwrap_err().contains("absolute URL"), "{text}");
        }
    }
}
