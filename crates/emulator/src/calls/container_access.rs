//! *Get Container ACL* and *Set Container ACL*.

use blobcopy_proto::ops::{
    GetContainerAcl, GetContainerAclOutput, SetContainerAcl, SetContainerAclOutput,
};

use crate::calls::containers::check_condition;
use crate::calls::{Execute, Executed};
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for GetContainerAcl {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            container.check_lease(self.options.lease_id.as_ref(), now)?;
            let mut output = GetContainerAclOutput::default();
            output.etag = Some(container.revision.etag.clone());
            output.last_modified = Some(container.revision.last_modified);
            output.public_access = container.public_access.clone();
            output.policies = container.policies.clone();
            Ok(output)
        })
    }
}

impl Execute for SetContainerAcl {
    /// Policies take effect immediately, where the service may take half a minute.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let now = service.clock.now();
        caller.account.within(&self.container, |container| {
            check_condition(self.options.condition, container)?;
            container.check_lease(self.options.lease_id.as_ref(), now)?;
            container.public_access = self.options.public_access.clone();
            container.policies = self.policies.clone();
            container.changed(now);
            let mut output = SetContainerAclOutput::default();
            output.etag = Some(container.revision.etag.clone());
            output.last_modified = Some(container.revision.last_modified);
            Ok(output)
        })
    }
}
