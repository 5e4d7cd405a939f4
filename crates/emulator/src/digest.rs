//! Hashes of content, by which it is seen whether what arrived is what was sent.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobcopy_proto::{ContentHash, HeaderText, wire};
use bytes::Bytes;
use md5::{Digest, Md5};

use crate::refusal::Refusal;

/// Whether what arrived, which has that MD5, is what was sent.
pub(crate) fn check(sent: Option<&ContentHash>, content_md5: &HeaderText) -> Result<(), Refusal> {
    match sent.map(ContentHash::as_md5) {
        None => Ok(()),
        Some(Some(md5)) if md5 == content_md5.as_str() => Ok(()),
        Some(Some(_)) => Err(Refusal::md5_mismatch()),
        Some(None) => Err(Refusal::unsupported_header(&wire::header::CONTENT_CRC64)),
    }
}

/// The MD5 of `content`, in base64. A large one is computed elsewhere, so that nobody else has to wait.
pub(crate) async fn md5_of(content: &Bytes) -> HeaderText {
    const LARGE: usize = 256 * 1024;
    let hashed = content.clone();
    let digest = if content.len() < LARGE {
        Md5::digest(hashed)
    } else {
        let elsewhere = tokio::task::spawn_blocking(move || Md5::digest(hashed));
        match elsewhere.await {
            Ok(digest) => digest,
            Err(_) => Md5::digest(content),
        }
    };
    HeaderText::parse(&BASE64_STANDARD.encode(digest)).expect("base64 is text for a header")
}
