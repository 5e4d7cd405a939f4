//! What the calls on containers are asked for.

use blobcopy::proto::ops::{CreateContainerOptions, DeleteContainerOptions, ListBlobsOptions};
use blobcopy::proto::{Conditions, DateCondition, Invalid, ListInclude, MaxResults, PublicAccess};

use super::{ConditionWords, Pairs, header, lease_id, metadata, words};
use crate::failure::Failure;

words! {
    /// A container to be made or deleted.
    pub(crate) struct ContainerWords {
        metadata: Pairs,
        public_access: Option<String>,
        default_encryption_scope: Option<String>,
        deny_encryption_scope_override: Option<bool>,
        pub(crate) lease_id: Option<String>,
        conditions: Option<ConditionWords>,
        pub(crate) timeout: Option<u32>,}
}

impl ContainerWords {
    pub(crate) fn for_creation(&self) -> Result<CreateContainerOptions, Invalid> {
        let mut options = CreateContainerOptions::default();
        options.metadata = metadata(&self.metadata)?;
        options.public_access = self.public_access.as_deref().map(PublicAccess::from);
        options.default_encryption_scope = header(&self.default_encryption_scope)?;
        options.deny_encryption_scope_override = self.deny_encryption_scope_override;
        Ok(options)
    }

    pub(crate) fn for_deletion(&self) -> Result<DeleteContainerOptions, Failure> {
        let mut options = DeleteContainerOptions::default();
        options.lease_id = lease_id(&self.lease_id)?;
        if let Some(conditions) = &self.conditions {
            options.condition = match conditions.read()? {
                Conditions::IfModifiedSince(since) => DateCondition::IfModifiedSince(since),
                Conditions::IfUnmodifiedSince(since) => DateCondition::IfUnmodifiedSince(since),
                Conditions::None => DateCondition::None,
                _ => {
                    let message = "the conditions cannot be sent: a container takes if_modified_since or if_unmodified_since";
                    return Err(Failure::Invalid(message.to_owned()));
                }
            };
        }
        Ok(options)
    }
}

words! {
    /// A page of a listing.
    pub(crate) struct ListWords {
        prefix: Option<String>,
        delimiter: Option<String>,
        marker: Option<String>,
        max_results: Option<u16>,
        include: Vec<String>,
        start_from: Option<String>,
        pub(crate) timeout: Option<u32>,}
}

impl ListWords {
    pub(crate) fn read(self) -> Result<ListBlobsOptions, Invalid> {
        let mut options = ListBlobsOptions::default();
        options.prefix = self.prefix;
        options.delimiter = self.delimiter;
        options.marker = self.marker;
        options.max_results = self.max_results.map(MaxResults::new).transpose()?;
        options.include = self
            .include
            .iter()
            .map(|word| ListInclude::from(word.as_str()))
            .collect();
        options.start_from = self.start_from;
        Ok(options)
    }
}
