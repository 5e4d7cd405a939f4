//! The headers that describe a blob's content. They are kept unchanged, and copied with the blob.

use blobcopy_proto::HeaderText;
use blobcopy_proto::ops::BlobProperties;

/// The headers about the content, except its length and MD5.
#[derive(Clone)]
pub(crate) struct ContentHeaders {
    content_type: HeaderText,
    encoding: Option<HeaderText>,
    language: Option<HeaderText>,
    disposition: Option<HeaderText>,
    cache_control: Option<HeaderText>,
}

/// The headers that a request sets for a blob.
pub(crate) struct RequestedHeaders<'a> {
    pub(crate) content_type: &'a Option<HeaderText>,
    pub(crate) encoding: &'a Option<HeaderText>,
    pub(crate) language: &'a Option<HeaderText>,
    pub(crate) disposition: &'a Option<HeaderText>,
    pub(crate) cache_control: &'a Option<HeaderText>,
}

/// The headers in the options of an operation that has all of them.
macro_rules! given_headers {
    ($options:expr) => {
        $crate::blob::content_headers::RequestedHeaders {
            content_type: &$options.blob_content_type,
            encoding: &$options.blob_content_encoding,
            language: &$options.blob_content_language,
            disposition: &$options.blob_content_disposition,
            cache_control: &$options.blob_cache_control,
        }
    };
}

pub(crate) use given_headers;

impl ContentHeaders {
    /// The headers of a new blob.
    pub(crate) fn given(given: RequestedHeaders<'_>) -> Self {
        Self::default().instead(given)
    }

    /// The headers of the request, and these where it sets none.
    pub(crate) fn instead(self, given: RequestedHeaders<'_>) -> Self {
        Self {
            content_type: given.content_type.clone().unwrap_or(self.content_type),
            encoding: given.encoding.clone().or(self.encoding),
            language: given.language.clone().or(self.language),
            disposition: given.disposition.clone().or(self.disposition),
            cache_control: given.cache_control.clone().or(self.cache_control),
        }
    }

    /// The headers of a blob on another server.
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

/// The content type, or the default if none is set.
fn or_any_bytes(given: &Option<HeaderText>) -> HeaderText {
    given.clone().unwrap_or_else(|| {
        HeaderText::parse("application/octet-stream").expect("a media type is text for a header")
    })
}

impl Default for ContentHeaders {
    fn default() -> Self {
        Self::of(&BlobProperties::default())
    }
}
