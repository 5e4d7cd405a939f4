//! A container.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{
    ContainerProperties, CreateContainer, DeleteContainer, GetContainerProperties,
};
use blobcopy::proto::{BlobUrl, ContainerUrl, PublicAccess, Receipt};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::conditions::{ConditionData, Terms};
use crate::failure::{Failure, Trouble};
use crate::listing::{ListingData, NativePages};
use crate::names::{self, Names};
use crate::promise::{Cancel, answer, promise};
use crate::properties::text;
use crate::receipt::ReceiptData;
use crate::time;
use crate::written::WrittenData;

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
    pub fn blob(&self, name: String) -> Either<NativeBlob, Failure> {
        let url = BlobUrl::new(self.url.clone(), &name);
        answer(url.map_err(Trouble::from).map(|url| NativeBlob {
            service: self.service.clone(),
            url,
        }))
    }

    /// Makes it.
    #[napi]
    pub fn create<'env>(
        &self,
        env: &'env Env,
        metadata: Option<Names>,
        access: Option<String>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut wish = CreateContainer::new(url);
            wish.options.metadata = names::metadata(metadata)?;
            wish.options.public_access = access.as_deref().map(PublicAccess::from);
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }

    /// Deletes it with all that is in it.
    #[napi]
    pub fn delete<'env>(
        &self,
        env: &'env Env,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut wish = DeleteContainer::new(url);
            let terms = Terms::of(conditions)?;
            wish.options.condition = terms.date_condition()?;
            wish.options.lease_id = terms.lease_id;
            let (_, receipt) = service.call_with_receipt(&wish).await?;
            Ok(WrittenData::done(&receipt))
        })
    }

    /// Its properties.
    #[napi]
    pub fn properties<'env>(
        &self,
        env: &'env Env,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<ContainerData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut question = GetContainerProperties::new(url);
            question.options.lease_id = Terms::of(conditions)?.lease_id;
            Ok(service.call_with_receipt(&question).await?.into())
        })
    }

    /// Its blobs, page by page.
    #[napi]
    pub fn list(&self, listing: ListingData) -> Either<NativePages, Failure> {
        answer(NativePages::new(&self.service, &self.url, listing))
    }
}

/// A container's properties. Dates are milliseconds since 1970.
#[napi(object, object_from_js = false)]
pub struct ContainerData {
    /// Its tag.
    pub etag: Option<String>,
    /// When it was last changed.
    pub last_modified: Option<f64>,
    /// Whether a lease that holds has an end.
    pub lease_duration: Option<String>,
    /// How its lease stands.
    pub lease_state: Option<String>,
    /// Whether its lease keeps others from deleting it.
    pub lease_status: Option<String>,
    /// What anybody may read.
    pub blob_public_access: Option<String>,
    /// Whether a policy keeps its blobs from being changed.
    pub has_immutability_policy: Option<bool>,
    /// Whether its blobs are held.
    pub has_legal_hold: Option<bool>,
    /// User metadata.
    pub metadata: Names,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

impl From<(ContainerProperties, Receipt)> for ContainerData {
    fn from((container, receipt): (ContainerProperties, Receipt)) -> Self {
        Self {
            etag: text(&container.etag),
            last_modified: container.last_modified.map(time::told),
            lease_duration: text(&container.lease_duration),
            lease_state: text(&container.lease_state),
            lease_status: text(&container.lease_status),
            blob_public_access: text(&container.public_access),
            has_immutability_policy: container.has_immutability_policy,
            has_legal_hold: container.has_legal_hold,
            metadata: names::told(container.metadata.iter()),
            receipt: (&receipt).into(),
        }
    }
}
