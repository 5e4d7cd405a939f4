//! An account.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{AccountInformation, GetAccountInformation, GetUserDelegationKey};
use blobcopy::proto::{ContainerUrl, HttpDate, Receipt};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::container::NativeContainer;
use crate::failure::{Failure, Trouble};
use crate::promise::{Cancel, answer, promise};
use crate::properties::text;
use crate::receipt::ReceiptData;
use crate::sas::DelegationKeyAnswer;
use crate::time;

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
    pub fn container(&self, name: String) -> Either<NativeContainer, Failure> {
        let url = ContainerUrl::new(self.0.endpoint().clone(), &name);
        answer(url.map_err(Trouble::from).map(|url| NativeContainer {
            service: self.0.clone(),
            url,
        }))
    }

    /// What kind of account it is.
    #[napi]
    pub fn account_info<'env>(
        &self,
        env: &'env Env,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<AccountData, Failure>>> {
        let service = self.0.clone();
        promise(env, cancel, async move {
            let question = GetAccountInformation::new(service.endpoint().clone());
            Ok(service.call_with_receipt(&question).await?.into())
        })
    }

    /// A key that signs user delegation SAS.
    #[napi]
    pub fn user_delegation_key<'env>(
        &self,
        env: &'env Env,
        starts_on: f64,
        expires_on: f64,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<DelegationKeyAnswer, Failure>>> {
        let service = self.0.clone();
        promise(env, cancel, async move {
            let start = HttpDate::new(time::time("startsOn", starts_on)?)?;
            let expiry = HttpDate::new(time::time("expiresOn", expires_on)?)?;
            let account = service.endpoint().clone();
            let question = GetUserDelegationKey::new(account, start, expiry);
            Ok(service.call_with_receipt(&question).await?.into())
        })
    }
}

/// What kind of account it is.
#[napi(object, object_from_js = false)]
pub struct AccountData {
    /// How it is replicated and on what.
    pub sku_name: Option<String>,
    /// What it stores.
    pub account_kind: Option<String>,
    /// Whether it has real directories.
    pub is_hierarchical_namespace_enabled: Option<bool>,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

impl From<(AccountInformation, Receipt)> for AccountData {
    fn from((account, receipt): (AccountInformation, Receipt)) -> Self {
        Self {
            sku_name: text(&account.sku_name),
            account_kind: text(&account.account_kind),
            is_hierarchical_namespace_enabled: account.is_hns_enabled,
            receipt: (&receipt).into(),
        }
    }
}
