//! The methods of a blob.

use blobcopy::proto::ops::{
    AbortCopyBlob, AppendBlock, DeleteBlob, GetBlob, GetBlobProperties, GetBlobTags,
    IncrementalCopyBlob, LeaseAction, LeaseBlob, NewBlob, PageWrite, PutBlob, PutPage,
    SetBlobMetadata, SetBlobTier, SnapshotBlob,
};
use blobcopy::proto::{
    BlobUrl, BreakPeriod, ByteRange, LeaseDuration, LeaseId, PageBlobLength, PageRange,
};
use blobcopy::{BlobServiceClient, CopyId, SourceUrl};
use bytes::Bytes;

use super::{Call, Sending, done, methods, written};
use crate::copy_options::tier;
use crate::name::Name;
use crate::options::Options;
use crate::record::record;
use crate::refusal::Refusal;
use crate::results;
use crate::terms::{
    ALL, ContentHeaders, ON_BLOB, ON_DESTINATION, Parts, Terms, apply, immutability, metadata,
    metadata_choice, tags,
};
use crate::value::{hash, pairs, text};

methods! {
    /// The methods of a blob.
    BlobMethod {
        /// Aborts a pending copy.
        AbortCopy = "abort_copy" / "abortCopyFromURL",
        /// Appends to an append blob.
        AppendBlock = "append_block" / "",
        /// Makes a snapshot.
        CreateSnapshot = "create_snapshot" / "createSnapshot",
        /// Deletes the blob.
        Delete = "delete_blob" / "delete",
        /// Reads the content.
        Download = "download_blob" / "download",
        /// Reads the properties.
        GetProperties = "get_blob_properties" / "getProperties",
        /// Reads the tags.
        GetTags = "get_blob_tags" / "getTags",
        /// Copies what a page blob's snapshot has more than the last.
        IncrementalCopy = "incremental_copy" / "",
        /// Does something with a lease.
        Lease = "lease" / "lease",
        /// Fills a page blob.
        PutPage = "put_page" / "",
        /// Replaces the metadata.
        SetMetadata = "set_blob_metadata" / "setMetadata",
        /// Moves the blob to another tier.
        SetTier = "set_standard_blob_tier" / "setAccessTier",
        /// Writes a whole blob.
        Upload = "upload_blob" / "upload",
    }
}

/// Makes a call on a blob. `content` is what is written.
///
/// # Errors
/// If an option is unknown or cannot be sent.
pub fn call_blob(
    service: &BlobServiceClient,
    url: BlobUrl,
    method: BlobMethod,
    mut options: Options,
    content: Bytes,
) -> Result<Sending, Refusal> {
    let call = Call::new(service, &mut options);
    let sending = match method {
        BlobMethod::AbortCopy => abort_copy(call, url),
        BlobMethod::AppendBlock => append_block(call, url, content),
        BlobMethod::CreateSnapshot => create_snapshot(call, url),
        BlobMethod::Delete => delete(call, url),
        BlobMethod::Download => download(call, url),
        BlobMethod::GetProperties => get_properties(call, url),
        BlobMethod::GetTags => get_tags(call, url),
        BlobMethod::IncrementalCopy => incremental_copy(call, url),
        BlobMethod::Lease => lease(call, url),
        BlobMethod::PutPage => put_page(call, url, content),
        BlobMethod::SetMetadata => set_metadata(call, url),
        BlobMethod::SetTier => set_tier(call, url),
        BlobMethod::Upload => upload(call, url, content),
    }?;
    options.done()?;
    Ok(sending)
}

const LEASE_ALONE: Parts = Parts {
    conditions: false,
    lease: true,
    tags: false,
};

fn abort_copy(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let id = CopyId::parse(&call.options.text("copy_id")?.unwrap_or_default())?;
    let mut abort = AbortCopyBlob::new(url, id);
    apply!(Terms::read(call.options, &ON_BLOB, LEASE_ALONE)? => abort.options; lease_id);
    call.send(abort, done)
}

fn append_block(call: Call<'_>, url: BlobUrl, content: Bytes) -> Result<Sending, Refusal> {
    let mut append = AppendBlock::new(url, content);
    apply!(Terms::read(call.options, &ON_BLOB, LEASE_ALONE)? => append.options; lease_id);
    call.send(append, |output| {
        record! {
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
            "content_md5": hash(&output.content_md5),
            "blob_append_offset": output.append_offset.map(|offset| offset.to_string()),
            "blob_committed_block_count": output.committed_block_count,
        }
    })
}

