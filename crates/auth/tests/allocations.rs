//! Signing allocates as little as possible, because every request is signed.

use std::time::{Duration, SystemTime};

use allocation_counter::measure;
use blobcopy_auth::sas::{BlobPermissions, BlobSas, SasResource, SasTime};
use blobcopy_auth::{Credential, DelegationKey, SharedKey, authorize};
use blobcopy_proto::UserDelegationKey;
use http::Request;

const KEY: &str = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=";

#[test]
fn a_shared_key_signature_takes_three_allocations_at_most() {
    let credential = Credential::SharedKey(SharedKey::new("acct", KEY).unwrap());
    let now = SystemTime::UNIX_EPOCH + Duration::from_secs(1_795_000_000);
    let mut request = Request::put("https://acct.blob.core.windows.net/backups/2026/db.vhd")
        .header("x-ms-version", "2025-11-05")
        .header("content-length", "0")
        .header(
            "x-ms-copy-source",
            "https://other.blob.core.windows.net/live/db.vhd",
        )
        .header("x-ms-access-tier", "Cool")
        .body(())
        .unwrap();
    // The header table belongs to the request, so its growth does not count.
    request.headers_mut().reserve(8);
    let made = measure(|| authorize(&mut request, &credential, now).unwrap());
    println!("{} allocations", made.count_total);
    assert!(made.count_total <= 3, "{made:?}");
}

#[test]
fn a_user_delegation_sas_takes_three_allocations_at_most() {
    let key = UserDelegationKey::new(
        "11111111-2222-3333-4444-555555555555",
        "66666666-7777-8888-9999-aaaaaaaaaaaa",
        "2026-11-20T08:00:00Z",
        "2026-11-27T08:00:00Z",
        "2025-11-05",
        KEY,
    );
    let key = DelegationKey::new("acct", &key).unwrap();
    let sas = BlobSas::new(SasResource::blob("live", "disks/database-0001.vhd"))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(SasTime::parse("2026-11-24T08:00:00Z").unwrap());
    let made = measure(|| drop(sas.sign_delegated(&key).unwrap()));
    println!("{} allocations", made.count_total);
    assert!(made.count_total <= 3, "{made:?}");
}
