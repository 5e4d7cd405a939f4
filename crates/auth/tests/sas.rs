//! Errors and versions of SAS builders, and verification by a server.

use blobcopy_auth::sas::{
    AccountPermissions, AccountResourceTypes, AccountSas, AccountServices, BlobPermissions,
    BlobSas, SasField, SasKind, SasResource, SasTarget, SasTime, SasToken,
};
use blobcopy_auth::{DelegationKey, Error, SharedKey};
use blobcopy_proto::UserDelegationKey;
use http::{HeaderMap, HeaderValue};

const VALUE: &str = "ZGVmZ2hpamtsbW5vcHFyc3R1dnd4eXp7fH1+f4CBgoM=";

fn key() -> SharedKey {
    SharedKey::new("acct", "AAECAwQFBgcICQoLDA0ODw==").expect("a key")
}

fn delegation_key() -> UserDelegationKey {
    UserDelegationKey::new(
        "oid",
        "tid",
        "2026-01-01T00:00:00Z",
        "2026-01-08T00:00:00Z",
        "2020-12-06",
        VALUE,
    )
}

fn ready(key: &UserDelegationKey) -> DelegationKey {
    DelegationKey::new("acct", key).expect("a key")
}

fn time(text: &str) -> SasTime {
    SasTime::parse(text).expect("a time")
}

fn sas(resource: SasResource) -> BlobSas {
    BlobSas::new(resource)
        .with_permissions(BlobPermissions::READ)
        .with_expiry(time("2026-01-02T03:04:05Z"))
}

fn blob() -> BlobSas {
    sas(SasResource::blob("c", "d/b"))
}

fn refused(sas: &BlobSas) -> Error {
    sas.sign(&key()).expect_err("a refusal")
}

fn refused_delegated(sas: &BlobSas) -> Error {
    sas.sign_delegated(&ready(&delegation_key()))
        .expect_err("a refusal")
}

fn version(token: &SasToken) -> &str {
    token
        .field(SasField::SignedVersion)
        .expect("every token has a version")
}

#[test]
fn the_version_is_the_default_or_the_lowest_that_knows_every_field() {
    let signed = |sas: &BlobSas| sas.sign(&key()).unwrap();
    let delegated = |sas: &BlobSas| sas.sign_delegated(&ready(&delegation_key())).unwrap();
    assert_eq!(version(&signed(&blob())), "2020-12-06");
    assert_eq!(
        version(&signed(&blob().with_permissions("rf"))),
        "2021-04-10"
    );
    assert_eq!(version(&delegated(&blob())), "2020-12-06");
    assert_eq!(
        version(&delegated(&blob().with_delegated_user_object_id("u"))),
        "2025-07-05"
    );
    assert_eq!(
        version(&delegated(&blob().with_request_headers([("x-ms-a", "1")]))),
        "2026-04-06"
    );
    assert_eq!(
        version(&signed(&blob().with_version("2015-04-05"))),
        "2015-04-05"
    );
}

#[test]
fn a_field_newer_than_the_chosen_version_is_refused() {
    let needs = |field, since| Error::NeedsVersion { field, since };
    let old = |sas: BlobSas| sas.with_version("2018-03-28");
    assert_eq!(
        refused(&old(blob().with_encryption_scope("s"))),
        needs("ses", "2020-12-06")
    );
    assert_eq!(
        refused(&old(blob().with_permissions("rx"))),
        needs("sp", "2019-10-10")
    );
    assert_eq!(
        refused(&old(sas(SasResource::snapshot("c", "b", "t")))),
        needs("sr", "2018-11-09")
    );
    assert_eq!(
        refused(&old(sas(SasResource::version("c", "b", "t")))),
        needs("sr", "2019-10-10")
    );
    assert_eq!(
        refused(&old(sas(SasResource::directory("c", "d")))),
        needs("sdd", "2020-02-10")
    );
    assert_eq!(
        refused_delegated(&old(blob())),
        needs("skoid", "2018-11-09")
    );
    for version in ["2012-02-12", "latest", "", "2020-12-06T00:00Z"] {
        let error = refused(&blob().with_version(version));
        assert!(
            matches!(error, Error::Malformed { field: "sv", .. }),
            "{version}"
        );
    }
}

#[test]
fn what_must_be_said_is_asked_for_unless_a_policy_says_it() {
    let empty = BlobSas::new(SasResource::container("c"));
    assert_eq!(refused(&empty), Error::Missing { field: "sp" });
    assert_eq!(
        refused(&empty.clone().with_permissions("r")),
        Error::Missing { field: "se" }
    );
    assert_eq!(
        refused(&sas(SasResource::blob("c", ""))),
        Error::Missing { field: "blob" }
    );
    assert_eq!(
        refused(&sas(SasResource::container(""))),
        Error::Missing { field: "container" }
    );
    assert_eq!(
        refused(&sas(SasResource::snapshot("c", "b", ""))),
        Error::Missing { field: "snapshot" }
    );
    let token = empty.with_policy("policy").sign(&key()).unwrap();
    assert_eq!(token.field(SasField::SignedPermissions), None);
}

