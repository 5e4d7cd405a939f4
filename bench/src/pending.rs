//! What copies take while they are pending: held, and waited for.

use std::io::Read;
use std::sync::Arc;
use std::time::Duration;

use blobcopy::CopyOperation;
use blobcopy_emulator::{Emulator, Pace};
use tokio::sync::Mutex;
use tokio::task::JoinSet;

use crate::clients::{self, ACCOUNT, KEY};
use crate::measure;

/// So many starts are under way at a time.
const IN_FLIGHT: usize = 64;

/// How long they are waited for before it is looked what that takes.
const WAITED: Duration = Duration::from_secs(10);

/// Serves copies that stay pending until standard input ends, and prints the port.
pub(crate) fn serve() -> String {
    let builder = Emulator::builder()
        .account(ACCOUNT, KEY)
        .container("into")
        .pace(Pace::lasting(Duration::from_secs(86_400)));
    let emulator = builder.start().expect("any port will do");
    println!("{}", emulator.port());
    // Whether it ends well or not, nobody needs the service any more.
    let _ = std::io::stdin().read_to_end(&mut Vec::new());
    String::from("ended")
}

/// Starts `copies` copies at the service on that port and holds them, then waits for all of them, and says in one line
/// what this process takes.
pub(crate) async fn hold(port: u16, copies: usize) -> String {
    let service = clients::service(port);
    let source = service.blob("into", "source").expect("a name");
    source.upload("content").await.expect("an upload");
    let held = Arc::new(Mutex::new(Vec::with_capacity(copies)));
    let source = source.url().to_string();
    let before = Process::now();
    let begin = {
        let (held, source) = (Arc::clone(&held), source.clone());
        move |number: usize| {
            let (held, source) = (Arc::clone(&held), source.clone());
            let target = service
                .blob("into", &format!("{number:06}"))
                .expect("a name");
            async move {
                let copy = target.begin_copy(&*source).await.expect("a start");
                held.lock().await.push(copy);
            }
        }
    };
    measure::many(begin, copies, IN_FLIGHT).await;
    let held = std::mem::take(&mut *held.lock().await);
    let then = Process::now();
    let destinations = held
        .iter()
        .map(|copy: &CopyOperation| copy.destination().to_string().len());
    let urls = destinations.sum::<usize>() / copies + source.len();
    // They are under way until the set is dropped.
    let mut all = JoinSet::new();
    for copy in held {
        all.spawn(async move { copy.wait().await.is_ok() });
    }
    tokio::time::sleep(WAITED).await;
    let waiting = Process::now();
    format!(
        "held_kib {} each_bytes {} urls_bytes {urls} waiting_kib {} most_kib {} threads {}",
        then.resident_kib,
        (then.resident_kib - before.resident_kib) * 1024 / copies as u64,
        waiting.resident_kib,
        waiting.most_kib,
        waiting.threads,
    )
}

/// This process, as the kernel sees it.
struct Process {
    resident_kib: u64,
    most_kib: u64,
    threads: u64,
}

impl Process {
    fn now() -> Self {
        let status = std::fs::read_to_string("/proc/self/status").expect("this is Linux");
        let number = |name: &str| {
            let line = status.lines().find_map(|line| line.strip_prefix(name));
            let word = line.and_then(|line| line.split_whitespace().next());
            let number = word.and_then(|word| word.parse().ok());
            number.expect("every process has it")
        };
        Self {
            resident_kib: number("VmRSS:"),
            most_kib: number("VmHWM:"),
            threads: number("Threads:"),
        }
    }
}
