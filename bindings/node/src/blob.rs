//! A blob: its name, and what is told and changed of it.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{
    DeleteBlob, DeleteSnapshots, GetBlobProperties, GetBlobTags, SetBlobMetadata, SetBlobTier,
    SnapshotBlob,
};
use blobcopy::proto::{AccessTier, BlobRevision, BlobUrl, RehydratePriority};
use napi::bindgen_prelude::{Either, PromiseRaw};
use napi::{Env, Result};
use napi_derive::napi;

use crate::conditions::{ConditionData, Terms};
use crate::failure::Failure;
use crate::names::{self, Names};
use crate::promise::{Cancel, promise};
use crate::properties::PropertiesData;
use crate::receipt::ReceiptData;
use crate::written::WrittenData;

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

    /// Its properties.
    #[napi]
    pub fn properties<'env>(
        &self,
        env: &'env Env,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<PropertiesAnswer, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut question = GetBlobProperties::new(url);
            question.options.conditions = terms.conditions;
            question.options.lease_id = terms.lease_id;
            question.options.if_tags = terms.if_tags;
            let (properties, receipt) = service.call_with_receipt(&question).await?;
            Ok(PropertiesAnswer {
                properties: (&properties).into(),
                receipt: (&receipt).into(),
            })
        })
    }

    /// Its tags.
    #[napi]
    pub fn tags<'env>(
        &self,
        env: &'env Env,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<TagsAnswer, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut question = GetBlobTags::new(url);
            question.options.conditions = terms.conditions;
            question.options.lease_id = terms.lease_id;
            question.options.if_tags = terms.if_tags;
            let (tags, receipt) = service.call_with_receipt(&question).await?;
            Ok(TagsAnswer {
                tags: names::told(tags.iter()),
                receipt: (&receipt).into(),
            })
        })
    }

    /// Gives it other metadata.
    #[napi]
    pub fn set_metadata<'env>(
        &self,
        env: &'env Env,
        metadata: Option<Names>,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut wish = SetBlobMetadata::new(url, names::metadata(metadata)?);
            wish.options.conditions = terms.conditions;
            wish.options.lease_id = terms.lease_id;
            wish.options.if_tags = terms.if_tags;
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }

    /// Moves it to another tier.
    #[napi]
    pub fn set_tier<'env>(
        &self,
        env: &'env Env,
        tier: String,
        rehydrate_priority: Option<String>,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut wish = SetBlobTier::new(url, AccessTier::from(tier.as_str()));
            wish.options.rehydrate_priority =
                rehydrate_priority.as_deref().map(RehydratePriority::from);
            wish.options.lease_id = terms.lease_id;
            wish.options.if_tags = terms.if_tags;
            let (_, receipt) = service.call_with_receipt(&wish).await?;
            Ok(WrittenData::done(&receipt))
        })
    }

    /// Keeps it as it is now.
    #[napi]
    pub fn snapshot<'env>(
        &self,
        env: &'env Env,
        metadata: Option<Names>,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut wish = SnapshotBlob::new(url);
            wish.options.metadata = names::metadata_choice(metadata)?;
            wish.options.conditions = terms.conditions;
            wish.options.lease_id = terms.lease_id;
            wish.options.if_tags = terms.if_tags;
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }

    /// Deletes it.
    #[napi]
    pub fn delete<'env>(
        &self,
        env: &'env Env,
        snapshots: Option<String>,
        conditions: Option<ConditionData>,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let terms = Terms::of(conditions)?;
            let mut wish = DeleteBlob::new(url);
            wish.options.delete_snapshots = snapshots.as_deref().map(DeleteSnapshots::from);
            wish.options.conditions = terms.conditions;
            wish.options.lease_id = terms.lease_id;
            wish.options.if_tags = terms.if_tags;
            let (_, receipt) = service.call_with_receipt(&wish).await?;
            Ok(WrittenData::done(&receipt))
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

/// A blob's properties, with the receipt.
#[napi(object, object_from_js = false)]
pub struct PropertiesAnswer {
    /// The properties.
    pub properties: PropertiesData,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

/// A blob's tags, with the receipt.
#[napi(object, object_from_js = false)]
pub struct TagsAnswer {
    /// The tags.
    pub tags: Names,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}
