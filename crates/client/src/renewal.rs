//! A cached value that expires and is renewed before. At most one fetch is under way, and callers do not wait while the
//! old value is valid.

use std::sync::{Arc, Mutex, MutexGuard};
use std::time::{Duration, SystemTime};

use tokio::sync::watch;
use tracing::Instrument;

/// A value that expires.
pub(crate) trait Renewed: Clone + Send + Sync + 'static {
    /// Why the value could not be fetched. Every caller that waits for the fetch gets a clone.
    type Error: Clone + std::fmt::Display + Send + Sync + 'static;

    /// When to fetch the next value.
    fn renew_at(&self) -> SystemTime;

    /// When the value expires.
    fn expires_at(&self) -> SystemTime;

    /// The error of a fetch that ended without a result: it panicked, or its runtime was shut down.
    fn abandoned() -> Self::Error;
}

/// Minimum time between two attempts to replace a value that is still valid.
const PAUSE: Duration = Duration::from_secs(30);

/// Maximum time by which a renewal is brought forward, so that machines started together do not renew at the same time.
const LONGEST_JITTER_MS: u64 = 10_000;

/// The current value, and the fetch of the next. Time is always an argument.
#[derive(Clone)]
pub(crate) struct Renewal<T: Renewed>(Arc<Mutex<State<T>>>);

struct State<T: Renewed> {
    current: Option<Held<T>>,
    fetch: Option<Fetch<T>>,
    /// The number of fetches begun.
    begun: u64,
    begun_at: Option<SystemTime>,
    rejected_at: Option<SystemTime>,
}

/// A value, and the number of the fetch that returned it.
#[derive(Clone)]
pub(crate) struct Held<T> {
    pub(crate) value: T,
    serial: u64,
    renew_at: SystemTime,
}

impl<T: Renewed> Held<T> {
    fn new(value: T, serial: u64) -> Self {
        let early = Duration::from_millis(fastrand::u64(..LONGEST_JITTER_MS));
        let renew_at = value.renew_at();
        Self {
            renew_at: renew_at.checked_sub(early).unwrap_or(renew_at),
            value,
            serial,
        }
    }
}

type Outcome<T> = Result<Held<T>, <T as Renewed>::Error>;

/// The channel for the outcome of a fetch under way.
type Fetch<T> = watch::Receiver<Option<Outcome<T>>>;

impl<T: Renewed> Renewal<T> {
    pub(crate) fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            current: None,
            fetch: None,
            begun: 0,
            begun_at: None,
            rejected_at: None,
        })))
    }

    /// Returns a value that is valid until `until` at least, if a fetch can provide one.
    ///
    /// A fetch runs in its own task, so that the caller may be dropped. If it fails, only the callers that wait for it
    /// get the error, not those that have a value that is still valid.
    pub(crate) async fn get<F>(
        &self,
        now: SystemTime,
        until: SystemTime,
        fetch: impl FnOnce() -> F,
    ) -> Outcome<T>
    where
        F: Future<Output = Result<T, T::Error>> + Send + 'static,
    {
        let mut outcome = {
            let mut state = self.lock();
            let good = state.current.as_ref();
            match good.filter(|held| until < held.value.expires_at()).cloned() {
                Some(held) => {
                    if now >= held.renew_at && state.may_begin(now) {
                        self.begin(&mut state, now, fetch());
                    }
                    return Ok(held);
                }
                None => match state.under_way() {
                    Some(outcome) => outcome,
                    None => self.begin(&mut state, now, fetch()),
                },
            }
        };
        match outcome.wait_for(Option::is_some).await {
            Ok(ended) => ended.clone().expect("waited for until it is there"),
            Err(_) => Err(T::abandoned()),
        }
    }

    /// Drops a value that the service rejected. Returns whether a newer one can be obtained.
    pub(crate) fn reject(&self, held: &Held<T>, now: SystemTime) -> bool {
        let mut state = self.lock();
        let is_current = |current: &Held<T>| current.serial == held.serial;
        if !state.current.as_ref().is_some_and(is_current) {
            return true;
        }
        if !has_passed(state.rejected_at, now) {
            return false;
        }
        state.rejected_at = Some(now);
        state.current = None;
        true
    }

    fn begin<F>(&self, state: &mut State<T>, now: SystemTime, fetch: F) -> Fetch<T>
    where
        F: Future<Output = Result<T, T::Error>> + Send + 'static,
    {
        state.begun += 1;
        state.begun_at = Some(now);
        let serial = state.begun;
        let (sender, outcome) = watch::channel(None);
        state.fetch = Some(outcome.clone());
        let renewal = self.clone();
        let task = async move {
            let outcome = fetch.await.map(|value| Held::new(value, serial));
            renewal.end(&outcome);
            sender.send_replace(Some(outcome));
        };
        tokio::spawn(task.in_current_span());
        outcome
    }

    fn end(&self, outcome: &Outcome<T>) {
        let mut state = self.lock();
        state.fetch = None;
        match outcome {
            Ok(held) => state.current = Some(held.clone()),
            Err(error) => tracing::warn!(%error, "not renewed"),
        }
    }

    fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.0.lock().expect("nothing panics that holds it")
    }
}

