//! The clients that are measured, each with its own way of making a copy.

mod bare;
mod blobcopy;
mod object_store;
mod official;
mod opendal;

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

pub(crate) use blobcopy::service;

pub(crate) const ACCOUNT: &str = "acct";
pub(crate) const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";

/// Something that makes copies.
pub(crate) trait Client: Send + Sync {
    /// Copies `from/NUMBER` to `into/NUMBER`, to its end if the client knows how to wait for that.
    fn copy(&self, number: usize) -> Copying<'_>;
}

pub(crate) type Copying<'a> = Pin<Box<dyn Future<Output = ()> + Send + 'a>>;

/// The client of that name, for the service on that port. Names of blobs are made beforehand, so many of them, and used
/// again and again.
pub(crate) fn of(name: &str, port: u16, names: usize) -> Option<Arc<dyn Client>> {
    Some(match name {
        "hyper" => Arc::new(bare::Bare::new(port)),
        "blobcopy" => Arc::new(blobcopy::Ours::new(port, names)),
        "object_store" => Arc::new(object_store::Store::new(port, names)),
        "opendal" => Arc::new(opendal::Dal::new(port, names)),
        "azure_storage_blob" => Arc::new(official::Official::new(port, names)),
        _ => return None,
    })
}

/// The root of the account at the service on that port.
fn root(port: u16) -> String {
    format!("http://127.0.0.1:{port}/{ACCOUNT}")
}
