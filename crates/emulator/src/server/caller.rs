//! Who asks, and how.

use blobcopy_proto::ServiceVersion;
use bytes::Bytes;
use http::HeaderValue;

use crate::account::store::Account;
use crate::authorize::{RequestContext, Rights};

/// Who asks, and how.
pub(crate) struct Caller<'a> {
    pub(crate) account: &'a Account,
    pub(crate) version: ServiceVersion,
    /// Host and port, as the caller calls us.
    pub(crate) authority: &'a str,
    pub(crate) rights: &'a Rights,
    /// What the caller shows for the source of a copy within the call.
    pub(crate) source_authorization: Option<&'a HeaderValue>,
    /// The body as it came, of which hashes are taken.
    pub(crate) content: Bytes,
    pub(crate) circumstances: RequestContext,
}
