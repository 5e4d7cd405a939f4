//! An account to copy into: an emulator, what the command needs to find it, and a client to look at it with.

use std::process::Stdio;
use std::time::{Duration, Instant, SystemTime};

use blobcopy::{BlobClient, BlobServiceClient, CopyStatus};
use blobcopy_auth::{ConnectionString, DEVELOPMENT_ACCOUNT};
use blobcopy_emulator::{Emulator, Fault, LoggedRequest, ManualClock, Pace};
use blobcopy_proto::ops::BlobProperties;
use blobcopy_proto::{AccessTier, BlobRevision, HttpDate, LeaseDuration, Tags};

use crate::process::{Ended, Running, run, run_into};

/// An account with the container `cont`.
pub(crate) struct Account {
    /// Time for the copies, where they do not go by themselves.
    clock: Option<ManualClock>,
    connection: String,
    emulator: Emulator,
}

impl Account {
    /// Copies are done at once.
    pub(crate) fn with_quick_copies() -> Self {
        let builder = Emulator::builder().container("cont").pace(Pace::at_once());
        Self::of(builder.start().unwrap(), None)
    }

    /// Copies take so long by the machine's clock.
    pub(crate) fn with_copies_of(duration: Duration) -> Self {
        let pace = Pace::lasting(duration);
        Self::of(
            Emulator::builder()
                .container("cont")
                .pace(pace)
                .start()
                .unwrap(),
            None,
        )
    }

    /// Copies take a hundred seconds by a clock that [`advance`](Self::advance) moves.
    pub(crate) fn with_copies_by_hand() -> Self {
        let clock = ManualClock::new(HttpDate::new(SystemTime::now()).unwrap());
        let builder = Emulator::builder()
            .container("cont")
            .pace(Pace::lasting(Duration::from_secs(100)))
            .clock(clock.clone());
        Self::of(builder.start().unwrap(), Some(clock))
    }

    pub(crate) fn of(emulator: Emulator, clock: Option<ManualClock>) -> Self {
        Self {
            clock,
            connection: emulator.connection_string(DEVELOPMENT_ACCOUNT).unwrap(),
            emulator,
        }
    }

    pub(crate) fn advance(&self, seconds: u64) {
        let clock = self.clock.as_ref().expect("moved by hand");
        clock.advance(Duration::from_secs(seconds));
    }

    pub(crate) fn port(&self) -> u16 {
        self.emulator.port()
    }

    pub(crate) fn connection_string(&self) -> &str {
        &self.connection
    }

    /// Lets the pending copy into a blob fail, with that description.
    pub(crate) fn fail_copy(&self, name: &str, description: &str) {
        let failed = self
            .emulator
            .fail_copy(DEVELOPMENT_ACCOUNT, "cont", name, description);
        assert!(failed.unwrap(), "no copy is pending there");
    }

    /// Lets something go wrong.
    pub(crate) fn add_fault(&self, fault: Fault) {
        self.emulator.add_fault(fault);
    }

    /// Lets nothing go wrong any more.
    pub(crate) fn clear_faults(&self) {
        self.emulator.clear_faults();
    }

    /// How many requests there were.
    pub(crate) fn requests(&self) -> usize {
        self.emulator.requests().len()
    }

    /// How often an operation was asked for.
    pub(crate) fn asked_for(&self, operation: &str) -> usize {
        let requests = self.emulator.requests();
        let is_asked = |asked: &&LoggedRequest| asked.operation == Some(operation);
        requests.iter().filter(is_asked).count()
    }

    /// The methods of the requests after the first `so_many`.
    pub(crate) fn methods_after(&self, so_many: usize) -> Vec<String> {
        let requests = self.emulator.requests();
        let later = requests.into_iter().skip(so_many);
        later.map(|request| request.method).collect()
    }

    /// The URL of a blob of the container.
    pub(crate) fn url(&self, name: &str) -> String {
        format!(
            "{}/cont/{name}",
            self.emulator.endpoint(DEVELOPMENT_ACCOUNT)
        )
    }

