//! *Delete Blob*.

use std::time::SystemTime;

use blobcopy_proto::ops::{DeleteBlob, DeleteBlobOutput, DeleteSnapshots};
use blobcopy_proto::wire::header;
use blobcopy_proto::{BlobRevision, Conditions, DateCondition};

use crate::account::container::Container;
use crate::blob::Blob;
use crate::blob::condition::{self, Seen};
use crate::blob::preconditions::terms;
use crate::calls::{Execute, Executed};
use crate::clock::date;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

impl Execute for DeleteBlob {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self> {
        if self.permanently {
            return Err(Refusal::not_served("soft deletion, nor its end"));
        }
        let now = service.clock.now();
        caller.account.within(self.blob.container(), |container| {
            match self.blob.revision() {
                BlobRevision::Current => delete_base(container, &self, now),
                moment => delete_moment(container, &self, moment, now),
            }?;
            container.tidy(&self.blob);
            Ok(())
        })?;
        let mut output = DeleteBlobOutput::default();
        output.permanently = Some(true);
        Ok(output)
    }
}

fn delete_base(
    container: &mut Container,
    call: &DeleteBlob,
    now: SystemTime,
) -> Result<(), Refusal> {
    let keeps_versions = container.context.rules.keeps_versions;
    let has_blocks_only = container
        .entries
        .get(call.blob.name())
        .is_some_and(|entry| {
            let waits = entry.past().is_some_and(|past| !past.blocks.is_empty());
            entry.base.is_none() && waits
        });
    if !has_blocks_only {
        let blob = container.base(&call.blob, now)?;
        terms!(call.options).admit_write(Some(blob), now)?;
        check_tier_age(call.options.access_tier_condition, blob)?;
    }
    let entry = container.entry(&call.blob, now);
    match &call.options.delete_snapshots {
        None if entry.has_snapshots() => return Err(Refusal::snapshots_present()),
        None => {}
        Some(DeleteSnapshots::Include) => entry.drop_snapshots(now),
        Some(DeleteSnapshots::Only) => {
            entry.drop_snapshots(now);
            return Ok(());
        }
        Some(_) => return Err(Refusal::of_header(&header::DELETE_SNAPSHOTS, true)),
    }
    if keeps_versions {
        entry.add_version();
    }
    entry.drop_base(now);
    Ok(())
}

fn delete_moment(
    container: &mut Container,
    call: &DeleteBlob,
    moment: &BlobRevision,
    now: SystemTime,
) -> Result<(), Refusal> {
    if call.options.delete_snapshots.is_some() {
        return Err(Refusal::of_header(&header::DELETE_SNAPSHOTS, true));
    }
    let blob = container.blob(&call.blob, now)?;
    terms!(call.options).admit_change(blob, now)?;
    check_tier_age(call.options.access_tier_condition, blob)?;
    let entry = container.entry(&call.blob, now);
    match moment {
        BlobRevision::Version(id) if entry.is_current(id) => Err(Refusal::current_version()),
        _ => entry.drop_moment(moment, now),
    }
}

/// Checks a condition on the tier's age. A tier that was never set is as old as its blob.
fn check_tier_age(condition: DateCondition, blob: &Blob) -> Result<(), Refusal> {
    let conditions = match condition {
        DateCondition::IfModifiedSince(date) => Conditions::IfModifiedSince(date),
        DateCondition::IfUnmodifiedSince(date) => Conditions::IfUnmodifiedSince(date),
        _ => return Ok(()),
    };
    let seen = Seen {
        etag: None,
        last_modified: Some(date(blob.tier.changed().unwrap_or(blob.created))),
    };
    if condition::is_met(&conditions, Some(seen)) {
        Ok(())
    } else {
        Err(Refusal::condition_not_met())
    }
}