fn create_snapshot(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut snapshot = SnapshotBlob::new(url);
    snapshot.options.metadata = metadata_choice(call.options)?;
    snapshot.options.encryption_scope = call.options.header(("encryption_scope", ""))?;
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => snapshot.options; conditions, lease_id, if_tags);
    call.send(snapshot, |output| {
        record! {
            "snapshot": output.snapshot.to_string(),
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
            "version_id": text(&output.version_id),
            "request_server_encrypted" / "is_server_encrypted": output.request_server_encrypted,
        }
    })
}

fn delete(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut delete = DeleteBlob::new(url);
    delete.options.delete_snapshots = call.options.word("delete_snapshots")?;
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => delete.options; conditions, lease_id, if_tags);
    call.send(delete, done)
}

fn download(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut question = GetBlob::new(url);
    let start = call.options.count("offset")?;
    let length: Option<u64> = call.options.count(("length", "count"))?;
    question.options.range = match (start, length) {
        (None, None) => None,
        (start, None) => Some(ByteRange::from(start.unwrap_or_default())),
        (start, Some(length)) => {
            let start: u64 = start.unwrap_or_default();
            Some(ByteRange::between(start, start.saturating_add(length))?)
        }
    };
    question.options.range_get_content_md5 = call.options.flag(("", "range_get_content_md5"))?;
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => question.options; conditions, lease_id, if_tags);
    call.send(question, results::blob)
}

fn get_properties(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut question = GetBlobProperties::new(url);
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => question.options; conditions, lease_id, if_tags);
    call.send(question, results::blob_properties)
}

fn get_tags(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut question = GetBlobTags::new(url);
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => question.options; conditions, lease_id, if_tags);
    call.send(question, |tags| record! { "tags": pairs(tags.iter()) })
}

fn incremental_copy(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let source = SourceUrl::parse(&call.options.text("source")?.unwrap_or_default())?;
    let mut copy = IncrementalCopyBlob::new(url, source);
    let parts = Parts {
        lease: false,
        ..ALL
    };
    apply!(Terms::read(call.options, &ON_DESTINATION, parts)? => copy.options; conditions, if_tags);
    for name in NOT_INCREMENTAL {
        call.options.refuse(*name)?;
    }
    call.send(copy, |output| {
        record! {
            "copy_id": output.copy_id.to_string(),
            "copy_status": output.copy_status.to_string(),
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
            "version_id": text(&output.version_id),
        }
    })
}

/// What other copies can be asked for, and an incremental one cannot.
const NOT_INCREMENTAL: &[Name] = &[
    Name::both("metadata"),
    Name::both("tags"),
    Name::both("copy_source_tags"),
    Name::both("standard_blob_tier"),
    Name::both("premium_page_blob_tier"),
    Name::both("rehydrate_priority"),
    Name::both("seal_destination_blob"),
    Name::both("immutability_policy"),
    Name::both("legal_hold"),
    Name::both("source_if_match"),
    Name::both("source_if_none_match"),
    Name::both("source_if_modified_since"),
    Name::both("source_if_unmodified_since"),
    Name::both("source_if_tags_match_condition"),
    Name::both("encryption_scope"),
    Name::both("source_authorization"),
    Name::both("source_token_intent"),
    Name::both("source_content_md5"),
];

fn put_page(call: Call<'_>, url: BlobUrl, content: Bytes) -> Result<Sending, Refusal> {
    let range = PageRange::new(0, content.len() as u64)?;
    let mut put = PutPage::new(url, range, PageWrite::Update(content));
    apply!(Terms::read(call.options, &ON_BLOB, LEASE_ALONE)? => put.options; lease_id);
    call.send(put, |output| {
        record! {
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
            "content_md5": hash(&output.content_md5),
        }
    })
}

