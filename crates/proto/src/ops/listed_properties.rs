//! The properties of a blob as elements of a listing, whose names are not those of the headers.

use crate::invalid::Malformed;
use crate::ops::BlobProperties;
use crate::value::{
    CopyId, CopyState, CopyStatus, EchoedSource, HeaderText, HttpDate, ImmutabilityMode,
    ImmutabilityPolicy, Progress,
};
use crate::wire::cursor::Cursor;
use crate::wire::element::element_rows;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;

element_rows! {
    read_single, write_single: BlobProperties, via lenient {
        creation_time = "Creation-Time",
        last_modified = "Last-Modified",
        etag = "Etag",
        content_length = "Content-Length",
        content_type = "Content-Type",
        content_encoding = "Content-Encoding",
        content_language = "Content-Language",
        content_md5 = "Content-MD5",
        content_disposition = "Content-Disposition",
        cache_control = "Cache-Control",
        sequence_number = "x-ms-blob-sequence-number",
        blob_type = "BlobType",
        access_tier = "AccessTier",
        access_tier_inferred = "AccessTierInferred",
        access_tier_change_time = "AccessTierChangeTime",
        archive_status = "ArchiveStatus",
        rehydrate_priority = "RehydratePriority",
        lease_status = "LeaseStatus",
        lease_state = "LeaseState",
        lease_duration = "LeaseDuration",
        server_encrypted = "ServerEncrypted",
        encryption_key_sha256 = "CustomerProvidedKeySha256",
        encryption_scope = "EncryptionScope",
        incremental_copy = "IncrementalCopy",
        tag_count = "TagCount",
        expiry_time = "Expiry-Time",
        sealed = "Sealed",
        last_access_time = "LastAccessTime",
        legal_hold = "LegalHold",
    }
}

/// The elements of a copy's state.
#[derive(Default)]
struct CopyElements {
    id: Option<CopyId>,
    source: Option<EchoedSource>,
    status: Option<CopyStatus>,
    progress: Option<Progress>,
    completion_time: Option<HttpDate>,
    status_description: Option<HeaderText>,
    destination_snapshot: Option<HeaderText>,
}

element_rows! {
    read_copy, write_copy: CopyElements, via value {
        id = "CopyId",
        source = "CopySource",
        status = "CopyStatus",
    }
}

element_rows! {
    read_last_copy, write_last_copy: CopyElements, via lenient {
        progress = "CopyProgress",
        completion_time = "CopyCompletionTime",
        status_description = "CopyStatusDescription",
        destination_snapshot = "CopyDestinationSnapshot",
    }
}

/// The elements of an immutability policy.
#[derive(Default)]
struct PolicyElements {
    until: Option<HttpDate>,
    mode: Option<ImmutabilityMode>,
}

element_rows! {
    read_policy, write_policy: PolicyElements, via lenient {
        until = "ImmutabilityPolicyUntilDate",
        mode = "ImmutabilityPolicyMode",
    }
}

/// Reads the content of `Properties`. `read_other` reads the elements that are not properties of every blob.
pub(crate) fn read(
    properties: &mut BlobProperties,
    cursor: &mut Cursor<'_>,
    mut read_other: impl FnMut(&str, &mut Cursor<'_>) -> Result<bool, Malformed>,
) -> Result<(), Malformed> {
    let mut copy = CopyElements::default();
    let mut policy = PolicyElements::default();
    while let Some(child) = cursor.child()? {
        let name = child.local_name();
        let name = name.as_ref();
        let known = read_single(properties, name, cursor)?
            || read_copy(&mut copy, name, cursor)?
            || read_last_copy(&mut copy, name, cursor)?
            || read_policy(&mut policy, name, cursor)?
            || read_other(name, cursor)?;
        if !known {
            cursor.skip()?;
        }
    }
    properties.copy = copy.together()?;
    properties.immutability_policy = policy.together();
    Ok(())
}

#[cfg(feature = "serve")]
pub(crate) fn write(properties: &BlobProperties, out: &mut Markup) {
    write_single(properties, out);
    if let Some(state) = &properties.copy {
        let copy = CopyElements::of(state.clone());
        write_copy(&copy, out);
        write_last_copy(&copy, out);
    }
    if let Some(policy) = &properties.immutability_policy {
        write_policy(&PolicyElements::of(policy.clone()), out);
    }
}

impl CopyElements {
    #[cfg(feature = "serve")]
    fn of(state: CopyState) -> Self {
        Self {
            id: Some(state.id),
            source: state.source,
            status: Some(state.status),
            progress: state.progress,
            completion_time: state.completion_time,
            status_description: state.status_description,
            destination_snapshot: state.destination_snapshot,
        }
    }

    fn together(self) -> Result<Option<CopyState>, Malformed> {
        let Some(id) = self.id else {
            return Ok(None);
        };
        Ok(Some(CopyState {
            id,
            status: self
                .status
                .ok_or_else(|| Malformed::missing("CopyStatus"))?,
            source: self.source,
            progress: self.progress,
            completion_time: self.completion_time,
            status_description: self.status_description.map(HeaderText::without_secrets),
            destination_snapshot: self.destination_snapshot,
        }))
    }
}

impl PolicyElements {
    #[cfg(feature = "serve")]
    fn of(policy: ImmutabilityPolicy) -> Self {
        Self {
            until: Some(policy.until),
            mode: policy.mode,
        }
    }

    fn together(self) -> Option<ImmutabilityPolicy> {
        let mode = self.mode;
        self.until.map(|until| ImmutabilityPolicy { until, mode })
    }
}
