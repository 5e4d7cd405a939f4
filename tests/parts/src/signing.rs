//! The request that starts a copy, and its signature.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobcopy_auth::{Credential, SharedKey, authorize};
use blobcopy_proto::ops::CopyBlob;
use blobcopy_proto::{BlobUrl, Operation, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::Request;
use ring::hmac;

const KEY: &str =
    "YmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2gg";

/// A start that is ready, and who signs it.
pub struct Signer {
    start: CopyBlob,
    credential: Credential,
    key: hmac::Key,
    text: String,
}

impl Signer {
    /// A key of an account, and a copy into it.
    pub fn new() -> Self {
        let start = start();
        let key = SharedKey::new("acct", KEY).expect("a key");
        let credential = Credential::SharedKey(key.clone());
        let mut request = request(&start);
        authorize(&mut request, &credential, now()).expect("nothing is in its way");
        Self {
            text: key.string_to_sign(&request),
            start,
            credential,
            key: hmac::Key::new(hmac::HMAC_SHA256, KEY.as_bytes()),
        }
    }

    /// The least that any signature takes: one HMAC over a text of the same length, and base64 of it. What it costs
    /// depends on the processor.
    pub fn bare_hmac(&self) -> String {
        STANDARD.encode(hmac::sign(&self.key, self.text.as_bytes()))
    }
}

impl Default for Signer {
    fn default() -> Self {
        Self::new()
    }
}

/// Makes the operation and its request.
pub fn encode() -> Request<Bytes> {
    request(&start())
}

/// Makes the request and signs it.
pub fn encode_and_sign(signer: &Signer) -> Request<Bytes> {
    let mut request = request(&signer.start);
    authorize(&mut request, &signer.credential, now()).expect("nothing is in its way");
    request
}

fn start() -> CopyBlob {
    let destination =
        "https://acct.blob.core.windows.net/backups/2026/11/23/database-full-0001.vhd";
    let source = "https://other.blob.core.windows.net/live/disks/database-0001.vhd?sv=2020-12-06&sr=b&sp=r\
                  &se=2026-11-24T08%3A00%3A00Z&sig=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8%3D";
    CopyBlob::new(
        BlobUrl::parse(destination).expect("a blob's URL"),
        SourceUrl::parse(source).expect("a URL"),
    )
}

fn request(start: &CopyBlob) -> Request<Bytes> {
    start
        .request(ServiceVersion::DEFAULT)
        .expect("it asks for nothing new")
}

fn now() -> SystemTime {
    SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000)
}
