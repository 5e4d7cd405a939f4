//! A container, or a prefix of the names in it.

use blobcopy::{BlobServiceClient, BlobUrl, ClientCredential, ContainerClient, ProxyChoice};
use blobcopy_proto::care::CredentialKind;
use blobcopy_proto::{BlobRevision, ContainerUrl, Endpoint, Invalid};

use crate::account::{Account, check_quotes, is_url, neither, open};
use crate::failure::Failure;
use crate::target::Target;

/// A prefix of blob names in a container, and its client.
pub(crate) struct Prefix {
    pub(crate) container: ContainerClient,
    /// Not encoded; empty for the whole container.
    pub(crate) name: String,
    service: BlobServiceClient,
    /// Whether it was named without a URL, so that its blobs can be too.
    is_short: bool,
}

const WHAT: &str = "the prefix";

impl Prefix {
    /// The prefix that `text` names, and its credential, as for the destination of a copy.
    pub(crate) fn new(account: &Account<'_>, text: &str) -> Result<Self, Failure> {
        if !is_url(text) {
            return Self::below_endpoint(account, text);
        }
        let known = account.known_endpoint();
        let (container, name, sas) =
            split(text, known.as_ref()).map_err(|error| Failure::invalid(WHAT, &error))?;
        let thing = format!("{WHAT} `{container}`");
        let credential = account.credential(&thing, container.endpoint(), sas.as_deref())?;
        Self::open(container, name, credential, false)
    }

    pub(crate) fn credential_kind(&self) -> CredentialKind {
        self.service.credential_kind()
    }

    /// The name of a blob in the form of this prefix: `container/blob`, otherwise its URL.
    pub(crate) fn call(&self, url: &str) -> String {
        match BlobUrl::parse(url) {
            Ok(blob) if self.is_short && self.is_own(&blob) => {
                format!("{}/{}", blob.container().name(), blob.name())
            }
            _ => url.to_owned(),
        }
    }

    fn is_own(&self, blob: &BlobUrl) -> bool {
        blob.endpoint() == self.service.endpoint() && *blob.revision() == BlobRevision::Current
    }

    /// A blob with this prefix, with the same client.
    pub(crate) fn target(&self, url: BlobUrl) -> Target {
        let target = Target::of(self.service.clone(), url);
        match self.is_short {
            true => target.named_briefly(),
            false => target,
        }
    }

    /// `container` or `container/prefix`.
    fn below_endpoint(account: &Account<'_>, text: &str) -> Result<Self, Failure> {
        const FORM: &str = "container/prefix";
        check_quotes(WHAT, text)?;
        let (container, name) = text.split_once('/').unwrap_or((text, ""));
        if container.is_empty() {
            return Err(account.not_a_url(WHAT, text, FORM));
        }
        let (endpoint, credential) = account.default_endpoint(WHAT, text, FORM)?;
        let container =
            ContainerUrl::new(endpoint, container).map_err(|error| neither(WHAT, FORM, &error))?;
        Self::open(container, name.to_owned(), credential, true)
    }

    fn open(
        container: ContainerUrl,
        name: String,
        credential: ClientCredential,
        is_short: bool,
    ) -> Result<Self, Failure> {
        let endpoint = container.endpoint().clone();
        let service = open(ProxyChoice::FromEnvironment, endpoint, credential)?;
        let container = service
            .container(container.name())
            .expect("the name of a container is one");
        Ok(Self {
            container,
            name,
            service,
            is_short,
        })
    }
}

/// The names of the root container in a URL.
const ROOT: [&str; 2] = ["/$root/", "/%24root/"];

/// The container that a URL names, the prefix behind it, and the SAS in its query.
fn split(
    text: &str,
    known: Option<&Endpoint>,
) -> Result<(ContainerUrl, String, Option<String>), Invalid> {
    let (path, _) = text.split_once('?').unwrap_or((text, ""));
    let parsed = BlobUrl::parse_with_sas_at(text, known);
    let (url, sas) = match path.strip_suffix('/') {
        // No name behind the container's: no blob can be called that, but a listing begins there.
        Some(shorter) if parsed.is_err() => {
            BlobUrl::parse_with_sas_at(&text.replacen(path, shorter, 1), known)?
        }
        _ => parsed?,
    };
    let names_root = ROOT
        .iter()
        .any(|root| path.trim_end_matches('/').contains(root));
    if url.container().name() == "$root" && !names_root {
        // One segment alone would be a blob of the root container; here it is a container.
        let container = ContainerUrl::new(url.endpoint().clone(), url.name())?;
        return Ok((container, String::new(), sas));
    }
    Ok((url.container().clone(), url.name().to_owned(), sas))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> (String, String) {
        let (container, name, _) = split(text, None).unwrap();
        (container.to_string(), name)
    }

    #[test]
    fn a_url_names_a_container_and_perhaps_the_beginning_of_names() {
        for endpoint in [
            "https://acct.blob.core.windows.net",
            "http://127.0.0.1:10000/devstoreaccount1",
        ] {
            for (path, container, name) in [
                ("cont", "cont", ""),
                ("cont/", "cont", ""),
                ("cont/2026", "cont", "2026"),
                ("cont/2026/", "cont", "2026/"),
                ("cont/a%20b/c", "cont", "a b/c"),
                ("$root", "$root", ""),
                ("$root/", "$root", ""),
                ("$root/x", "$root", "x"),
                ("%24root/x", "$root", "x"),
            ] {
                let (found, prefix) = parts(&format!("{endpoint}/{path}"));
                assert_eq!(found, format!("{endpoint}/{container}"), "{path}");
                assert_eq!(prefix, name, "{path}");
            }
        }
    }

    #[test]
    fn the_sas_is_kept_apart() {
        for path in ["cont", "cont/", "cont/x"] {
            let text = format!("https://acct.blob.core.windows.net/{path}?sv=1&sig=a%2Fb");
            let (container, _, sas) = split(&text, None).unwrap();
            assert_eq!(container.name(), "cont");
            assert_eq!(sas.as_deref(), Some("sv=1&sig=a%2Fb"));
        }
    }

    #[test]
    fn what_names_no_container_is_refused() {
        for path in ["", "/", "//", "Cont", "Cont/x", "a/x"] {
            let text = format!("https://acct.blob.core.windows.net{path}");
            let text = text.replace(".net", ".net/");
            assert!(split(&text, None).is_err(), "{text}");
        }
    }
}
