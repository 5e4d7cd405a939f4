//! What a blob says of its content: kept as it was given, and carried from blob to blob by a copy.

use blobcopy_proto::HeaderText;
use blobcopy_proto::ops::{BlobProperties, PutBlobOptions};

/// The headers about the content, but its length and MD5.
#[derive(Clone)]
pub(crate) struct ContentHeaders {
    content_type: HeaderText,
    encoding: Option<HeaderText>,
    language: Option<HeaderText>,
    disposition: Option<HeaderText>,
    cache_control: Option<HeaderText>,
}

impl ContentHeaders {
    /// Those that a new blob is given.
    pub(crate) fn given(options: &PutBlobOptions) -> Self {
        Self {
            content_type: or_any_bytes(&options.blob_content_type),
            encoding: options.blob_content_encoding.clone(),
            language: options.blob_content_language.clone(),
            disposition: options.blob_content_disposition.clone(),
            cache_control: options.blob_cache_control.clone(),
        }
    }

    /// Those of a blob somewhere else.
    pub(crate) fn of(properties: &BlobProperties) -> Self {
        Self {
            content_type: or_any_bytes(&properties.content_type),
            encoding: properties.content_encoding.clone(),
            language: properties.content_language.clone(),
            disposition: properties.content_disposition.clone(),
            cache_control: properties.cache_control.clone(),
        }
    }

    pub(crate) fn tell(&self, properties: &mut BlobProperties) {
        properties.content_type = Some(self.content_type.clone());
        properties.content_encoding = self.encoding.clone();
        properties.content_language = self.language.clone();
        properties.content_disposition = self.disposition.clone();
        properties.cache_control = self.cache_control.clone();
    }
}

/// The type of content of which nobody said one.
fn or_any_bytes(given: &Option<HeaderText>) -> HeaderText {
    given.clone().unwrap_or_else(|| {
        HeaderText::parse("application/octet-stream").expect("a media type is text for a header")
    })
}
