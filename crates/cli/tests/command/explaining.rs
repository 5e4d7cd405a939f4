//! `blobcopy explain`: why the service cannot read a source, and what to do.

use std::collections::HashSet;
use std::net::Ipv4Addr;
use std::time::{Duration, SystemTime};

use blobcopy::BlobServiceClient;
use blobcopy_auth::sas::{BlobPermissions, BlobSas, SasProtocol, SasResource, SasTime};
use blobcopy_auth::{Credential, SharedKey};
use blobcopy_emulator::{Emulator, Fault, FaultEffect, Pace};
use blobcopy_proto::AccessTier;
use blobcopy_proto::ops::DeleteBlobOptions;
use serde_json::Value;

use crate::account::wait_for;
use crate::process::{Ended, run};
use crate::source;

/// The account's key, and the one that it had before.
const KEY: &str = "AAECAwQFBgcICQoLDA0ODw==";
const OLD_KEY: &str = "DwEOAg0DDAQLBQoGCQcIAA==";

/// The account `from` with the blob `cont/a b`, and the account `to`.
struct World {
    emulator: Emulator,
}

impl World {
    fn new() -> Self {
        let emulator = Emulator::builder()
            .account("from", KEY)
            .account("to", KEY)
            .container("cont")
            .container("other")
            .pace(Pace::at_once())
            .start()
            .unwrap();
        let world = Self { emulator };
        let blob = world.client().blob("cont", "a b").unwrap();
        wait_for(async { blob.upload(&b"content"[..]).await.unwrap() });
        world
    }

    fn client(&self) -> BlobServiceClient {
        let key = Credential::shared_key("from", KEY).unwrap();
        BlobServiceClient::new(&self.emulator.endpoint("from"), key).unwrap()
    }

    /// Of the account `from`, with this key.
    fn connection_string(&self, key: &str) -> String {
        let endpoint = self.emulator.endpoint("from");
        format!("AccountName=from;AccountKey={key};BlobEndpoint={endpoint}")
    }

    fn url(&self, path: &str) -> String {
        format!("{}/{path}", self.emulator.endpoint("from"))
    }

    fn signed(&self, path: &str, sas: &BlobSas, key: &str) -> String {
        let key = SharedKey::new("from", key).unwrap();
        let token = sas.sign(&key).unwrap();
        token.append_to_url(&self.url(path)).unwrap().to_string()
    }

    /// From now on reading at the account is refused so.
    fn refuses(&self, status: u16, code: &str) {
        for operation in ["GetBlob", "GetBlobProperties"] {
            let fault = Fault::new(FaultEffect::refuse(status, code));
            self.emulator
                .add_fault(fault.on(operation).of_account("from"));
        }
    }
}

/// A SAS of the container that opens it for an hour.
fn sas() -> BlobSas {
    BlobSas::new(SasResource::container("cont"))
        .with_permissions(BlobPermissions::READ)
        .with_expiry(in_an_hour())
}

fn in_an_hour() -> SasTime {
    SasTime::at(SystemTime::now() + Duration::from_secs(3600)).unwrap()
}

fn explain(url: &str, variables: &[(&str, &str)]) -> Ended {
    let ended = run(&["explain", url, "--output", "json"], variables);
    assert_no_secret(url, &ended);
    ended
}

/// Nothing that a signature is made of is printed.
fn assert_no_secret(url: &str, ended: &Ended) {
    let all = format!("{}{}", ended.stdout, ended.stderr);
    if let Some((_, signature)) = url.split_once("sig=") {
        assert!(!all.contains(&signature[..10]), "{ended:?}");
    }
}

/// What is found, and that it is told in words too. Returns the sentence.
#[track_caller]
fn is_explained(url: &str, variables: &[(&str, &str)], code: i32, name: &str) -> String {
    let ended = explain(url, variables);
    let told = ended.json();
    assert_eq!(told["name"], name, "{told}");
    assert_eq!(ended.code, code, "{told}");
    assert_eq!(told["readable"], false);
    let text = run(&["explain", url], variables);
    assert_no_secret(url, &text);
    let (cause, remedy) = (words(&told["cause"]), words(&told["remedy"]));
    assert_eq!(text.code, code);
    let has = |word: &str| text.stdout.contains(word);
    assert!(has(&remedy) && has("readable     no"), "{text:?}");
    cause
}

