//! A container, and the calls on it.

use std::sync::Arc;

use blobcopy::proto::{BlobUrl, ContainerUrl};
use blobcopy::{BlobPages, BlobServiceClient};
use blobcopy_bindings::calls::{ContainerMethod, call_container, list_options};
use blobcopy_bindings::{Host, Value, results};
use napi::bindgen_prelude::{Either, Object, PromiseRaw, Unknown};
use napi::{Env, Result};
use napi_derive::napi;
use tokio::sync::Mutex;

use crate::blob::NativeBlob;
use crate::conversion::options;
use crate::failure::{Failure, Refused};
use crate::promise::{Cancel, answer, promise};

/// A container.
#[napi]
pub struct NativeContainer {
    pub(crate) service: BlobServiceClient,
    pub(crate) url: ContainerUrl,
}

#[napi]
impl NativeContainer {
    /// Its URL, without a SAS.
    #[napi(getter)]
    pub fn url(&self) -> String {
        self.url.to_string()
    }

    /// Its name.
    #[napi(getter)]
    pub fn name(&self) -> String {
        self.url.name().to_owned()
    }

    /// The account's name, where it is known.
    #[napi(getter)]
    pub fn account_name(&self) -> Option<String> {
        self.url.endpoint().account().map(str::to_owned)
    }

    /// One of its blobs.
    #[napi]
    pub fn blob(&self, name: String) -> Either<NativeBlob, Refused> {
        let url = BlobUrl::new(self.url.clone(), &name);
        answer(url.map_err(Failure::from).map(|url| NativeBlob {
            service: self.service.clone(),
            url,
        }))
    }

    /// Makes the call of that name.
    #[napi]
    pub fn call<'env>(
        &self,
        env: &'env Env,
        name: String,
        given: Option<Object<'env>>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        let given = options(&name, given)?;
        promise(env, cancel, async move {
            let method = ContainerMethod::named(Host::Node, &name)?;
            Ok(call_container(&service, url, method, given)?.await?)
        })
    }

    /// Its blobs, page by page.
    #[napi]
    pub fn list(
        &self,
        name: String,
        given: Option<Object<'_>>,
    ) -> Result<Either<NativePages, Refused>> {
        let given = options(&name, given)?;
        Ok(answer(self.pages(given)))
    }

    /// The copies that are pending into blobs whose names begin so.
    #[napi]
    pub fn find_pending<'env>(
        &self,
        env: &'env Env,
        prefix: String,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let container = self.service.container(self.url.name());
        promise(env, cancel, async move {
            let pending = container?.find_pending(&prefix).await?;
            let copies = pending
                .iter()
                .map(|copy| results::pending_copy(copy).into());
            Ok(Value::List(copies.collect()))
        })
    }
}

impl NativeContainer {
    fn pages(
        &self,
        given: blobcopy_bindings::Options,
    ) -> std::result::Result<NativePages, Failure> {
        let container = self.service.container(self.url.name())?;
        let pages = container.list_blobs(list_options(given)?);
        Ok(NativePages(Arc::new(Mutex::new(pages))))
    }
}

/// The pages of a listing.
#[napi]
pub struct NativePages(Arc<Mutex<BlobPages>>);

#[napi]
impl NativePages {
    /// The next page; null after the last.
    #[napi]
    pub fn next<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let pages = Arc::clone(&self.0);
        promise(env, cancel, async move {
            let page = pages.lock().await.next_page().await?;
            Ok(Value::from(page.as_ref().map(results::page)))
        })
    }
}
