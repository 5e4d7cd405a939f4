//! A whole copy, to its end, as a user of ours writes it.

use blobcopy::proto::Endpoint;
use blobcopy::{BlobClient, BlobServiceClient, ClientConfig, Credential, ProxyChoice};

use super::{ACCOUNT, Client, Copying, KEY, root};

pub(super) struct Ours {
    from: Vec<BlobClient>,
    into: Vec<BlobClient>,
}

impl Ours {
    pub(super) fn new(port: u16, names: usize) -> Self {
        let service = service(port);
        let blobs = |container: &str| {
            let blob = |number: usize| service.blob(container, &number.to_string());
            (0..names)
                .map(|number| blob(number).expect("a name"))
                .collect()
        };
        Self {
            from: blobs("from"),
            into: blobs("into"),
        }
    }
}

impl Client for Ours {
    fn copy(&self, number: usize) -> Copying<'_> {
        Box::pin(async move {
            let source = &self.from[number % self.from.len()];
            let copied = self.into[number % self.into.len()].copy(source).await;
            copied.expect("a copy");
        })
    }
}

/// The account at the service on that port, as a user of ours reaches it.
pub(crate) fn service(port: u16) -> BlobServiceClient {
    let credential = Credential::shared_key(ACCOUNT, KEY).expect("a key");
    let endpoint = Endpoint::parse(&root(port)).expect("an endpoint");
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    BlobServiceClient::with_config(endpoint, credential, config).expect("a client")
}
