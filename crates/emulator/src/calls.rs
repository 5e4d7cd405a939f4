//! Carrying out what a request asks for: which call goes where.

mod append_block;
mod blocks;
mod containers;
mod delete_blob;
mod from_url;
mod incremental_copy_blob;
mod lease_blob;
mod list_blobs;
mod metadata;
mod put_blob;
mod put_page;
mod reads;
mod set_blob_tier;
mod snapshot_blob;

use blobcopy_proto::HeaderText;
use blobcopy_proto::Serve;
use blobcopy_proto::ops::{
    AbortCopyBlob, AccountInformation, AppendBlock, Call, CopyBlob, CopyBlobFromUrl,
    CreateContainer, DeleteBlob, DeleteContainer, GetAccountInformation, GetBlob,
    GetBlobProperties, GetBlobTags, GetContainerProperties, IncrementalCopyBlob, LeaseBlob,
    ListBlobs, PutBlob, PutBlobFromUrl, PutBlock, PutBlockFromUrl, PutBlockList, PutPage,
    SetBlobMetadata, SetBlobTier, SnapshotBlob,
};
use bytes::Bytes;
use http::Response;

use crate::copy::copier;
use crate::refusal::Refusal;
use crate::server::caller::Caller;
use crate::service::Service;

/// Carries out `call`, and says what came of it.
pub(crate) async fn carry_out(
    service: &Service,
    caller: &Caller<'_>,
    call: Call,
) -> Result<Response<Bytes>, Refusal> {
    match call {
        Call::CopyBlob(call) => done::<CopyBlob>(copier::start(service, caller, call).await),
        Call::CopyBlobFromUrl(call) => {
            done::<CopyBlobFromUrl>(from_url::copy_blob(service, caller, call).await)
        }
        Call::IncrementalCopyBlob(call) => {
            done::<IncrementalCopyBlob>(incremental_copy_blob::start(service, caller, &call).await)
        }
        Call::PutBlob(call) => done::<PutBlob>(put_blob::put(service, caller, call).await),
        Call::PutBlobFromUrl(call) => {
            done::<PutBlobFromUrl>(from_url::put_blob(service, caller, call).await)
        }
        Call::PutBlock(call) => done::<PutBlock>(blocks::put(service, caller, call).await),
        Call::PutBlockList(call) => {
            done::<PutBlockList>(blocks::commit(service, caller, &call).await)
        }
        Call::PutBlockFromUrl(call) => {
            done::<PutBlockFromUrl>(from_url::put_block(service, caller, call).await)
        }
        Call::PutPage(call) => done::<PutPage>(put_page::put(service, caller, call).await),
        Call::AppendBlock(call) => {
            done::<AppendBlock>(append_block::append(service, caller, call).await)
        }
        Call::GetBlob(call) => done::<GetBlob>(reads::get(service, caller, &call).await),
        other => at_once(service, caller, other),
    }
}

/// The calls that neither read from elsewhere nor compute anything.
fn at_once(service: &Service, caller: &Caller<'_>, call: Call) -> Result<Response<Bytes>, Refusal> {
    match call {
        Call::AbortCopyBlob(call) => done::<AbortCopyBlob>(copier::abort(service, caller, &call)),
        Call::CreateContainer(call) => {
            done::<CreateContainer>(containers::create(service, caller, call))
        }
        Call::DeleteBlob(call) => done::<DeleteBlob>(delete_blob::delete(service, caller, &call)),
        Call::DeleteContainer(call) => {
            done::<DeleteContainer>(containers::delete(service, caller, &call))
        }
        Call::GetAccountInformation(_) => done::<GetAccountInformation>(Ok(account_information())),
        Call::GetBlobProperties(call) => {
            done::<GetBlobProperties>(reads::properties(service, caller, &call))
        }
        Call::GetBlobTags(call) => done::<GetBlobTags>(reads::tags(service, caller, &call)),
        Call::GetContainerProperties(call) => {
            done::<GetContainerProperties>(containers::properties(caller, &call))
        }
        Call::LeaseBlob(call) => done::<LeaseBlob>(lease_blob::act(service, caller, &call)),
        Call::ListBlobs(call) => done::<ListBlobs>(list_blobs::list(service, caller, &call)),
        Call::SetBlobMetadata(call) => {
            done::<SetBlobMetadata>(metadata::set(service, caller, &call))
        }
        Call::SetBlobTier(call) => done::<SetBlobTier>(set_blob_tier::set(service, caller, &call)),
        Call::SnapshotBlob(call) => {
            done::<SnapshotBlob>(snapshot_blob::snapshot(service, caller, &call))
        }
        other => Err(Refusal::not_served(other.name())),
    }
}

fn done<O: Serve>(output: Result<O::Output, Refusal>) -> Result<Response<Bytes>, Refusal> {
    output.map(|output| O::reply(&output))
}

/// What the service says of the most common kind of account.
fn account_information() -> AccountInformation {
    let mut information = AccountInformation::default();
    information.sku_name = HeaderText::parse("Standard_LRS").ok();
    information.account_kind = HeaderText::parse("StorageV2").ok();
    information.is_hns_enabled = Some(false);
    information
}
