//! An emulator whose clock is moved by hand, and clients of its two accounts.

use std::time::{Duration, SystemTime};

use blobcopy::proto::{Endpoint, HttpDate};
use blobcopy::{
    BlobClient, BlobServiceClient, Care, ClientConfig, ClientCredential, CopyOptions, Credential,
};
use blobcopy_emulator::{Emulator, LoggedRequest, ManualClock, Pace};
use blobcopy_tests::cases::ACCOUNTS;

pub(crate) const OLD: &[u8] = b"what was there before";
pub(crate) const NEW: &[u8] = b"what is copied";

/// Two accounts, each with the containers `from` and `into`; copies take a minute.
pub(crate) struct World {
    pub(crate) emulator: Emulator,
    pub(crate) clock: ManualClock,
}

impl World {
    pub(crate) fn new() -> Self {
        Self::with_copies_of(Duration::from_secs(60))
    }

    /// The same, with copies that take so long.
    pub(crate) fn with_copies_of(duration: Duration) -> Self {
        let clock = ManualClock::new(HttpDate::new(SystemTime::now()).unwrap());
        let builder = Emulator::builder()
            .https()
            .clock(clock.clone())
            .container("from")
            .container("into")
            .pace(Pace::lasting(duration));
        let with_accounts = ACCOUNTS
            .into_iter()
            .fold(builder, |builder, (name, key)| builder.account(name, key));
        Self {
            emulator: with_accounts.start().unwrap(),
            clock,
        }
    }

    /// A client of the first or second account.
    pub(crate) fn service(
        &self,
        account: usize,
        credential: impl Into<ClientCredential>,
    ) -> BlobServiceClient {
        let endpoint = self.emulator.https_endpoint(ACCOUNTS[account].0).unwrap();
        let mut config = ClientConfig::default();
        let authority = self.emulator.certificate_authority().unwrap();
        config.trust_pem(authority.as_bytes()).unwrap();
        let endpoint = Endpoint::parse(&endpoint).unwrap();
        BlobServiceClient::with_config(endpoint, credential, config).unwrap()
    }

    pub(crate) fn with_key(&self, account: usize) -> BlobServiceClient {
        let (name, key) = ACCOUNTS[account];
        self.service(account, Credential::shared_key(name, key).unwrap())
    }

    /// `from/a` of the first account, with new content.
    pub(crate) async fn source(&self) -> BlobClient {
        let source = self.with_key(0).blob("from", "a").unwrap();
        source.upload(NEW).await.unwrap();
        source
    }

    /// `into/b` of the second account, with old content.
    pub(crate) async fn destination(&self) -> BlobClient {
        let destination = self.with_key(1).blob("into", "b").unwrap();
        destination.upload(OLD).await.unwrap();
        destination
    }

    /// Lets so much time pass that every copy is done.
    pub(crate) fn finish_copies(&self) {
        self.clock.advance(Duration::from_secs(61));
    }

    /// What was asked for since then, by the names of the operations.
    pub(crate) fn operations(&self) -> Vec<&'static str> {
        let requests = self.emulator.requests();
        requests
            .iter()
            .filter_map(|asked| asked.operation)
            .collect()
    }

    pub(crate) fn requests_of(&self, operation: &str) -> Vec<LoggedRequest> {
        let mut requests = self.emulator.requests();
        requests.retain(|asked| asked.operation == Some(operation));
        requests
    }
}

/// A copy's options with nothing but this care.
pub(crate) fn with(care: impl FnOnce(&mut Care)) -> CopyOptions {
    let mut options = CopyOptions::default();
    care(&mut options.care);
    options
}

pub(crate) async fn content_of(blob: &BlobClient) -> Vec<u8> {
    blob.download().await.unwrap().content.to_vec()
}

/// The names of a blob's snapshots.
pub(crate) async fn snapshots_of(blob: &BlobClient) -> Vec<String> {
    let snapshots = blob.snapshots().await.unwrap();
    snapshots
        .iter()
        .map(|found| found.snapshot.to_string())
        .collect()
}

/// Returns once it is so, which must be soon.
pub(crate) async fn until(mut is_so: impl AsyncFnMut() -> bool) {
    let soon = async {
        while !is_so().await {
            tokio::task::yield_now().await;
        }
    };
    let soon = tokio::time::timeout(Duration::from_secs(20), soon);
    soon.await.expect("it never came to that");
}
