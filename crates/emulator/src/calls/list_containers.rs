//! *List Containers*.

use blobcopy_proto::ops::{ListContainers, ListContainersOutput, ListedContainer};
use blobcopy_proto::{ContainerInclude, MaxResults, Metadata};

use crate::calls::{Execute, Executed};
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for ListContainers {
    /// Nothing is softly deleted here, and there are no containers of the service's own.
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        let options = &self.options;
        let now = service.clock.now();
        let prefix = options.prefix.as_deref().unwrap_or_default();
        let marker = options.marker.as_deref().unwrap_or_default();
        // A page begins with the name that the marker of the page before it names.
        let first = prefix.max(name_of(marker, caller.account.name()));
        let room = usize::from(options.max_results.unwrap_or(MaxResults::MOST).get());
        let mut found = caller
            .account
            .containers_from(first, room + 1, |name, container| {
                name.starts_with(prefix).then(|| {
                    let mut properties = container.properties(now);
                    if !options.include.contains(&ContainerInclude::Metadata) {
                        properties.metadata = Metadata::default();
                    }
                    ListedContainer::new(name, properties)
                })
            });
        let mut output = ListContainersOutput::default();
        if found.len() > room {
            let next = found.pop().expect("one more than fits");
            output.next_marker = Some(format!("/{}/{}", caller.account.name(), next.name));
        }
        output.service_endpoint = Some(format!("{}/", self.endpoint));
        output.prefix = options.prefix.clone();
        output.marker = options.marker.clone();
        output.max_results = options.max_results.map(|most| most.get().into());
        output.containers = found;
        Ok(output)
    }
}

/// The name in a marker `/ACCOUNT/NAME`, as the service writes it; others write the name alone.
fn name_of<'a>(marker: &'a str, account: &str) -> &'a str {
    let rest = marker
        .strip_prefix('/')
        .and_then(|rest| rest.strip_prefix(account));
    rest.and_then(|rest| rest.strip_prefix('/'))
        .unwrap_or(marker)
}
