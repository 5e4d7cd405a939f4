//! Executes the operation of a request. The files in `calls/` implement [`Execute`], one file per group of operations.

mod append_blob_seal;
mod append_block;
mod blob_batch;
mod blocks;
mod container_access;
mod containers;
mod delete_blob;
mod find_blobs_by_tags;
mod from_url;
mod get_block_list;
mod get_page_ranges;
mod incremental_copy_blob;
mod lease_blob;
mod list_blobs;
mod list_containers;
mod metadata;
mod parts_from_url;
mod put_blob;
mod put_page;
mod reads;
mod set_blob_properties;
mod set_blob_tags;
mod set_blob_tier;
mod snapshot_blob;

use blobcopy_proto::ops::{AccountInformation, Call, GetAccountInformation};
use blobcopy_proto::{HeaderText, Operation, Serve};
use bytes::Bytes;
use http::Response;

use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// An operation that this emulator executes.
pub(crate) trait Execute: Serve {
    async fn execute(self, service: &Service, caller: &Caller<'_>) -> Executed<Self>;
}

/// The output of an operation, or why it was refused.
pub(crate) type Executed<O> = Result<<O as Operation>::Output, Refusal>;

/// Defines the match over all operations, from the rows of proto's table.
macro_rules! carry_out {
    ($( $operation:ident $facts:tt )+) => {
        /// Executes `call` and writes its reply.
        pub(crate) async fn carry_out(
            service: &Service,
            caller: &Caller<'_>,
            call: Call,
        ) -> Result<Response<Bytes>, Refusal> {
            match call {
                $( Call::$operation(call) => answer(service, caller, call).await, )+
            }
        }
    };
}

blobcopy_proto::operations!(carry_out);

pub(crate) async fn answer<O: Execute>(
    service: &Service,
    caller: &Caller<'_>,
    operation: O,
) -> Result<Response<Bytes>, Refusal> {
    Ok(O::reply(&operation.execute(service, caller).await?))
}

impl Execute for GetAccountInformation {
    /// Returns the properties of the most common kind of account.
    async fn execute(self, _: &Service, _: &Caller<'_>) -> Executed<Self> {
        let mut information = AccountInformation::default();
        information.sku_name = HeaderText::parse("Standard_LRS").ok();
        information.account_kind = HeaderText::parse("StorageV2").ok();
        information.is_hns_enabled = Some(false);
        Ok(information)
    }
}
