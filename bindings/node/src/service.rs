//! An account, and the calls on it.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ContainerUrl;
use blobcopy_bindings::calls::{AccountMethod, call_account};
use blobcopy_bindings::{Host, results};
use napi::bindgen_prelude::{Either, Object, PromiseRaw, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::container::NativeContainer;
use crate::conversion::options;
use crate::copies::copy_source;
use crate::failure::{Failure, Refused};
use crate::promise::{Cancel, answer, promise};

/// An account.
#[napi]
pub struct NativeService(pub(crate) BlobServiceClient);

#[napi]
impl NativeService {
    /// Where the account answers, without a SAS.
    #[napi(getter)]
    pub fn url(&self) -> String {
        self.0.endpoint().as_str().to_owned()
    }

    /// The account's name, where it is known.
    #[napi(getter)]
    pub fn account_name(&self) -> Option<String> {
        self.0.endpoint().account().map(str::to_owned)
    }

    /// One of its containers.
    #[napi]
    pub fn container(&self, name: String) -> Either<NativeContainer, Refused> {
        let url = ContainerUrl::new(self.0.endpoint().clone(), &name);
        answer(url.map_err(Failure::from).map(|url| NativeContainer {
            service: self.0.clone(),
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
        let service = self.0.clone();
        let given = options(&name, given)?;
        promise(env, cancel, async move {
            let method = AccountMethod::named(Host::Node, &name)?;
            Ok(call_account(&service, method, given)?.await?)
        })
    }

    /// Whether the service can read a source, and why not.
    #[napi]
    pub fn explain<'env>(
        &self,
        env: &'env Env,
        source: Either<String, &NativeBlob>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Unknown<'env>>> {
        let service = self.0.clone();
        let source = copy_source(source);
        promise(env, cancel, async move {
            Ok(results::explanation(&service.explain(source?).await?))
        })
    }
}
