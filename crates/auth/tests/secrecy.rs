//! No `Debug` or `Display` output contains a secret.
#![expect(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it is made of"
)]

use std::fmt::{Debug, Display};
use std::time::{Duration, SystemTime};

use blobcopy_auth::sas::{BlobSas, SasResource, SasTarget, SasTime, SasToken};
use blobcopy_auth::{
    BearerChallenge, BearerToken, ConnectionString, Credential, DelegationKey, SharedKey,
    SharedKeyAuthorization, authorize, environment,
};
use blobcopy_proto::UserDelegationKey;
use http::{HeaderMap, Request};
use proptest::prelude::*;

/// Base64 of 24 bytes: long enough not to occur by chance, and valid as a key, a signature and a token.
fn secrets() -> impl Strategy<Value = String> {
    "[A-Za-z0-9+/]{32}"
}

/// Characters that users paste around a secret by mistake.
fn slips() -> impl Strategy<Value = String> {
    prop_oneof![Just(String::new()), "[ -~]{1,6}", "[;?&=#%\"\r\n]{1,2}"]
}

fn prints<T: Debug + Display>(value: &T) -> String {
    format!("{value} {value:?} {value:#?}")
}

fn outcome<T: Debug, E: Debug + Display>(result: &Result<T, E>) -> String {
    match result {
        Ok(value) => format!("{value:?} {value:#?}"),
        Err(error) => prints(error),
    }
}

fn sas_text(secret: &str) -> String {
    let signature = secret.replace('+', "%2B");
    format!("sv=2020-12-06&sr=b&sp=r&se=2026-01-02&sig={signature}")
}

fn signed_request(secret: &str) -> Request<()> {
    Request::put("https://acct.blob.core.windows.net/c/b")
        .header(
            "x-ms-copy-source",
            format!("https://h/c/b?{}", sas_text(secret)),
        )
        .header("authorization", format!("SharedKey acct:{secret}"))
        .body(())
        .unwrap()
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn secrets_that_are_taken_do_not_print(secret in secrets()) {
        let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_323_045);
        let key = SharedKey::new("acct", &secret).unwrap();
        let token = SasToken::parse(&sas_text(&secret)).unwrap();
        let bearer = Credential::bearer(&secret).unwrap();
        let mut request = signed_request(&secret);
        let mismatch = key.verify(&request).unwrap_err();
        request.headers_mut().remove("x-ms-copy-source");
        authorize(&mut request, &bearer, at).unwrap();
        let shown = [
            prints(&token),
            prints(&mismatch),
            format!("{key:?} {bearer:?} {:?}", Credential::Sas(token.clone())),
            outcome(&SharedKeyAuthorization::parse(&format!("SharedKey acct:{secret}"))),
            format!("{request:?}"),
        ]
        .join(" ");
        prop_assert!(!shown.contains(&secret), "{}", shown);
        prop_assert!(!shown.contains(&secret.replace('+', "%2B")), "{}", shown);
        prop_assert!(shown.contains('…'));
    }

    #[test]
    fn what_is_made_with_a_secret_does_not_print_it_or_the_signature(secret in secrets()) {
        let key = UserDelegationKey::new("o", "t", "2026-01-01", "2026-01-08", "2020-12-06", secret.as_str());
        let sas = BlobSas::new(SasResource::blob("c", "b"))
            .with_permissions("r")
            .with_expiry(SasTime::parse("2026-01-02").unwrap())
            .with_request_headers([("x-ms-encryption-key", secret.as_str())]);
        let key = DelegationKey::new("acct", &key).unwrap();
        let token = sas.sign_delegated(&key).unwrap();
        let headers = HeaderMap::new();
        let target = SasTarget::new(Some("c"), Some("b"), &headers, "");
        let mismatch = token.verify_delegated("acct", &secret, &target).unwrap_err();
        let (_, signature) = token.expose().split_once("&sig=").unwrap();
        let shown = format!("{key:?} {sas:?} {sas:#?} {} {}", prints(&token), prints(&mismatch));
        prop_assert!(!shown.contains(&secret), "{}", shown);
        prop_assert!(!shown.contains(signature), "{}", shown);
    }

    #[test]
    fn secrets_that_are_refused_do_not_print(secret in secrets(), before in slips(), after in slips()) {
        let text = format!("{before}{secret}{after}");
        let shown = [
            outcome(&SharedKey::new("acct", &text)),
            outcome(&SharedKey::new(&format!("{text}:"), "AAEC")),
            outcome(&BearerToken::new(&text)),
            outcome(&SasToken::parse(&text)),
            outcome(&SasToken::parse(&format!("{}{after}", sas_text(&secret)))),
            outcome(&SasToken::parse(&format!("{text}={text}&sig={text}"))),
            outcome(&SasTime::parse(&text)),
            outcome(&SharedKeyAuthorization::parse(&text)),
            outcome(&BearerChallenge::parse(&text)),
            outcome(&BearerChallenge::parse(&format!("Bearer authorization_uri={text}"))),
            outcome(&ConnectionString::parse(&text)),
            outcome(&ConnectionString::parse(&format!("AccountName=acct;AccountKey={text}"))),
            outcome(&ConnectionString::parse(&format!("BlobEndpoint=https://h/?{text}"))),
            outcome(&ConnectionString::parse(&format!(
                "BlobEndpoint=https://h;SharedAccessSignature={text}"
            ))),
            outcome(&environment(|name| match name {
                "AZURE_STORAGE_ACCOUNT" => Some("acct".to_owned()),
                "AZURE_STORAGE_KEY" => Some(text.clone()),
                _ => None,
            })),
        ]
        .join(" ");
        prop_assert!(!shown.contains(&secret), "{}", shown);
    }
}
