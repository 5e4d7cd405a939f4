//! Hashes of content, by which it is seen whether what arrived is what was sent.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use blobcopy_proto::{ContentHash, HeaderText, ServiceVersion};
use bytes::Bytes;
use crc::{CRC_64_NVME, Crc, Table};
use md5::{Digest, Md5};

use crate::refusal::Refusal;

/// As Azure computes it: Microsoft's own `StorageCRC64Calculator` agrees, lowest byte first.
const CRC64: Crc<u64, Table<16>> = Crc::<u64, Table<16>>::new(&CRC_64_NVME);

/// Since when there are CRC-64s. Source: *Put Blob*, REST reference.
const CRC64_SINCE: &str = "2019-02-02";

/// The two hashes of what arrived, in base64.
pub(crate) struct Digests {
    pub(crate) md5: HeaderText,
    pub(crate) crc64: HeaderText,
}

impl Digests {
    /// Hashes `content`. A large one is hashed elsewhere, so that nobody else has to wait.
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

    /// Whether what arrived is what was sent.
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

    /// Whether what arrived is the blob that was sent. An MD5 of the whole blob takes precedence over that of the request.
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

    /// MD5 and CRC-64 as far as a reply tells them: recorded replies have the one that was sent, or else the CRC-64.
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

    /// What `StorageCRC64Calculator` of Microsoft's `@azure/storage-common` says of the nine digits.
    #[test]
    fn the_crc64_is_that_of_microsofts_own_calculator() {
        let digests = Digests::compute(b"123456789");
        assert_eq!(digests.crc64.as_str(), "iJh5CoYUi64=");
        assert_eq!(digests.md5.as_str(), "JfnnlDI7RTiF9RgfG2JNCw==");
    }
}
