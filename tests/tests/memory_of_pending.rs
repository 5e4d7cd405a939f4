//! What a copy takes while it is pending.

use std::time::Duration;

use allocation_counter::measure;
use blobcopy::proto::Endpoint;
use blobcopy::{BlobServiceClient, ClientConfig, CopyOperation, Credential};
use blobcopy_emulator::Emulator;
use blobcopy_tests::cases::ACCOUNTS;
use blobcopy_tests::emulated;
use tokio::runtime::{Builder, Runtime};

/// Copies that are held at a time, so many that what the client itself takes does not count.
const HELD: usize = 200;

/// What a copy may take beyond its URLs, in bytes.
const ALLOWED: f64 = 1024.0;

const DAY: Duration = Duration::from_secs(86_400);

/// Bytes a copy, of those which `begin` leaves behind, and how long the URLs of one are together.
fn held(runtime: &Runtime, emulator: &Emulator, name: &str, is_asked: bool) -> (f64, f64) {
    let (account, key) = ACCOUNTS[0];
    let credential = Credential::shared_key(account, key).unwrap();
    let service = BlobServiceClient::new(&emulator.endpoint(account), credential).unwrap();
    let source = service.blob("box", name).unwrap();
    runtime.block_on(source.upload("content")).unwrap();
    let source = source.url().to_string();
    let mut urls = 0;
    let mut begin = |held: &mut Vec<CopyOperation>| {
        let blob = service
            .blob("box", &format!("{name}-{:05}", held.len()))
            .unwrap();
        urls = source.len() + blob.url().to_string().len();
        let copy = runtime.block_on(blob.begin_copy(&*source)).unwrap();
        // Whoever waits for it holds that as well.
        let wait = size_of_val(&copy.wait());
        assert!(wait <= 1024, "{wait} bytes a wait");
        if is_asked {
            runtime.block_on(copy.ask()).unwrap();
        }
        held.push(copy);
    };
    let mut held = Vec::with_capacity(2 * HELD);
    // What the client makes but once is made by the first of them.
    (0..HELD).for_each(|_| begin(&mut held));
    let made = measure(|| (0..HELD).for_each(|_| begin(&mut held)));
    let on_heap = made.bytes_current as f64 / HELD as f64;
    (
        on_heap + size_of::<CopyOperation>() as f64,
        f64::from(urls as u32),
    )
}

#[test]
fn a_pending_copy_takes_at_most_a_kibibyte_beyond_its_urls() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let emulator = emulated::emulator(DAY).unwrap();
    for is_asked in [false, true] {
        let (short, short_urls) = held(&runtime, &emulator, "s", is_asked);
        let (long, long_urls) = held(&runtime, &emulator, &"l".repeat(500), is_asked);
        // A copy holds its URLs several times over, so what it takes without them is found by their lengths.
        let by_url = (long - short) / (long_urls - short_urls);
        let beyond = short - by_url * short_urls;
        assert!(
            beyond <= ALLOWED,
            "{beyond} bytes a copy, is_asked {is_asked}"
        );
    }
}

#[test]
fn copies_that_come_due_together_make_their_requests_one_by_one() {
    let runtime = Builder::new_current_thread().enable_all().build().unwrap();
    let silent = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let endpoint = format!("http://{}/acct", silent.local_addr().unwrap());
    let mut config = ClientConfig::default();
    config.connections = 1;
    let credential = Credential::shared_key("acct", "c2VjcmV0").unwrap();
    let service =
        BlobServiceClient::with_config(Endpoint::parse(&endpoint).unwrap(), credential, config)
            .unwrap();
    let resumed = |number: usize| {
        let ticket = format!("blobcopy1 id-{number:04} {endpoint}/box/{number:04} -");
        service.resume(&ticket.parse().unwrap()).unwrap()
    };
    let copies: Vec<CopyOperation> = (0..HELD).map(resumed).collect();
    let made = measure(|| {
        runtime.block_on(async {
            for copy in copies {
                tokio::spawn(async move { copy.wait().await });
            }
            // Each is asked what it waits for: the first for an answer that never comes, all others for its connection.
            for _task in 0..HELD {
                tokio::task::yield_now().await;
            }
        });
    });
    let each = usize::try_from(made.bytes_current).unwrap() / HELD;
    // The task, the wait and the copy itself; a request alone is twice as much.
    assert!(each <= 1400, "{each} bytes a copy");
}