    /// Runs the command with this account's connection string.
    pub(crate) fn run(&self, words: &[&str]) -> Ended {
        run(
            words,
            &[("AZURE_STORAGE_CONNECTION_STRING", &self.connection)],
        )
    }

    /// Runs the command with this account's connection string, and with its standard output there.
    pub(crate) fn run_into(&self, stdout: Stdio, words: &[&str]) -> Ended {
        run_into(
            stdout,
            words,
            &[("AZURE_STORAGE_CONNECTION_STRING", &self.connection)],
        )
    }

    /// Starts the command with this account's connection string.
    pub(crate) fn start(&self, words: &[&str]) -> Running {
        Running::start(
            words,
            &[("AZURE_STORAGE_CONNECTION_STRING", &self.connection)],
        )
    }

    /// Starts a copy within the container without waiting for it. Returns its id.
    pub(crate) fn leave(&self, source: &str, name: &str) -> String {
        let destination = format!("cont/{name}");
        let words = [
            "copy",
            source,
            &destination,
            "--no-wait",
            "--output",
            "json",
        ];
        let started = self.run(&words);
        assert_eq!(started.code, 0, "{started:?}");
        started.json()["copy_id"].as_str().unwrap().to_owned()
    }

    /// The id and the status of the last copy into a blob.
    pub(crate) fn last_copy(&self, name: &str) -> (String, CopyStatus) {
        let copy = self.properties(name).copy.unwrap();
        (copy.id.to_string(), copy.status)
    }

    /// Writes a blob.
    pub(crate) fn write(&self, name: &str, content: &'static [u8]) {
        let blob = self.blob(name);
        wait_for(async { blob.upload(content).await.unwrap() });
    }

    /// Keeps a blob as it is. Returns the URL of the snapshot.
    pub(crate) fn snapshot(&self, name: &str) -> String {
        let blob = self.blob(name);
        let taken = wait_for(async { blob.snapshot().await.unwrap() });
        let then = BlobRevision::Snapshot(taken.snapshot.to_string().into());
        blob.url().clone().at(then).to_string()
    }

    pub(crate) fn set_tier(&self, name: &str, tier: AccessTier) {
        let blob = self.blob(name);
        wait_for(async { blob.set_tier(tier).await.unwrap() });
    }

    /// Returns once it is so, which must be soon.
    pub(crate) fn until(&self, is_so: impl Fn() -> bool) {
        let began = Instant::now();
        while !is_so() {
            assert!(
                began.elapsed() < Duration::from_secs(20),
                "it never came to that"
            );
            std::thread::yield_now();
        }
    }

    /// Leases a blob for good.
    pub(crate) fn lease(&self, name: &str) {
        let blob = self.blob(name);
        wait_for(async {
            blob.acquire_lease(LeaseDuration::INFINITE, None)
                .await
                .unwrap()
        });
    }

    pub(crate) fn content(&self, name: &str) -> Vec<u8> {
        let blob = self.blob(name);
        wait_for(async { blob.download().await.unwrap().content.to_vec() })
    }

    pub(crate) fn content_at(&self, name: &str, moment: BlobRevision) -> Vec<u8> {
        let blob = self.blob(name).at(moment);
        wait_for(async { blob.download().await.unwrap().content.to_vec() })
    }

    pub(crate) fn tags(&self, name: &str) -> Tags {
        let blob = self.blob(name);
        wait_for(async { blob.tags().await.unwrap() })
    }

    pub(crate) fn properties(&self, name: &str) -> BlobProperties {
        let blob = self.blob(name);
        wait_for(async { blob.properties().await.unwrap() })
    }

    fn blob(&self, name: &str) -> BlobClient {
        let connection = ConnectionString::parse(&self.connection).unwrap();
        let service = BlobServiceClient::new(&connection.blob_endpoint, connection.credential);
        service.unwrap().blob("cont", name).unwrap()
    }
}

pub(crate) fn wait_for<T>(future: impl Future<Output = T>) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build();
    runtime.unwrap().block_on(future)
}
