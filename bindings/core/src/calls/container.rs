//! The methods of a container.

use blobcopy::BlobServiceClient;
use blobcopy::proto::ops::{
    CreateContainer, DeleteContainer, GetContainerProperties, ListBlobs, ListBlobsOptions,
};
use blobcopy::proto::{
    Conditions, ContainerUrl, DateCondition, ListInclude, MaxResults, PublicAccess,
};

use super::{Call, Sending, done, methods};
use crate::options::Options;
use crate::record::record;
use crate::refusal::Refusal;
use crate::results;
use crate::terms::{ALL, ON_BLOB, Parts, Terms, metadata};
use crate::value::text;

methods! {
    /// The methods of a container.
    ContainerMethod {
        /// Makes the container.
        Create = "create_container" / "create",
        /// Deletes the container and everything in it.
        Delete = "delete_container" / "delete",
        /// Reads the properties.
        GetProperties = "get_container_properties" / "getProperties",
        /// Lists one page of blobs.
        List = "list_blobs" / "",
    }
}

/// Makes a call on a container.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn call_container(
    service: &BlobServiceClient,
    url: ContainerUrl,
    method: ContainerMethod,
    mut options: Options,
) -> Result<Sending, Refusal> {
    let call = Call::new(service, &mut options);
    let sending = match method {
        ContainerMethod::Create => create(call, url),
        ContainerMethod::Delete => delete(call, url),
        ContainerMethod::GetProperties => get_properties(call, url),
        ContainerMethod::List => list(call, url),
    }?;
    options.done()?;
    Ok(sending)
}

fn create(call: Call<'_>, url: ContainerUrl) -> Result<Sending, Refusal> {
    let mut create = CreateContainer::new(url);
    create.options.metadata = metadata(call.options)?;
    let access = call.options.text(("public_access", "access"))?;
    // Without access for everybody, the service takes no header.
    let access = access.filter(|access| access != "off");
    create.options.public_access = access.as_deref().map(PublicAccess::from);
    if let Some(mut scope) = call.options.object(("container_encryption_scope", ""))? {
        create.options.default_encryption_scope = scope.header("default_encryption_scope")?;
        let denied = scope.flag("prevent_encryption_scope_override")?;
        create.options.deny_encryption_scope_override = Some(denied == Some(true));
        scope.done()?;
    }
    call.send(create, |output| {
        record! {
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
        }
    })
}

fn delete(call: Call<'_>, url: ContainerUrl) -> Result<Sending, Refusal> {
    let terms = Terms::read(call.options, &ON_BLOB, Parts { tags: false, ..ALL })?;
    let mut delete = DeleteContainer::new(url);
    delete.options.lease_id = terms.lease_id;
    delete.options.condition = match terms.conditions {
        Conditions::None => DateCondition::None,
        Conditions::IfModifiedSince(date) => DateCondition::IfModifiedSince(date),
        Conditions::IfUnmodifiedSince(date) => DateCondition::IfUnmodifiedSince(date),
        _ => {
            let message = "the conditions cannot be sent: a container takes a date alone, since which it has been modified or not";
            return Err(Refusal::value(message));
        }
    };
    call.send(delete, done)
}

fn get_properties(call: Call<'_>, url: ContainerUrl) -> Result<Sending, Refusal> {
    let mut question = GetContainerProperties::new(url);
    let lease = Parts {
        conditions: false,
        lease: true,
        tags: false,
    };
    question.options.lease_id = Terms::read(call.options, &ON_BLOB, lease)?.lease_id;
    call.send(question, results::container)
}

fn list(call: Call<'_>, url: ContainerUrl) -> Result<Sending, Refusal> {
    let mut question = ListBlobs::new(url);
    question.options = listed(call.options)?;
    call.send(question, results::page)
}

/// What is listed.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn list_options(mut options: Options) -> Result<ListBlobsOptions, Refusal> {
    let listed = listed(&mut options)?;
    options.done()?;
    Ok(listed)
}

fn listed(options: &mut Options) -> Result<ListBlobsOptions, Refusal> {
    let mut listed = ListBlobsOptions::default();
    listed.prefix = options.text("prefix")?.filter(|prefix| !prefix.is_empty());
    listed.delimiter = options.text("delimiter")?;
    listed.marker = options
        .text(("marker", "continuation_token"))?
        .filter(|marker| !marker.is_empty());
    let most = options.count(("max_results", "max_page_size"))?;
    listed.max_results = most.map(MaxResults::new).transpose()?;
    let include = options.texts("include")?;
    listed.include = include
        .iter()
        .map(|word| ListInclude::from(word.as_str()))
        .collect();
    listed.start_from = options.text("start_from")?;
    Ok(listed)
}