#[test]
fn fields_that_exclude_each_other_are_refused() {
    let contradiction = |one, other| Error::Contradiction { one, other };
    assert_eq!(
        refused_delegated(&blob().with_policy("policy")),
        contradiction("skoid", "si")
    );
    assert_eq!(
        refused_delegated(
            &blob()
                .with_authorized_object_id("a")
                .with_unauthorized_object_id("b")
        ),
        contradiction("saoid", "suoid")
    );
    for (sas, field) in [
        (blob().with_authorized_object_id("a"), "saoid"),
        (blob().with_unauthorized_object_id("a"), "suoid"),
        (blob().with_correlation_id("a"), "scid"),
        (blob().with_delegated_user_object_id("a"), "sduoid"),
        (blob().with_request_headers([("x-ms-a", "1")]), "srh"),
        (blob().with_request_query([("a", "1")]), "srq"),
    ] {
        assert_eq!(refused(&sas), contradiction("an account key", field));
    }
}

#[test]
fn texts_that_would_move_other_lines_or_headers_are_refused() {
    for (sas, field) in [
        (blob().with_permissions("r\n"), "sp"),
        (blob().with_content_type("text/plain\r\nx: y"), "rsct"),
        (blob().with_policy("p".repeat(65)), "si"),
    ] {
        let error = refused(&sas);
        assert!(
            matches!(error, Error::Malformed { field: named, .. } if named == field),
            "{error}"
        );
    }
    for (sas, field) in [
        (
            blob().with_correlation_id("CCCCCCCC-0000-0000-0000-000000000003"),
            "scid",
        ),
        (blob().with_request_headers([("a,b", "1")]), "srh"),
        (blob().with_request_query([("a", "1\nb:2")]), "srq"),
    ] {
        let error = refused_delegated(&sas);
        assert!(
            matches!(error, Error::Malformed { field: named, .. } if named == field),
            "{error}"
        );
    }
    assert!(matches!(
        refused(&sas(SasResource::container("c/b"))),
        Error::Malformed {
            field: "container",
            ..
        }
    ));
}

#[test]
fn a_delegated_sas_does_not_outlive_its_key_or_seven_days() {
    let expiring = |text| refused_delegated(&blob().with_expiry(time(text)));
    assert_eq!(expiring("2026-01-08T00:00:01Z"), Error::OutlivesKey);
    let allowed = blob()
        .with_expiry(time("2026-01-08T00:00:01Z"))
        .with_start(time("2026-01-02"))
        .with_expiry_beyond_key();
    let token = allowed.sign_delegated(&ready(&delegation_key())).unwrap();
    assert!(token.expose().contains("se=2026-01-08T00%3A00%3A01Z"));
    let mut long = delegation_key();
    long.signed_expiry = "2026-02-01T00:00:00Z".to_owned();
    let eight_days = blob().with_expiry(time("2026-01-09"));
    assert_eq!(
        eight_days.sign_delegated(&ready(&long)).unwrap_err(),
        Error::LongerThanSevenDays
    );
    let later = eight_days.with_start(time("2026-01-02"));
    assert!(later.sign_delegated(&ready(&long)).is_ok());
    long.signed_expiry = "some day".to_owned();
    assert!(matches!(
        DelegationKey::new("acct", &long).unwrap_err(),
        Error::Malformed { field: "ske", .. }
    ));
    assert!(
        blob()
            .with_expiry(time("2026-01-08"))
            .sign_delegated(&ready(&delegation_key()))
            .is_ok()
    );
}

#[test]
fn fractions_of_a_second_in_a_keys_times_are_left_out() {
    let mut key = delegation_key();
    key.signed_start = "2026-01-01T00:00:00.0000000Z".to_owned();
    let token = blob().sign_delegated(&ready(&key)).unwrap();
    assert_eq!(
        token.field(SasField::SignedKeyStart),
        Some("2026-01-01T00:00:00Z")
    );
    assert_eq!(
        token.expose(),
        blob()
            .sign_delegated(&ready(&delegation_key()))
            .unwrap()
            .expose()
    );
}

