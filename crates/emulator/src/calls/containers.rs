//! *Create Container*, *Get Container Properties* and *Delete Container*.

use blobcopy_proto::ops::{
    CreateContainer, CreateContainerOutput, DeleteContainer, GetContainerProperties,
};
use blobcopy_proto::{Conditions, DateCondition, LeaseId};

use crate::account::container::Container;
use crate::blob::condition;
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
            check_lease(self.options.lease_id.as_ref())?;
            Ok(container.properties(now))
        })
    }
}

impl Execute for DeleteContainer {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        let admit = |container: &Container| {
            if !is_met(self.options.condition, container) {
                return Err(Refusal::condition_not_met());
            }
            check_lease(self.options.lease_id.as_ref())
        };
        caller
            .account
            .delete_container(self.container.name(), now, admit)
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

/// Refuses a lease id, because the emulator's containers have no leases.
fn check_lease(id: Option<&LeaseId>) -> Result<(), Refusal> {
    id.map_or(Ok(()), |_| Err(Refusal::no_container_lease()))
}