impl<T: Renewed> State<T> {
    fn may_begin(&self, now: SystemTime) -> bool {
        self.under_way().is_none() && has_passed(self.begun_at, now)
    }

    /// The fetch under way, unless its task has ended.
    fn under_way(&self) -> Option<Fetch<T>> {
        let is_alive = |fetch: &&Fetch<T>| fetch.has_changed().is_ok();
        self.fetch.as_ref().filter(is_alive).cloned()
    }
}

/// Whether the pause since `then` is over. A clock that was set back does not prolong it.
fn has_passed(then: Option<SystemTime>, now: SystemTime) -> bool {
    let since = then.map(|then| now.duration_since(then));
    !since.is_some_and(|since| since.is_ok_and(|since| since < PAUSE))
}

impl<T: Renewed> std::fmt::Debug for Renewal<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Renewal").finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use std::future::pending;
    use std::pin::pin;
    use std::sync::atomic::{AtomicU32, Ordering};
    use std::task::{Context, Poll, Waker};

    use tokio::sync::oneshot;

    use super::*;

    /// A time, as seconds since the Unix epoch.
    fn at(seconds: u64) -> SystemTime {
        SystemTime::UNIX_EPOCH + Duration::from_secs(seconds)
    }

    /// A value that is renewed at 500 and expires at 1000.
    #[derive(Clone, Debug, PartialEq)]
    struct Value(u32);

    impl Renewed for Value {
        type Error = &'static str;

        fn renew_at(&self) -> SystemTime {
            at(500)
        }

        fn expires_at(&self) -> SystemTime {
            at(1000)
        }

        fn abandoned() -> &'static str {
            "abandoned"
        }
    }

    /// The value that is available without waiting.
    fn ready(renewal: &Renewal<Value>, now: u64, next: u32) -> Option<Value> {
        let answer = pin!(renewal.get(at(now), at(now), || async move { Ok(Value(next)) }));
        match { answer }.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(outcome) => Some(outcome.ok()?.value),
            Poll::Pending => None,
        }
    }

    async fn first(now: u64) -> (Renewal<Value>, Held<Value>) {
        let renewal = Renewal::new();
        let held = renewal.get(at(now), at(now), async || Ok(Value(1))).await;
        (renewal, held.ok().unwrap())
    }

    async fn settle() {
        for _turn in 0..10 {
            tokio::task::yield_now().await;
        }
    }

    #[tokio::test]
    async fn many_who_ask_at_once_share_one_fetch() {
        let renewal = Renewal::new();
        let fetched = Arc::new(AtomicU32::new(0));
        let asked = (0..100).map(|_| {
            let (renewal, fetched) = (renewal.clone(), Arc::clone(&fetched));
            tokio::spawn(async move {
                let fetch = async move || {
                    tokio::task::yield_now().await;
                    Ok(Value(fetched.fetch_add(1, Ordering::SeqCst)))
                };
                renewal.get(at(0), at(0), fetch).await.ok().unwrap().value
            })
        });
        for answer in asked.collect::<Vec<_>>() {
            assert_eq!(answer.await.unwrap(), Value(0));
        }
        assert_eq!(fetched.load(Ordering::SeqCst), 1);
    }

    #[tokio::test]
    async fn a_fetch_goes_on_when_the_one_who_asked_goes_away() {
        let renewal = Renewal::new();
        let (done, wait) = oneshot::channel();
        let fetch = async move || wait.await.map_err(|_| "lost");
        {
            let asked = pin!(renewal.get(at(0), at(0), fetch));
            assert!(
                { asked }
                    .poll(&mut Context::from_waker(Waker::noop()))
                    .is_pending()
            );
        }
        done.send(Value(7)).unwrap();
        settle().await;
        assert_eq!(ready(&renewal, 1, 8), Some(Value(7)));
    }

    #[tokio::test]
    async fn nobody_waits_while_the_old_value_is_good() {
        let (renewal, _) = first(0).await;
        assert_eq!(ready(&renewal, 490, 9), Some(Value(1)));
        settle().await;
        assert_eq!(
            ready(&renewal, 500, 2),
            Some(Value(1)),
            "renewed behind its back"
        );
        settle().await;
        assert_eq!(ready(&renewal, 501, 3), Some(Value(2)));
    }

    #[tokio::test]
    async fn a_value_that_has_ended_is_waited_for() {
        let (renewal, _) = first(0).await;
        assert_eq!(ready(&renewal, 1000, 2), None);
        settle().await;
        assert_eq!(
            renewal.0.lock().unwrap().current.as_ref().unwrap().value,
            Value(2)
        );
    }

    #[tokio::test]
    async fn one_who_needs_it_for_longer_gets_a_newer_value() {
        let (renewal, _) = first(0).await;
        let long = renewal.get(at(1), at(1000), async || Ok(Value(2))).await;
        assert_eq!(long.ok().unwrap().value, Value(2));
    }

    #[tokio::test]
    async fn failed_renewals_are_half_a_minute_apart_and_do_no_harm() {
        let (renewal, _) = first(0).await;
        let mut attempts = 0;
        for now in 500..620 {
            let fetch = || {
                attempts += 1;
                async { Err("no") }
            };
            let held = renewal.get(at(now), at(now), fetch).await;
            assert_eq!(held.ok().unwrap().value, Value(1));
            settle().await;
        }
        assert_eq!(attempts, 4);
    }

    #[tokio::test]
    async fn a_failure_is_told_to_those_who_waited_and_the_next_tries_again() {
        let renewal = Renewal::new();
        let refused = renewal.get(at(0), at(0), async || Err("no")).await;
        assert_eq!(refused.err(), Some("no"));
        let granted = renewal.get(at(0), at(0), async || Ok(Value(1))).await;
        assert_eq!(granted.ok().unwrap().value, Value(1));
    }

    #[tokio::test]
    async fn a_fetch_that_panics_is_an_error_and_not_the_end() {
        let renewal = Renewal::new();
        let panicking = async || -> Result<Value, &'static str> { panic!("as planned") };
        let outcome = renewal.get(at(0), at(0), panicking).await;
        assert_eq!(outcome.err(), Some("abandoned"));
        let granted = renewal.get(at(0), at(0), async || Ok(Value(1))).await;
        assert_eq!(granted.ok().unwrap().value, Value(1));
    }

    #[tokio::test]
    async fn a_rejected_value_is_replaced_at_most_twice_a_minute() {
        let (renewal, held) = first(0).await;
        assert!(renewal.reject(&held, at(1)));
        let next = renewal.get(at(1), at(1), async || Ok(Value(2))).await;
        let next = next.ok().unwrap();
        assert!(renewal.reject(&held, at(2)), "there is a newer one already");
        assert!(!renewal.reject(&next, at(30)));
        assert_eq!(ready(&renewal, 30, 3), Some(Value(2)));
        assert!(renewal.reject(&next, at(31)));
        assert_eq!(ready(&renewal, 31, 3), None);
    }

    #[tokio::test]
    async fn a_fetch_that_never_ends_holds_up_only_those_without_a_value() {
        let (renewal, _) = first(0).await;
        let answer = renewal
            .get(at(600), at(600), pending::<Result<Value, _>>)
            .await;
        assert_eq!(answer.ok().unwrap().value, Value(1));
        assert_eq!(ready(&renewal, 700, 2), Some(Value(1)));
    }
}