#[test]
fn what_is_made_is_read_back_as_it_was_made() {
    let account = AccountSas::new(
        AccountServices::BLOB,
        AccountResourceTypes::OBJECT,
        AccountPermissions::READ,
        time("2026-01-02"),
    );
    for (made, kind) in [
        (blob().sign(&key()).unwrap(), SasKind::Service),
        (account.sign(&key()).unwrap(), SasKind::Account),
        (
            blob().sign_delegated(&ready(&delegation_key())).unwrap(),
            SasKind::UserDelegation,
        ),
    ] {
        let read = SasToken::parse(made.expose()).unwrap();
        assert_eq!(read.kind(), kind);
        assert_eq!(read.expires_at(), made.expires_at());
        assert_eq!(read.starts_at(), Ok(None));
        for field in SasField::ALL {
            assert_eq!(read.field(field), made.field(field));
        }
    }
}

#[test]
fn a_token_opens_what_it_was_made_for_and_nothing_else() {
    let headers = HeaderMap::new();
    let opens = |sas: &BlobSas, container, blob, query| {
        let target = SasTarget::new(Some(container), blob, &headers, query);
        sas.sign(&key()).unwrap().verify(&key(), &target).is_ok()
    };
    assert!(opens(&blob(), "c", Some("d/b"), ""));
    assert!(!opens(&blob(), "c", Some("d/B"), ""));
    assert!(!opens(&blob(), "other", Some("d/b"), ""));
    assert!(!opens(&blob(), "c", None, ""));

    let container = sas(SasResource::container("c"));
    assert!(opens(&container, "c", Some("any"), ""));
    assert!(opens(&container, "c", None, ""));
    assert!(!opens(&container, "other", Some("any"), ""));

    let directory = sas(SasResource::directory("c", "/d/e/"));
    assert!(opens(&directory, "c", Some("d/e"), ""));
    assert!(opens(&directory, "c", Some("d/e/f/g"), ""));
    assert!(!opens(&directory, "c", Some("d/ef/g"), ""));
    assert!(!opens(&directory, "c", Some("d"), ""));
    assert!(opens(
        &sas(SasResource::directory("c", "/")),
        "c",
        Some("any/thing"),
        ""
    ));

    let snapshot = sas(SasResource::snapshot(
        "c",
        "b",
        "2025-12-31T23:59:59.1234567Z",
    ));
    assert!(opens(
        &snapshot,
        "c",
        Some("b"),
        "Snapshot=2025-12-31T23%3A59%3A59.1234567Z"
    ));
    assert!(!opens(
        &snapshot,
        "c",
        Some("b"),
        "snapshot=2025-12-31T23:59:59.0000000Z"
    ));
    assert!(!opens(&snapshot, "c", Some("b"), ""));
}

#[test]
fn a_token_is_verified_with_the_kind_of_key_that_signed_it() {
    let headers = HeaderMap::new();
    let target = SasTarget::new(Some("c"), Some("d/b"), &headers, "");
    let service = blob().sign(&key()).unwrap();
    let delegated = blob().sign_delegated(&ready(&delegation_key())).unwrap();
    assert!(service.verify(&key(), &target).is_ok());
    assert!(delegated.verify_delegated("acct", VALUE, &target).is_ok());
    assert!(delegated.verify_delegated("acct", "AAEC", &target).is_err());
    assert!(
        delegated
            .verify_delegated("acct", "not base64!", &target)
            .is_err()
    );
    assert!(
        delegated
            .verify(&SharedKey::new("acct", VALUE).unwrap(), &target)
            .is_err()
    );
    let forged = BlobSas::sign(&blob(), &SharedKey::new("acct", VALUE).unwrap()).unwrap();
    assert!(forged.verify_delegated("acct", VALUE, &target).is_err());
}

#[test]
fn required_headers_and_parameters_must_come_with_their_values() {
    let token = blob()
        .with_request_headers([("x-ms-encryption-scope", "s")])
        .with_request_query([("timeout", "3 0")])
        .sign_delegated(&ready(&delegation_key()))
        .unwrap();
    let mut headers = HeaderMap::new();
    let is_open = |headers: &HeaderMap, query| {
        let target = SasTarget::new(Some("c"), Some("d/b"), headers, query);
        token.verify_delegated("acct", VALUE, &target).is_ok()
    };
    assert!(!is_open(&headers, "timeout=3%200"));
    headers.insert("x-ms-encryption-scope", HeaderValue::from_static("s"));
    assert!(is_open(&headers, "timeout=3%200"));
    assert!(!is_open(&headers, "timeout=30"));
}

#[test]
fn a_changed_token_is_a_mismatch_that_tells_the_string_to_sign() {
    let token = blob().sign(&key()).unwrap();
    let widened = SasToken::parse(&token.expose().replace("sp=r", "sp=rw")).unwrap();
    let headers = HeaderMap::new();
    let target = SasTarget::new(Some("c"), Some("d/b"), &headers, "");
    let mismatch = widened.verify(&key(), &target).unwrap_err();
    assert!(
        mismatch
            .string_to_sign()
            .starts_with("rw\n\n2026-01-02T03:04:05Z\n/blob/acct/c/d/b\n")
    );
}
