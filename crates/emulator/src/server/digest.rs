//! Hashes of content, to verify that it arrived unchanged.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobcopy_proto::{ContentHash, HeaderText, ServiceVersion};
use bytes::Bytes;
use crc::{CRC_64_NVME, Crc, Table};
use md5::{Digest, Md5};

use crate::refusal::Refusal;

/// As Azure computes it: it equals Microsoft's own `StorageCRC64Calculator`, lowest byte first.
const CRC64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// The version that introduced CRC-64. Source: *Put Blob*, REST reference.
const CRC64_SINCE: &str = "2019-02-02";

/// The two hashes of the received content, in base64.
pub(crate) struct Digests {
    pub(crate) md5: HeaderText,
    pub(crate) crc64: HeaderText,
}

impl Digests {
    /// Checks `content` by the hash that was sent, and returns the hashes that the reply contains: MD5 and CRC-64.
    pub(crate) async fn checked(
        content: &Bytes,
        sent: Option<&ContentHash>,
        version: ServiceVersion,
    ) -> Result<(Option<HeaderText>, Option<HeaderText>), Refusal> {
        let digests = Self::of(content).await;
        digests.check(sent)?;
        Ok(digests.told(sent, version))
    }

    /// Hashes `content`. Large content is hashed on another thread, so that other requests do not wait.
    pub(crate) async fn of(content: &Bytes) -> Self {
        const LARGE: usize = 256 * 1024;
        if content.len() < LARGE {
            return Self::compute(content);
        }
        let hashed = content.clone();
        let elsewhere = tokio::task::spawn_blocking(move || Self::compute(&hashed));
        elsewhere.await.unwrap_or_else(|_| Self::compute(content))
    }

    fn compute(content: &[u8]) -> Self {
        Self {
            md5: base64(&Md5::digest(content)),
            crc64: base64(&CRC64.checksum(content).to_le_bytes()),
        }
    }

    /// Checks that the content arrived unchanged.
    pub(crate) fn check(&self, sent: Option<&ContentHash>) -> Result<(), Refusal> {
        let Some(sent) = sent else {
            return Ok(());
        };
        match (sent.as_md5(), sent.as_crc64()) {
            (Some(md5), _) if md5 != self.md5.as_str() => Err(Refusal::md5_mismatch()
                .telling("UserSpecifiedMd5", md5)
                .telling("ServerCalculatedMd5", &self.md5)),
            (_, Some(crc64)) if crc64 != self.crc64.as_str() => Err(Refusal::crc64_mismatch()
                .telling("UserSpecifiedCrc", crc64)
                .telling("ServerCalculatedCrc", &self.crc64)),
            _ => Ok(()),
        }
    }

    /// Checks that the blob arrived unchanged. An MD5 of the whole blob takes precedence over that of the request.
    pub(crate) fn check_blob(
        &self,
        blob_md5: Option<&HeaderText>,
        sent: Option<&ContentHash>,
    ) -> Result<(), Refusal> {
        let Some(blob_md5) = blob_md5 else {
            return self.check(sent);
        };
        let of_blob = ContentHash::md5(blob_md5).map_err(|_| Refusal::invalid_md5())?;
        self.check(Some(&of_blob))?;
        self.check(sent.filter(|hash| hash.as_crc64().is_some()))
    }

    /// MD5 and CRC-64 for a reply: recorded replies have the one that was sent, otherwise the CRC-64.
    pub(crate) fn told(
        self,
        sent: Option<&ContentHash>,
        version: ServiceVersion,
    ) -> (Option<HeaderText>, Option<HeaderText>) {
        if sent.is_some_and(|hash| hash.as_md5().is_some()) || version.as_str() < CRC64_SINCE {
            (Some(self.md5), None)
        } else {
            (None, Some(self.crc64))
        }
    }
}

fn base64(hash: &[u8]) -> HeaderText {
    HeaderText::parse(&BASE64_STANDARD.encode(hash)).expect("base64 is text for a header")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The output of `StorageCRC64Calculator` in Microsoft's `@azure/storage-common` for the nine digits.
    #[test]
    fn the_crc64_is_that_of_microsofts_own_calculator() {
        let digests = Digests::compute(b"123456789");
        assert_eq!(digests.crc64.as_str(), "iJh5CoYUi64=");
        assert_eq!(digests.md5.as_str(), "JfnnlDI7RTiF9RgfG2JNCw==");
    }
}
