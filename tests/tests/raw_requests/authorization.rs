//! Who is let in.

use std::time::{Duration, SystemTime};

use blobcopy_auth::sas::{AccountSas, BlobSas, SasProtocol, SasResource, SasTime};
use blobcopy_auth::{Credential, SasToken, SharedKey};
use blobcopy_tests::cases::ACCOUNTS;

use crate::pair::{Ask, Pair, ask as asked};

fn at(hours: i64) -> SasTime {
    let moved = Duration::from_secs(hours.unsigned_abs() * 3600);
    let now = SystemTime::now();
    SasTime::at(if hours < 0 { now - moved } else { now + moved }).unwrap()
}

fn key() -> SharedKey {
    SharedKey::new(ACCOUNTS[0].0, ACCOUNTS[0].1).unwrap()
}

fn of_blob(permissions: &str) -> BlobSas {
    BlobSas::new(SasResource::blob("box", "blob"))
        .with_permissions(permissions)
        .with_expiry(at(1))
}

fn signed(sas: &BlobSas) -> SasToken {
    sas.sign(&key()).unwrap()
}

fn get(token: SasToken) -> Ask {
    asked("GET", "/box/blob").by(Credential::Sas(token))
}

pub(crate) fn ask(pair: &mut Pair) {
    pair.ask("let in: nobody", |_| {
        asked("GET", "/box/blob").by(Credential::Anonymous)
    });
    pair.ask("let in: nobody to write", |_| {
        asked("PUT", "/box/blob")
            .with("x-ms-blob-type", "BlockBlob")
            .by(Credential::Anonymous)
    });
    pair.ask("let in: a public blob", |_| {
        asked("PUT", "/open/blob")
            .with("x-ms-blob-type", "BlockBlob")
            .body("x")
    });
    pair.ask("let in: nobody to what is public", |_| {
        asked("GET", "/open/blob").by(Credential::Anonymous)
    });
    pair.ask("let in: a wrong key", |_| {
        asked("GET", "/box/blob").by(Credential::shared_key(ACCOUNTS[0].0, "d3Jvbmc=").unwrap())
    });
    pair.ask("let in: to no account", |_| {
        let unknown = Credential::shared_key("stranger", ACCOUNTS[0].1).unwrap();
        asked("GET", "/box/blob").by(unknown).to("stranger")
    });
    service_sas(pair);
    account_sas(pair);
}

fn service_sas(pair: &mut Pair) {
    pair.ask("sas: to read", |_| get(signed(&of_blob("r"))));
    pair.ask("sas: to write, used to read", |_| {
        get(signed(&of_blob("w")))
    });
    pair.ask("sas: to read, used to write", |_| {
        let token = Credential::Sas(signed(&of_blob("r")));
        asked("PUT", "/box/blob")
            .with("x-ms-blob-type", "BlockBlob")
            .body("x")
            .by(token)
    });
    pair.ask("sas: to create, used to overwrite", |_| {
        let token = Credential::Sas(signed(&of_blob("c")));
        asked("PUT", "/box/blob")
            .with("x-ms-blob-type", "BlockBlob")
            .body("x")
            .by(token)
    });
    pair.ask("sas: not yet", |_| {
        get(signed(&of_blob("r").with_start(at(1)).with_expiry(at(2))))
    });
    pair.ask("sas: no more", |_| {
        get(signed(&of_blob("r").with_expiry(at(-1))))
    });
    pair.ask("sas: over https only", |_| {
        get(signed(&of_blob("r").with_protocol(SasProtocol::Https)))
    });
    sas_for_something_else(pair);
}

fn sas_for_something_else(pair: &mut Pair) {
    pair.ask("sas: for another blob", |_| {
        let other = BlobSas::new(SasResource::blob("box", "other"))
            .with_permissions("r")
            .with_expiry(at(1));
        get(signed(&other))
    });
    pair.ask("sas: changed", |_| {
        let changed = signed(&of_blob("r")).expose().replace("sp=r", "sp=rw");
        get(SasToken::parse(&changed).unwrap())
    });
    pair.ask("sas: with headers of its own", |_| {
        get(signed(&of_blob("r").with_content_type("text/x-told")))
    });
    pair.ask("sas: to list a container", |_| {
        let sas = BlobSas::new(SasResource::container("box"))
            .with_permissions("l")
            .with_expiry(at(1));
        asked("GET", "/box?restype=container&comp=list").by(Credential::Sas(signed(&sas)))
    });
    for (name, permissions) in [
        ("sas: to a source", "r"),
        ("sas: to a source, not to read", "w"),
    ] {
        pair.ask(name, |side| {
            let source = format!("{}/box/blob", side.root("first"));
            let source = signed(&of_blob(permissions))
                .append_to_url(&source)
                .unwrap()
                .to_string();
            asked("PUT", "/box/target").with("x-ms-copy-source", source)
        });
    }
}

fn account_sas(pair: &mut Pair) {
    for (name, services, types, permissions) in [
        ("account sas: to read", "b", "o", "r"),
        ("account sas: of another service", "q", "o", "r"),
        ("account sas: of another type", "b", "c", "r"),
        ("account sas: with another permission", "b", "o", "l"),
    ] {
        let token = || {
            AccountSas::new(services, types, permissions, at(1))
                .sign(&key())
                .unwrap()
        };
        pair.ask(name, |_| get(token()));
    }
    pair.ask("account sas: to write a source's copy", |side| {
        let token = AccountSas::new("b", "o", "rwc", at(1))
            .sign(&key())
            .unwrap();
        asked("PUT", "/box/target")
            .with(
                "x-ms-copy-source",
                format!("{}/box/blob", side.root("first")),
            )
            .by(Credential::Sas(token))
    });
}