fn words(value: &Value) -> String {
    value.as_str().unwrap().to_owned()
}

#[test]
fn a_source_that_can_be_read_is_said_to_be() {
    let world = World::new();
    let told = explain(&world.signed("cont/a%20b", &sas(), KEY), &[]);
    assert_eq!(told.code, 0, "{told:?}");
    let told = told.json();
    assert_eq!(
        (&told["readable"], &told["cause"]),
        (&true.into(), &Value::Null)
    );
    assert_eq!(
        (&told["status"], &told["is_of_blob_service"]),
        (&206.into(), &true.into())
    );
    assert!(words(&told["sas"]).contains("sp=r&"));
    let foreign = source::serving(vec![7; 10]);
    // To whom a private address is out of reach, is Azure; an emulator may be on the same network.
    assert_eq!(
        words(&explain(&foreign, &[]).json()["name"]),
        "source_private_host"
    );
    let destination = format!("{}/cont/b", world.emulator.endpoint("to"));
    let ended = run(&["explain", &foreign, "--destination", &destination], &[]);
    assert_eq!(ended.code, 0, "{ended:?}");
}

#[test]
fn twelve_causes_have_a_sentence_each() {
    let world = World::new();
    let hour = Duration::from_secs(3600);
    let ago = SasTime::at(SystemTime::now() - hour).unwrap();
    let plain = "cont/a%20b";
    let signed = |sas: &BlobSas| world.signed(plain, sas, KEY);
    let mut sentences = HashSet::new();
    let mut is_explained = |url: &str, variables: &[(&str, &str)], code, name| {
        let sentence = is_explained(url, variables, code, name);
        assert!(sentences.insert(sentence.clone()), "{sentence}");
    };

    is_explained(&signed(&sas().with_expiry(ago)), &[], 3, "sas_expired");
    let early = sas().with_start(in_an_hour());
    let early = early.with_expiry(SasTime::at(SystemTime::now() + 2 * hour).unwrap());
    is_explained(&signed(&early), &[], 3, "sas_not_yet_valid");
    let writing = sas().with_permissions(BlobPermissions::WRITE);
    is_explained(&signed(&writing), &[], 3, "sas_lacks_permission");
    let other = world.signed("other/b", &sas(), KEY);
    is_explained(&other, &[], 3, "sas_not_genuine");
    let cut = signed(&sas());
    is_explained(&cut[..cut.len() - 8], &[], 3, "sas_malformed");
    let elsewhere = Ipv4Addr::new(203, 0, 113, 7);
    let addressed = sas().with_ip_range(elsewhere, elsewhere);
    is_explained(&signed(&addressed), &[], 3, "source_sas_address");
    let twice = world.signed("cont/a%2520b", &sas(), KEY);
    is_explained(&twice, &[], 4, "source_encoded_twice");
    let old = world.signed(plain, &sas(), OLD_KEY);
    let connection = world.connection_string(OLD_KEY);
    let variables = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
    is_explained(&old, &variables, 3, "sas_key_rotated");
    is_explained(&world.url(plain), &[], 3, "source_not_public");

    let blob = world.client().blob("cont", "a b").unwrap();
    wait_for(async { blob.set_tier(AccessTier::Archive).await.unwrap() });
    is_explained(&signed(&sas()), &[], 1, "source_archived");
    wait_for(async { blob.delete(DeleteBlobOptions::default()).await.unwrap() });
    is_explained(&signed(&sas()), &[], 4, "source_missing");
    world.refuses(403, "AuthorizationFailure");
    is_explained(&signed(&sas()), &[], 3, "source_firewall_or_credential");
    assert_eq!(sentences.len(), 12);
}

