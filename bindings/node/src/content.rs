//! A blob's content, written and read as a whole.

use blobcopy::ErrorKind;
use blobcopy::proto::ops::{GetBlob, GetBlobOptions, PutBlob, PutBlobOptions};
use blobcopy::proto::{AccessTier, ByteRange, HeaderText, Invalid};
use bytes::Bytes;
use napi::bindgen_prelude::{Buffer, Either, PromiseRaw, Uint8Array};
use napi::{Env, Result};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::conditions::{ConditionData, Terms};
use crate::failure::{Failure, Trouble};
use crate::immutability::Protection;
use crate::names::{self, Names};
use crate::promise::{Cancel, promise};
use crate::properties::PropertiesData;
use crate::receipt::ReceiptData;
use crate::written::WrittenData;

/// What may be said of a block blob that is written.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct UploadData {
    /// Media type.
    pub content_type: Option<String>,
    /// Encoding.
    pub content_encoding: Option<String>,
    /// Language.
    pub content_language: Option<String>,
    /// Disposition.
    pub content_disposition: Option<String>,
    /// Cache control.
    pub cache_control: Option<String>,
    /// MD5 that the blob keeps, base64.
    #[napi(js_name = "contentMD5")]
    pub content_md5: Option<String>,
    /// User metadata.
    pub metadata: Option<Names>,
    /// Tags.
    pub tags: Option<Names>,
    /// Tier.
    pub tier: Option<String>,
    /// Scope of encryption.
    pub encryption_scope: Option<String>,
    /// Until when, in milliseconds since 1970, the blob can be neither changed nor deleted.
    pub immutable_until: Option<f64>,
    /// Whether that is final.
    pub immutability_mode: Option<String>,
    /// Whether the blob is held.
    pub legal_hold: Option<bool>,
    /// Conditions on what was there.
    pub conditions: Option<ConditionData>,
}

/// What is to be read of a blob.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct DownloadData {
    /// The first byte.
    pub offset: Option<i64>,
    /// How many bytes.
    pub count: Option<i64>,
    /// Whether the service shall tell the MD5 of a part.
    pub range_get_content_md5: Option<bool>,
    /// Conditions on the blob.
    pub conditions: Option<ConditionData>,
}

/// A blob's content, with its properties.
#[napi(object, object_from_js = false)]
pub struct ContentAnswer {
    /// The properties.
    pub properties: PropertiesData,
    /// The bytes.
    pub content: Buffer,
    /// Which part they are, such as `bytes 0-3/10`.
    pub content_range: Option<String>,
    /// MD5 of the whole blob where that is a part, base64.
    #[napi(js_name = "blobContentMD5")]
    pub blob_content_md5: Option<String>,
    /// What the reply carried beside.
    pub receipt: ReceiptData,
}

#[napi]
impl NativeBlob {
    /// Writes a block blob in place of what was there. The content is copied before this returns.
    #[napi]
    pub fn upload<'env>(
        &self,
        env: &'env Env,
        content: Uint8Array,
        upload: UploadData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<WrittenData, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        let content = Bytes::copy_from_slice(&content);
        promise(env, cancel, async move {
            let mut wish = PutBlob::new(url, content);
            wish.options = upload.into_options()?;
            Ok(service.call_with_receipt(&wish).await?.into())
        })
    }

    /// Reads the blob, or a part of it.
    #[napi]
    pub fn download<'env>(
        &self,
        env: &'env Env,
        download: DownloadData,
        cancel: Option<&Cancel>,
    ) -> Result<PromiseRaw<'env, Either<ContentAnswer, Failure>>> {
        let (service, url) = (self.service.clone(), self.url.clone());
        promise(env, cancel, async move {
            let mut question = GetBlob::new(url);
            question.options = download.into_options()?;
            let (found, receipt) = service.call_with_receipt(&question).await?;
            Ok(ContentAnswer {
                properties: (&found.properties).into(),
                content: found.content.to_vec().into(),
                content_range: found.content_range.map(|range| range.to_string()),
                blob_content_md5: found.blob_content_md5.map(|hash| hash.to_string()),
                receipt: (&receipt).into(),
            })
        })
    }
}

impl UploadData {
    fn into_options(self) -> std::result::Result<PutBlobOptions, Trouble> {
        let terms = Terms::of(self.conditions)?;
        let protection = Protection::of(
            self.immutable_until,
            self.immutability_mode.as_deref(),
            self.legal_hold,
        )?;
        let mut options = PutBlobOptions::default();
        options.blob_content_type = header_text(self.content_type)?;
        options.blob_content_encoding = header_text(self.content_encoding)?;
        options.blob_content_language = header_text(self.content_language)?;
        options.blob_content_disposition = header_text(self.content_disposition)?;
        options.blob_cache_control = header_text(self.cache_control)?;
        options.blob_content_md5 = header_text(self.content_md5)?;
        options.encryption_scope = header_text(self.encryption_scope)?;
        options.metadata = names::metadata(self.metadata)?;
        options.tags = names::tags(self.tags)?;
        options.access_tier = self.tier.as_deref().map(AccessTier::from);
        options.immutability_policy = protection.policy;
        options.legal_hold = protection.legal_hold;
        options.conditions = terms.conditions;
        options.lease_id = terms.lease_id;
        options.if_tags = terms.if_tags;
        Ok(options)
    }
}

impl DownloadData {
    fn into_options(self) -> std::result::Result<GetBlobOptions, Trouble> {
        let terms = Terms::of(self.conditions)?;
        let mut options = GetBlobOptions::default();
        options.range = range(self.offset, self.count)?;
        options.range_get_content_md5 = self.range_get_content_md5;
        options.conditions = terms.conditions;
        options.lease_id = terms.lease_id;
        options.if_tags = terms.if_tags;
        Ok(options)
    }
}

fn range(
    offset: Option<i64>,
    count: Option<i64>,
) -> std::result::Result<Option<ByteRange>, Trouble> {
    let whole = |name: &str, number: i64| {
        u64::try_from(number).map_err(|_| {
            let message = format!("{name} must be a number of bytes, not {number}");
            Trouble::of_kind(ErrorKind::Invalid, message)
        })
    };
    let start = whole("offset", offset.unwrap_or(0))?;
    Ok(
        match count.map(|count| whole("count", count)).transpose()? {
            None if start == 0 => None,
            None => Some(ByteRange::from(start)),
            Some(count) => Some(ByteRange::between(start, start.saturating_add(count))?),
        },
    )
}

pub(crate) fn header_text(
    text: Option<String>,
) -> std::result::Result<Option<HeaderText>, Invalid> {
    text.as_deref().map(HeaderText::parse).transpose()
}
