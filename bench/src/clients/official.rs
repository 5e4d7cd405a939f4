//! Microsoft's client for Rust. It cannot sign with a key, so it has a SAS, made once. It has no wait either: a program
//! that wants one asks again and again, here every 100 ms.

use std::time::Duration;

use azure_storage_blob::models::{
    BlobClientGetPropertiesResultHeaders, BlobClientStartCopyFromUrlResultHeaders, CopyStatus,
};
use azure_storage_blob::{BlobClient, BlobContainerClient};
use blobcopy::auth::SharedKey;
use blobcopy::auth::sas::{
    AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, SasTime,
};

use super::{ACCOUNT, Client, Copying, KEY, root};

const INTERVAL: Duration = Duration::from_millis(100);

pub(super) struct Official {
    blobs: Vec<(String, BlobClient)>,
}

impl Official {
    pub(super) fn new(port: u16, names: usize) -> Self {
        let (root, sas) = (root(port), sas());
        let container = format!("{root}/into?{sas}")
            .parse()
            .expect("a container's URL");
        let container = BlobContainerClient::new(container, None, None).expect("a client");
        let pair = |number| {
            let source = format!("{root}/from/{number}?{sas}");
            (source, container.blob_client(&format!("{number}")))
        };
        Self {
            blobs: (0..names).map(pair).collect(),
        }
    }
}

/// What opens the whole account, for years.
fn sas() -> String {
    let sas = AccountSas::new(
        AccountServices::BLOB,
        AccountResourceTypes::OBJECT,
        AccountPermissions::READ | AccountPermissions::WRITE | AccountPermissions::CREATE,
        SasTime::parse("2100-01-01T00:00:00Z").expect("a time"),
    );
    let key = SharedKey::new(ACCOUNT, KEY).expect("a key");
    sas.sign(&key).expect("a SAS").expose().to_owned()
}

impl Client for Official {
    fn copy(&self, number: usize) -> Copying<'_> {
        Box::pin(async move {
            let (source, into) = &self.blobs[number % self.blobs.len()];
            let started = into.start_copy_from_url(source.clone(), None).await;
            let mut status = started.expect("a start").copy_status();
            while status.expect("a status") == Some(CopyStatus::Pending) {
                tokio::time::sleep(INTERVAL).await;
                let properties = into.get_properties(None).await;
                status = properties.expect("an answer").copy_status();
            }
        })
    }
}
