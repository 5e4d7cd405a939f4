//! What copies cost.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use nix::sys::resource::{UsageWho, getrusage};
use nix::sys::time::TimeVal;

use crate::clients::Client;

/// Makes `copies` copies, `in_flight` at a time, and says in one line what one of them cost.
pub(crate) async fn copies(client: Arc<dyn Client>, copies: usize, in_flight: usize) -> String {
    let copy = move |number| {
        let client = Arc::clone(&client);
        async move { client.copy(number).await }
    };
    // Connections, caches and lazily read clocks are paid for once and not by the copy.
    many(copy.clone(), in_flight * 8, in_flight).await;
    let (before, began) = (cpu(UsageWho::RUSAGE_SELF), Instant::now());
    many(copy, copies, in_flight).await;
    let (cpu, wall) = (cpu(UsageWho::RUSAGE_SELF) - before, began.elapsed());
    let each = |all: Duration| all.as_secs_f64() * 1e6 / copies as f64;
    format!("cpu_us {:.2} wall_us {:.2}", each(cpu), each(wall))
}

/// Makes `copies` copies one after the other, and says in one line what each cost this thread.
pub(crate) async fn copies_of_thread<F: Future<Output = ()>>(
    copy: impl Fn(usize) -> F,
    copies: usize,
) -> String {
    copy(copies).await;
    let before = cpu(UsageWho::RUSAGE_THREAD);
    for number in 0..copies {
        copy(number).await;
    }
    let all = cpu(UsageWho::RUSAGE_THREAD) - before;
    format!("cpu_us {:.2}", all.as_secs_f64() * 1e6 / copies as f64)
}

/// Does `copy` with every number below `copies`, with so many at a time.
pub(crate) async fn many<C, F>(copy: C, copies: usize, in_flight: usize)
where
    C: Fn(usize) -> F + Clone + Send + 'static,
    F: Future<Output = ()> + Send,
{
    let left = Arc::new(AtomicUsize::new(copies));
    let workers: Vec<_> = (0..in_flight)
        .map(|_| {
            let (copy, left) = (copy.clone(), Arc::clone(&left));
            tokio::spawn(async move {
                while let Some(number) = next(&left) {
                    copy(number).await;
                }
            })
        })
        .collect();
    for worker in workers {
        worker.await.expect("no copy fails here");
    }
}

/// The number of the next copy.
fn next(left: &AtomicUsize) -> Option<usize> {
    let taken = left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| {
        left.checked_sub(1)
    });
    // What was left before.
    taken.ok().map(|left| left - 1)
}

/// User and system time of this process or thread so far.
fn cpu(who: UsageWho) -> Duration {
    let usage = getrusage(who).expect("every process may ask about itself");
    let of = |time: TimeVal| {
        let micros = time.tv_sec() * 1_000_000 + time.tv_usec();
        Duration::from_micros(u64::try_from(micros).expect("time used is not negative"))
    };
    of(usage.user_time()) + of(usage.system_time())
}
