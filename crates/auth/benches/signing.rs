//! Benchmarks of signatures: `cargo bench -p blobcopy-auth`.
//!
//! Each is compared with the minimum work of any implementation, measured in the same run: one HMAC-SHA256 by ring with
//! an expanded key, over a text of the same length, and base64 of the result. The kinds alternate in short rounds and
//! the fastest round counts, so that other load on the machine affects all kinds alike and little.
#![expect(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    reason = "a bench reads the clock, and may panic"
)]

use std::hint::black_box;
use std::time::{Duration, Instant, SystemTime};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use blobcopy_auth::sas::{BlobPermissions, BlobSas, SasResource, SasTarget, SasTime, SasToken};
use blobcopy_auth::{Credential, DelegationKey, SharedKey, authorize};
use blobcopy_proto::UserDelegationKey;
use http::{HeaderMap, Request};
use ring::hmac;

const KEY: &str =
    "YmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2ggYmxvYmNvcHkgYmVuY2gg";
const ROUNDS: usize = 400;
const SIGNATURES_A_ROUND: u32 = 100;

fn main() {
    let mut request = copy_blob();
    let key = SharedKey::new("acct", KEY).unwrap();
    let credential = Credential::SharedKey(key.clone());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
    authorize(&mut request, &credential, now).unwrap();
    let length = key.string_to_sign(&request).len();
    report("Shared Key for Copy Blob", length, 2.0, || {
        authorize(&mut request, &credential, now).unwrap();
    });

    let (sas, key) = (read_one_blob(), delegation_key());
    let length = signed_length(&sas.sign_delegated(&key).unwrap());
    report("user delegation SAS", length, 2.5, || {
        black_box(black_box(&sas).sign_delegated(&key).unwrap());
    });
}

/// The request that starts a copy, as the client sends it.
fn copy_blob() -> Request<()> {
    Request::put("https://acct.blob.core.windows.net/backups/2026/11/23/database-full-0001.vhd")
        .header("x-ms-version", "2025-11-05")
        .header("content-length", "0")
        .header("x-ms-copy-source", "https://other.blob.core.windows.net/live/disks/database-0001.vhd?sv=2020-12-06&sr=b&sp=r&se=2026-11-24T08%3A00%3A00Z&sig=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8%3D")
        .header("x-ms-access-tier", "Cool")
        .header("x-ms-meta-origin", "nightly")
        .header("if-none-match", "*")
        .header("x-ms-client-request-id", "6bd9c6bd-4b06-4c7a-a6b3-0c3b0c0d4a41")
        .body(())
        .unwrap()
}

fn read_one_blob() -> BlobSas {
    BlobSas::new(SasResource::blob("live", "disks/database-0001.vhd"))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(SasTime::parse("2026-11-24T08:00:00Z").unwrap())
}

fn delegation_key() -> DelegationKey {
    let key = UserDelegationKey::new(
        "11111111-2222-3333-4444-555555555555",
        "66666666-7777-8888-9999-aaaaaaaaaaaa",
        "2026-11-20T08:00:00Z",
        "2026-11-27T08:00:00Z",
        "2025-11-05",
        "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=",
    );
    DelegationKey::new("acct", &key).unwrap()
}

/// The length of the signed text, which only a mismatch shows.
fn signed_length(token: &SasToken) -> usize {
    let headers = HeaderMap::new();
    let target = SasTarget::new(Some("live"), Some("disks/database-0001.vhd"), &headers, "");
    let mismatch = token.verify_delegated("acct", "AAEC", &target).unwrap_err();
    mismatch.string_to_sign().len()
}

fn report(name: &str, length: usize, target: f64, mut sign: impl FnMut()) {
    let text = vec![b'x'; length];
    let key = hmac::Key::new(hmac::HMAC_SHA256, &STANDARD.decode(KEY).unwrap());
    let mut bare = || {
        let mut encoded = [0; 44];
        let signature = hmac::sign(&key, black_box(&text));
        STANDARD.encode_slice(signature, &mut encoded).unwrap();
        black_box(encoded);
    };
    let (mut fastest, mut fastest_bare) = (Duration::MAX, Duration::MAX);
    for _round in 0..ROUNDS {
        fastest = fastest.min(round(&mut sign));
        fastest_bare = fastest_bare.min(round(&mut bare));
    }
    let ratio = fastest.as_secs_f64() / fastest_bare.as_secs_f64();
    println!(
        "{name}: {length} bytes signed in {:?}, bare {:?}, ratio {ratio:.2} (target {target:.1})",
        fastest / SIGNATURES_A_ROUND,
        fastest_bare / SIGNATURES_A_ROUND,
    );
}

fn round(sign: &mut impl FnMut()) -> Duration {
    let start = Instant::now();
    for _signature in 0..SIGNATURES_A_ROUND {
        sign();
    }
    start.elapsed()
}
