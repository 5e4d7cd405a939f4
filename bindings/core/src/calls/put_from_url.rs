//! *Put Blob From URL*: a block blob with the content of a URL, written within the call.

use blobcopy::proto::ContentHash;
use blobcopy::proto::ops::PutBlobFromUrlOptions;
use blobcopy::{BlobClient, BlobServiceClient, CopySource};

use super::{Sending, Timed, written};
use crate::copy_options::{copy_tags, source_authorization, source_token_intent, tier};
use crate::options::Options;
use crate::refusal::Refusal;
use crate::results::receipt;
use crate::terms::{ALL, ContentHeaders, ON_DESTINATION, ON_SOURCE, Terms, apply, metadata_choice};

/// Writes a block blob with the content of `source`. The client of `service` authorizes the request.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn put_from_url(
    service: &BlobServiceClient,
    target: BlobClient,
    source: CopySource,
    mut options: Options,
) -> Result<Sending, Refusal> {
    let request = request(&mut options)?;
    let timeout = options.server_timeout()?;
    options.done()?;
    let service = service.clone();
    Ok(Box::pin(async move {
        let put = target.put_from_url_operation(source, request).await?;
        let sent = service.call_with_receipt(&Timed(put, timeout)).await?;
        let ((output, response), reply) = sent;
        Ok(written!(output).with(receipt(&reply)).with(response))
    }))
}

fn request(options: &mut Options) -> Result<PutBlobFromUrlOptions, Refusal> {
    let mut request = PutBlobFromUrlOptions::default();
    request.metadata = metadata_choice(options)?;
    let name = (
        "include_source_blob_properties",
        "copy_source_blob_properties",
    );
    request.copy_source_blob_properties = options.flag(name)?;
    apply!(ContentHeaders::read(options)? => request; blob_content_type, blob_content_encoding,
        blob_content_language, blob_content_disposition, blob_cache_control, blob_content_md5);
    request.access_tier = tier(options)?;
    request.tags = copy_tags(options)?;
    request.encryption_scope = options.header("encryption_scope")?;
    apply!(Terms::read(options, &ON_DESTINATION, ALL)? => request; conditions, lease_id, if_tags);
    let source = Terms::read(options, &ON_SOURCE, ALL)?;
    request.source_conditions = source.conditions;
    request.source_if_tags = source.if_tags;
    let md5 = options.base64("source_content_md5")?;
    request.source_content_hash = md5.as_deref().map(ContentHash::md5).transpose()?;
    request.source_authorization = source_authorization(options)?;
    request.file_request_intent = source_token_intent(options)?;
    Ok(request)
}