fn set_metadata(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut set = SetBlobMetadata::new(url, metadata(call.options)?);
    set.options.encryption_scope = call.options.header(("encryption_scope", ""))?;
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => set.options; conditions, lease_id, if_tags);
    call.send(set, |output| {
        record! {
            "etag": text(&output.etag),
            "last_modified": output.last_modified,
            "version_id": text(&output.version_id),
            "request_server_encrypted" / "is_server_encrypted": output.request_server_encrypted,
            _ / "encryption_key_sha256": text(&output.encryption_key_sha256),
            _ / "encryption_scope": text(&output.encryption_scope),
        }
    })
}

fn set_tier(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let tier = tier(call.options)?.ok_or_else(|| Refusal::value("a tier must be given"))?;
    let mut set = SetBlobTier::new(url, tier);
    set.options.rehydrate_priority = call.options.word("rehydrate_priority")?;
    let parts = Parts {
        conditions: false,
        ..ALL
    };
    apply!(Terms::read(call.options, &ON_BLOB, parts)? => set.options; lease_id, if_tags);
    call.send(set, done)
}

fn upload(call: Call<'_>, url: BlobUrl, content: Bytes) -> Result<Sending, Refusal> {
    let mut put = PutBlob::new(url, content);
    put.kind = kind(call.options)?;
    let set = &mut put.options;
    set.metadata = metadata(call.options)?;
    set.tags = tags(call.options)?;
    set.access_tier = tier(call.options)?;
    set.encryption_scope = call.options.header("encryption_scope")?;
    set.immutability_policy = immutability(call.options)?;
    set.legal_hold = call.options.flag("legal_hold")?;
    apply!(ContentHeaders::read(call.options)? => set; blob_content_type, blob_content_encoding,
        blob_content_language, blob_content_disposition, blob_cache_control, blob_content_md5);
    apply!(Terms::read(call.options, &ON_BLOB, ALL)? => set; conditions, lease_id, if_tags);
    call.send(put, |output| written!(output))
}

/// What the blob is made of; Python alone writes page and append blobs.
fn kind(options: &mut Options) -> Result<NewBlob, Refusal> {
    let length = options.count(("length", ""))?.unwrap_or_default();
    let sequence_number = options.count(("sequence_number", ""))?;
    let known = [("block", 'b'), ("page", 'p'), ("append", 'a')];
    Ok(match options.one_of(("kind", ""), &known)? {
        'p' => NewBlob::Page {
            length: PageBlobLength::new(length)?,
            sequence_number,
        },
        'a' => NewBlob::Append,
        _ => NewBlob::Block,
    })
}

fn lease(call: Call<'_>, url: BlobUrl) -> Result<Sending, Refusal> {
    let mut lease = LeaseBlob::new(url, lease_action(call.options)?);
    let parts = Parts {
        lease: false,
        ..ALL
    };
    apply!(Terms::read(call.options, &ON_BLOB, parts)? => lease.options; conditions, if_tags);
    call.send(lease, results::lease)
}

fn lease_action(options: &mut Options) -> Result<LeaseAction, Refusal> {
    let id = options.parsed("lease_id", LeaseId::parse)?;
    let proposed = options.parsed("proposed_lease_id", LeaseId::parse)?;
    let duration = options.whole("duration")?;
    let period = options.whole("break_period")?;
    let needed = |id: Option<LeaseId>| {
        id.ok_or_else(|| Refusal::value("the lease has no id yet; acquire it first"))
    };
    let action = options.text("action")?.unwrap_or_default();
    Ok(match action.as_str() {
        "acquire" => LeaseAction::Acquire {
            duration: match duration {
                None | Some(-1) => LeaseDuration::INFINITE,
                Some(seconds) => LeaseDuration::seconds(small(seconds))?,
            },
            proposed,
        },
        "renew" => LeaseAction::Renew { id: needed(id)? },
        "change" => LeaseAction::Change {
            id: needed(id)?,
            proposed: needed(proposed)?,
        },
        "release" => LeaseAction::Release { id: needed(id)? },
        "break" => LeaseAction::Break {
            period: period
                .map(|seconds| BreakPeriod::seconds(small(seconds)))
                .transpose()?,
        },
        other => {
            let known = "acquire, renew, change, release, break";
            return Err(Refusal::value(format!(
                "action must be one of {known}, not {other:?}"
            )));
        }
    })
}

/// A number of seconds for a type that has no room for more than 255 of them, and allows less.
fn small(seconds: i128) -> u8 {
    u8::try_from(seconds).unwrap_or(if seconds < 0 { 0 } else { u8::MAX })
}
