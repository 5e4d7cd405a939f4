//! How late a client notices the ends of many copies, and how often it asks.
//!
//! The service runs in this process, on a thread of its own. A copy ends so long after its start came, by the service's
//! own clock, and is noticed when the client returns from it.

use std::collections::HashMap;
use std::sync::mpsc::{self, RecvTimeoutError};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, SystemTime};

use blobcopy_emulator::{Emulator, Pace};

use crate::clients::{self, ACCOUNT, KEY};
use crate::measure;

/// How long a copy takes.
const LENGTH: Duration = Duration::from_secs(2);

/// Makes `copies` copies of blobs of `size` bytes, `in_flight` at a time, and says in one line how late their ends were
/// noticed and how many requests a copy took. Nothing, if there is no such client.
///
/// How far a copy of nothing has come cannot be told, so its end can only be learnt from others.
pub(crate) async fn copies(
    client: &str,
    copies: usize,
    in_flight: usize,
    size: usize,
) -> Option<String> {
    let emulator = emulator();
    let client = clients::of(client, emulator.port(), copies)?;
    let service = clients::service(emulator.port());
    for number in 0..copies {
        let source = service.blob("from", &number.to_string()).expect("a name");
        source.upload(vec![0; size]).await.expect("an upload");
    }
    let watch = Watch::over(emulator);
    let ends = Arc::new(Mutex::new(Vec::with_capacity(copies)));
    let noted = Arc::clone(&ends);
    let copy = move |number| {
        let (client, noted) = (Arc::clone(&client), Arc::clone(&noted));
        async move {
            client.copy(number).await;
            let ended = (number, SystemTime::now());
            noted.lock().expect("nobody panics").push(ended);
        }
    };
    measure::many(copy, copies, in_flight).await;
    let (starts, requests) = watch.end();
    let ends = std::mem::take(&mut *ends.lock().expect("nobody panics"));
    let late = ends.iter().map(|(number, noticed)| {
        let end = starts[&format!("/{ACCOUNT}/into/{number}")] + LENGTH;
        // The two clocks are one, but each is read at its own moment.
        let late = noticed.duration_since(end).unwrap_or_default();
        late.as_secs_f64() * 1e3
    });
    let (sum, worst) = late.fold((0.0, 0.0_f64), |(sum, worst), late| {
        (sum + late, worst.max(late))
    });
    let (mean, each) = (sum / copies as f64, requests as f64 / copies as f64);
    Some(format!(
        "mean_ms {mean:.1} worst_ms {worst:.1} requests {each:.2}"
    ))
}

fn emulator() -> Emulator {
    let builder = Emulator::builder()
        .account(ACCOUNT, KEY)
        .container("from")
        .container("into")
        .pace(Pace::lasting(LENGTH));
    builder.start().expect("any port will do")
}

/// A look at the service's log every second, for it forgets the oldest of its requests.
struct Watch {
    thread: thread::JoinHandle<(HashMap<String, SystemTime>, u64)>,
    stop: mpsc::Sender<()>,
}

impl Watch {
    /// From now on.
    fn over(emulator: Emulator) -> Self {
        let (stop, stopped) = mpsc::channel::<()>();
        let before = emulator.requests().last().map_or(0, |last| last.number);
        let thread = thread::spawn(move || {
            let (mut starts, mut seen) = (HashMap::new(), before);
            loop {
                let waited = stopped.recv_timeout(Duration::from_secs(1));
                let requests = emulator.requests();
                for request in requests.iter().filter(|request| request.number > seen) {
                    if request.operation == Some("CopyBlob") {
                        let path = request.target.split('?').next().unwrap_or_default();
                        starts.insert(path.to_owned(), request.time);
                    }
                }
                seen = requests.last().map_or(seen, |last| last.number);
                if waited != Err(RecvTimeoutError::Timeout) {
                    return (starts, seen - before);
                }
            }
        });
        Self { thread, stop }
    }

    /// When each copy was started, and how many requests came.
    fn end(self) -> (HashMap<String, SystemTime>, u64) {
        drop(self.stop);
        self.thread.join().expect("it only looks")
    }
}
