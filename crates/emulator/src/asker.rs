//! Who asks, and how.

use blobcopy_proto::ServiceVersion;
use bytes::Bytes;
use http::HeaderValue;

use crate::authorize::{Circumstances, Rights};
use crate::store::Account;

/// Who asks, and how.
pub(crate) struct Asker<'a> {
    pub(crate) account: &'a Account,
    pub(crate) version: ServiceVersion,
    /// Host and port, as the asker calls us.
    pub(crate) authority: &'a str,
    pub(crate) rights: &'a Rights,
    /// What the asker shows for the source of a copy within the call.
    pub(crate) source_authorization: Option<&'a HeaderValue>,
    /// The body as it came, of which hashes are taken.
    pub(crate) content: Bytes,
    pub(crate) circumstances: Circumstances,
}
