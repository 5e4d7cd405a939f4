//! The caller of an operation.

use blobcopy_proto::ServiceVersion;
use bytes::Bytes;
use http::HeaderValue;

use crate::account::store::Account;
use crate::authorize::{RequestContext, Rights};

/// The caller of an operation.
pub(crate) struct Caller<'a> {
    pub(crate) account: &'a Account,
    pub(crate) version: ServiceVersion,
    /// Host and port, as the caller named them.
    pub(crate) authority: &'a str,
    pub(crate) rights: &'a Rights,
    /// The credential for the source of a copy within the call.
    pub(crate) source_authorization: Option<&'a HeaderValue>,
    /// The body as received, which is hashed.
    pub(crate) content: Bytes,
    pub(crate) circumstances: RequestContext,
}
