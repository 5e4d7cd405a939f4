//! The `copy` of object_store: signed with the key, one request, and it waits for no end.

use object_store::ObjectStoreExt;
use object_store::azure::{MicrosoftAzure, MicrosoftAzureBuilder};
use object_store::path::Path;

use super::{ACCOUNT, Client, Copying, KEY, root};

pub(super) struct Store {
    store: MicrosoftAzure,
    paths: Vec<(Path, Path)>,
}

impl Store {
    pub(super) fn new(port: u16, names: usize) -> Self {
        let store = MicrosoftAzureBuilder::new()
            .with_account(ACCOUNT)
            .with_access_key(KEY)
            .with_container_name("into")
            .with_endpoint(root(port))
            .with_allow_http(true)
            .build()
            .expect("a store");
        let pair = |number| {
            let from = Path::from(format!("from/{number}"));
            (from, Path::from(format!("{number}")))
        };
        Self {
            store,
            paths: (0..names).map(pair).collect(),
        }
    }
}

impl Client for Store {
    fn copy(&self, number: usize) -> Copying<'_> {
        Box::pin(async move {
            let (from, into) = &self.paths[number % self.paths.len()];
            self.store.copy(from, into).await.expect("a copy");
        })
    }
}
