//! The emulator, brought into a state.

use std::time::{Duration, SystemTime};

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use blobcopy_auth::Credential;
use blobcopy_auth::sas::SasTime;
use blobcopy_emulator::{Emulator, ManualClock, Pace};
use blobcopy_proto::HttpDate;
use blobcopy_tests::cases::ACCOUNTS;
use http::Response;

use super::exchange::Exchange;
use crate::pair::{Ask, Side, ask};

pub(crate) type Reply = Response<Vec<u8>>;

/// An emulator with the container `box`, whose clock stands and whose copies take a minute.
pub(crate) struct Stage {
    side: Side,
    clock: ManualClock,
    version: String,
    _emulator: Emulator,
}

impl Stage {
    /// One that answers in the version of `exchange`, and keeps versions of blobs if that one's account did.
    pub(crate) fn new(exchange: &Exchange) -> Self {
        let clock = ManualClock::new(HttpDate::new(SystemTime::now()).unwrap());
        let (name, key) = ACCOUNTS[0];
        let emulator = Emulator::builder()
            .account(name, key)
            .container("box")
            .clock(clock.clone())
            .pace(Pace::lasting(Duration::from_secs(60)))
            .versioning(exchange.keeps_versions())
            .bearer_over_http()
            .start()
            .unwrap();
        Self {
            side: Side::at(format!("127.0.0.1:{}", emulator.port())),
            clock,
            version: exchange.version().to_owned(),
            _emulator: emulator,
        }
    }

    /// Asks for something that leads to the state, in the newest version.
    pub(crate) fn ready(&mut self, ask: Ask) -> Reply {
        let reply = self.side.answer(ask);
        assert!(reply.status().is_success(), "{reply:?}");
        reply
    }

    /// Asks what the recorded client asked, in its version.
    pub(crate) fn ask(&mut self, ask: Ask) -> Reply {
        let version = self.version.clone();
        self.side.answer(ask.with("x-ms-version", version))
    }

    pub(crate) fn advance(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    /// The URL of a blob in the container, as a source.
    pub(crate) fn url(&self, blob: &str) -> String {
        format!("{}/box/{blob}", self.side.root(ACCOUNTS[0].0))
    }

    /// What `x-ms-copy-source` has to say for `blob`.
    pub(crate) fn copy(&self, blob: &str) -> Ask {
        ask("PUT", "/box/target").with("x-ms-copy-source", self.url(blob))
    }

    /// Starts a copy of `blob`, and tells its id.
    pub(crate) fn started(&mut self, blob: &str) -> String {
        let reply = self.ready(self.copy(blob));
        reply.headers()["x-ms-copy-id"].to_str().unwrap().to_owned()
    }

    pub(crate) fn block_blob(&mut self, name: &str) {
        self.ready(put(name, "BlockBlob").body("0123456789"));
    }

    pub(crate) fn page_blob(&mut self, name: &str) {
        self.ready(put(name, "PageBlob").with("x-ms-blob-content-length", "512"));
    }

    pub(crate) fn append_blob(&mut self, name: &str) {
        self.ready(put(name, "AppendBlob"));
    }

    /// A snapshot of `blob`, as part of a URL.
    pub(crate) fn snapshot(&mut self, blob: &str) -> String {
        let reply = self.ready(ask("PUT", format!("/box/{blob}?comp=snapshot")));
        let moment = reply.headers()["x-ms-snapshot"].to_str().unwrap();
        format!("{blob}?snapshot={moment}")
    }

    /// Starts an incremental copy of a page blob's snapshot into `target`.
    pub(crate) fn incremental_copy(&mut self) -> Ask {
        self.page_blob("pages");
        let snapshot = self.snapshot("pages");
        ask("PUT", "/box/target?comp=incrementalcopy").with("x-ms-copy-source", self.url(&snapshot))
    }

    /// Takes the lease of `blob` without an end.
    pub(crate) fn leased(&mut self, blob: &str) {
        self.ready(
            lease(blob, "acquire")
                .with("x-ms-lease-duration", "-1")
                .with("x-ms-proposed-lease-id", LEASE),
        );
    }

    /// `ask` by the token of somebody who may do everything, over plain http, where our own client sends none.
    pub(crate) fn by_token(&self, ask: Ask) -> Ask {
        let now = self
            .clock
            .now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .unwrap()
            .as_secs();
        let claims = format!(
            r#"{{"aud":"https://storage.azure.com","iss":"https://sts.windows.net/t/","iat":{now},"nbf":{now},"exp":{},"oid":"o","tid":"t"}}"#,
            now + 3600
        );
        let token = BASE64_URL_SAFE_NO_PAD.encode(claims);
        ask.by(Credential::Anonymous)
            .with("authorization", format!("Bearer e30.{token}."))
    }

    /// The time in that many seconds, as a document says it.
    pub(crate) fn key_time(&self, seconds: u64) -> String {
        let time = self.clock.now() + Duration::from_secs(seconds);
        SasTime::at(time).unwrap().as_str().to_owned()
    }
}

/// The lease that [`Stage::leased`] takes.
pub(crate) const LEASE: &str = "33333333-3333-3333-3333-333333333333";

/// A lease that nobody has.
pub(crate) const NO_LEASE: &str = "11111111-1111-1111-1111-111111111111";

/// An `ETag` that nothing has.
pub(crate) const NO_ETAG: &str = "\"0x8D000000000000A\"";

pub(crate) fn put(blob: &str, kind: &'static str) -> Ask {
    ask("PUT", format!("/box/{blob}")).with("x-ms-blob-type", kind)
}

pub(crate) fn lease(blob: &str, action: &'static str) -> Ask {
    ask("PUT", format!("/box/{blob}?comp=lease")).with("x-ms-lease-action", action)
}