#[test]
fn what_the_answers_do_not_tell_apart_is_not_guessed() {
    let world = World::new();
    let plain = "cont/a%20b";
    // Without the key nobody can tell a rotated one from a SAS that was changed or made for something else.
    let old = world.signed(plain, &sas(), OLD_KEY);
    let changed = world.signed(plain, &sas(), KEY).replace("sp=r", "sp=rw");
    for url in [&old, &changed] {
        let sentence = is_explained(url, &[], 3, "sas_not_genuine");
        assert!(
            sentence.contains("either") && sentence.contains("rotated"),
            "{sentence}"
        );
    }
    // With the key that the account takes, it is known at least that this one did not sign.
    let connection = world.connection_string(KEY);
    let variables = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
    is_explained(&old, &variables, 3, "sas_not_by_key");
    // Nothing is there under either name.
    let literal = world.signed("cont/x%2520y", &sas(), KEY);
    is_explained(&literal, &[], 4, "source_missing");
    let https = sas().with_protocol(SasProtocol::Https);
    is_explained(&world.signed(plain, &https, KEY), &[], 3, "sas_needs_https");
    world.refuses(409, "PublicAccessNotPermitted");
    is_explained(&world.url(plain), &[], 3, "public_access_off");
}

#[test]
fn within_the_account_its_key_opens_a_source() {
    let world = World::new();
    let url = world.url("cont/a%20b");
    let connection = world.connection_string(KEY);
    let key = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
    let told = explain(&url, &key);
    assert_eq!(told.code, 0, "{told:?}");
    assert_eq!(told.json()["is_opened_by_credential"], true);
    let missing = world.url("cont/none");
    is_explained(&missing, &key, 4, "source_missing");
    let connection = world.connection_string(OLD_KEY);
    let wrong = [("AZURE_STORAGE_CONNECTION_STRING", &*connection)];
    is_explained(&url, &wrong, 3, "key_wrong");
    // The key of another account opens nothing here, and is not shown to it.
    let other = [("AZURE_STORAGE_ACCOUNT", "to"), ("AZURE_STORAGE_KEY", KEY)];
    is_explained(&url, &other, 3, "source_not_public");
}

#[test]
fn a_copy_that_is_refused_gives_the_same_reason() {
    let world = World::new();
    let connection = world.emulator.connection_string("to").unwrap();
    let variables = [("AZURE_STORAGE_CONNECTION_STRING", connection.as_str())];
    let ago = SasTime::at(SystemTime::now() - Duration::from_secs(60)).unwrap();
    for (url, code, name) in [
        (world.url("cont/a%20b"), 3, "source_not_public"),
        (
            world.signed("cont/a%20b", &sas().with_expiry(ago), KEY),
            3,
            "sas_expired",
        ),
        (world.signed("cont/none", &sas(), KEY), 4, "source_missing"),
        (world.signed("other/b", &sas(), KEY), 3, "sas_not_genuine"),
    ] {
        let words = ["copy", &url, "cont/copied", "--output", "json"];
        let ended = run(&words, &variables);
        assert_no_secret(&url, &ended);
        let error = &ended.json()["error"];
        assert_eq!(ended.code, code, "{ended:?}");
        assert_eq!(error["code"], "CannotVerifyCopySource");
        assert_eq!(error["diagnosis"]["name"], name, "{error}");
        let remedy = self::words(&error["diagnosis"]["remedy"]);
        assert!(self::words(&error["message"]).contains(&remedy), "{error}");
    }
}

#[test]
fn what_is_no_source_is_refused() {
    for url in ["cont", "ftp://a.net/x", "https://a.net/#x"] {
        run(&["explain", url], &[]).is_refused(2, &["source"]);
    }
}

#[test]
fn a_source_that_nobody_serves_is_a_network_failure() {
    let port = World::new().emulator.port();
    let url = format!(
        "http://127.0.0.1:{port}/from/cont/b?{}",
        "sv=2020-12-06&sr=c&sp=r&se=2999-01-01&sig=AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA%3D"
    );
    is_explained(&url, &[], 5, "source_unreachable");
}
