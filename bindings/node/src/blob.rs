//! A blob: its name, and the calls on it.

use blobcopy::BlobServiceClient;
use blobcopy::proto::{BlobRevision, BlobUrl};
use blobcopy_bindings::Host;
use blobcopy_bindings::calls::{BlobMethod, call_blob};
use napi::bindgen_prelude::{Object, PromiseRaw, Uint8Array, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::conversion::options;
use crate::promise::{Cancel, promise};

/// A blob, or a snapshot or version of one.
#[napi]
pub struct NativeBlob {
    pub(crate) service: BlobServiceClient,
    pub(crate) url: BlobUrl,
}

#[napi]
impl NativeBlob {
    /// Its URL, without a SAS.
    #[napi(getter)]
    pub fn url(&self) -> String {
        self.url.to_string()
    }

    /// Its name, not encoded.
    #[napi(getter)]
    pub fn name(&self) -> String {
        self.url.name().to_owned()
    }

    /// The name of its container.
    #[napi(getter)]
    pub fn container_name(&self) -> String {
        self.url.container().name().to_owned()
    }

    /// The account's name, where it is known.
    #[napi(getter)]
    pub fn account_name(&self) -> Option<String> {
        self.url.endpoint().account().map(str::to_owned)
    }

    /// One of its snapshots; itself for an empty name.
    #[napi]
    pub fn at_snapshot(&self, snapshot: String) -> Self {
        self.at(snapshot, BlobRevision::Snapshot)
    }

    /// One of its versions; itself for an empty name.
    #[napi]
    pub fn at_version(&self, version: String) -> Self {
        self.at(version, BlobRevision::Version)
    }

    /// Makes the call of that name. The content is copied before this returns.
    #[napi]
    pub fn call<'env>(
        &self,
        env: &'env Env,
        name: String,
        given: Option<Object<'env>>,
        cancel: Option<&Cancel>,
        content: Option<Uint8Array>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        let given = options(&name, given)?;
        let content = content.map(|content| content.to_vec()).unwrap_or_default();
        promise(env, cancel, async move {
            let method = BlobMethod::named(Host::Node, &name)?;
            Ok(call_blob(&service, url, method, given, content.into())?.await?)
        })
    }
}

impl NativeBlob {
    fn at(&self, name: String, moment: fn(Box<str>) -> BlobRevision) -> Self {
        let moment = match name.as_str() {
            "" => BlobRevision::Current,
            name => moment(name.into()),
        };
        Self {
            service: self.service.clone(),
            url: self.url.clone().at(moment),
        }
    }
}
