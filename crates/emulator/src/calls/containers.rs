//! *Create Container*, *Delete Container*, and a container's properties, metadata and lease.

use blobcopy_proto::ops::{
    CreateContainer, CreateContainerOutput, DeleteContainer, GetContainerMetadata,
    GetContainerMetadataOutput, GetContainerProperties, LeaseContainer, LeaseOutput,
    SetContainerMetadata, SetContainerMetadataOutput,
};
use blobcopy_proto::{Conditions, DateCondition};

use crate::account::container::Container;
use crate::blob::{condition, lease};
use crate::calls::{Execute, Executed};
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for CreateContainer {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let revision = caller.account.create_container(
            self.container.name(),
            self.options.metadata,
            self.options.public_access,
            service.clock.now(),
        )?;
        let mut output = CreateContainerOutput::default();
        output.etag = Some(revision.etag.clone());
        output.last_modified = Some(revision.last_modified);
        Ok(output)
    }
}

impl Execute for GetContainerProperties {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            container.check_lease(self.options.lease_id.as_ref(), now)?;
            Ok(container.properties(now))
        })
    }
}

impl Execute for GetContainerMetadata {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            container.check_lease(self.options.lease_id.as_ref(), now)?;
            let mut output = GetContainerMetadataOutput::default();
            output.etag = Some(container.revision.etag.clone());
            output.last_modified = Some(container.revision.last_modified);
            output.metadata = container.metadata.clone();
            Ok(output)
        })
    }
}

impl Execute for SetContainerMetadata {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            check_condition(self.options.condition, container)?;
            container.check_lease(self.options.lease_id.as_ref(), now)?;
            container.metadata = self.options.metadata.clone();
            container.changed(now);
            let mut output = SetContainerMetadataOutput::default();
            output.etag = Some(container.revision.etag.clone());
            output.last_modified = Some(container.revision.last_modified);
            Ok(output)
        })
    }
}

impl Execute for LeaseContainer {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            check_condition(self.options.condition, container)?;
            let outcome = lease::act(&mut container.lease, &self.action, now);
            let mut output = LeaseOutput::new(outcome.map_err(Refusal::about_container)?);
            output.etag = Some(container.revision.etag.clone());
            output.last_modified = Some(container.revision.last_modified);
            Ok(output)
        })
    }
}

impl Execute for DeleteContainer {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let admit = |container: &Container| {
            check_condition(self.options.condition, container)?;
            let id = self.options.lease_id.as_ref();
            lease::admit_write(container.lease.as_deref(), id, now)
                .map_err(Refusal::about_container)
        };
        caller
            .account
            .delete_container(self.container.name(), now, admit)
    }
}

/// Refuses what is only to be done to a container that was, or was not, changed.
pub(super) fn check_condition(
    condition: DateCondition,
    container: &Container,
) -> Result<(), Refusal> {
    match is_met(condition, container) {
        true => Ok(()),
        false => Err(Refusal::condition_not_met()),
    }
}

fn is_met(condition: DateCondition, container: &Container) -> bool {
    let conditions = match condition {
        DateCondition::IfModifiedSince(date) => Conditions::IfModifiedSince(date),
        DateCondition::IfUnmodifiedSince(date) => Conditions::IfUnmodifiedSince(date),
        _ => Conditions::None,
    };
    condition::is_met(&conditions, Some(container.revision.seen()))
}
