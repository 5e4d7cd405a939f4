//! Reports the results of calls to JavaScript, many at a time.
//!
//! A promise of napi's own comes with a threadsafe function of its own, and wakes the event loop for itself. Here the
//! promises are JavaScript's, and however many calls complete before the loop reads the queue, it is woken once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{Function, FunctionRef, PromiseRaw, ToNapiValue, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Error, JsValue, Result, Status};
use napi_derive::napi;

use crate::conversion::IntoJs;

/// The calls of one environment.
struct CompletionQueue {
    /// Makes the promise of the call of that number.
    open: FunctionRef<u32, Unknown<'static>>,
    completed: Arc<Mutex<Completed>>,
    /// The number of the call that began last.
    last: u32,
    /// Calls that are not collected yet. While there is one, the event loop is kept alive.
    under_way: usize,
}

/// The calls that have completed, and are not collected yet.
struct Completed {
    completions: Vec<Completion>,
    /// Lets JavaScript collect them.
    wake: ThreadsafeFunction<(), (), (), Status, false, true>,
}

/// The result of the call of that number.
struct Completion {
    number: u32,
    result: MakeResult,
}

/// Makes the result in the thread that runs JavaScript.
type MakeResult = Box<dyn for<'env> FnOnce(&'env Env) -> Result<Unknown<'env>> + Send>;

/// A call under way. Dropped without a completion, it leaves its promise pending.
pub(crate) struct PendingCall {
    number: u32,
    completed: Arc<Mutex<Completed>>,
}

/// Has promises made by `open`, and `wake` called when calls have completed, whose results `collect` then gives.
#[napi]
pub fn connect(
    env: &Env,
    open: Function<'_, u32, Unknown<'static>>,
    wake: Function<'_, (), ()>,
) -> Result<()> {
    // Weak, because the event loop must live only while a call is under way: see `keep_alive`.
    let wake = wake.build_threadsafe_function().weak::<true>();
    let wake = wake.build_callback(|_| Ok(()))?;
    let queue = CompletionQueue {
        open: open.create_ref()?,
        completed: Arc::new(Mutex::new(Completed {
            completions: Vec::new(),
            wake,
        })),
        last: 0,
        under_way: 0,
    };
    env.set_instance_data(queue, (), |_| {})
}

/// The numbers of the calls that have completed since the last time, each followed by its result.
#[napi]
pub fn collect(env: &Env) -> Result<Vec<Unknown<'_>>> {
    let queue = CompletionQueue::of(env)?;
    // Taken first, so that no lock is held while the results are made below.
    let completions = std::mem::take(&mut queue.completed().completions);
    queue.under_way -= completions.len();
    if queue.under_way == 0 {
        queue.completed().let_end(env)?;
    }
    let mut results = Vec::with_capacity(2 * completions.len());
    for Completion { number, result } in completions {
        results.push(number.into_unknown(env)?);
        results.push(result(env)?);
    }
    Ok(results)
}

/// The promise of a call that begins, and the call.
pub(crate) fn open<'env, T>(env: &'env Env) -> Result<(PromiseRaw<'env, T>, PendingCall)> {
    let queue = CompletionQueue::of(env)?;
    queue.last = queue.last.wrapping_add(1);
    let promise = queue.open.borrow_back(env)?.call(queue.last)?;
    if queue.under_way == 0 {
        queue.completed().keep_alive(env)?;
    }
    queue.under_way += 1;
    let call = PendingCall {
        number: queue.last,
        completed: Arc::clone(&queue.completed),
    };
    Ok((PromiseRaw::new(env.raw(), promise.raw()), call))
}

impl CompletionQueue {
    fn of(env: &Env) -> Result<&'static mut Self> {
        let queue = env.get_instance_data::<Self>()?;
        queue.ok_or_else(|| Error::from_reason("calls are made before `connect`"))
    }

    fn completed(&self) -> MutexGuard<'_, Completed> {
        locked(&self.completed)
    }
}

#[allow(
    deprecated,
    reason = "it is meant for those who count the references; this is about the event loop"
)]
impl Completed {
    /// Keeps the event loop alive while a call is under way.
    fn keep_alive(&mut self, env: &Env) -> Result<()> {
        self.wake.refer(env)
    }

    /// Lets the event loop end.
    fn let_end(&mut self, env: &Env) -> Result<()> {
        self.wake.unref(env)
    }
}

impl PendingCall {
    /// Reports the result, from any thread.
    pub(crate) fn complete(self, result: impl IntoJs) {
        let completion = Completion {
            number: self.number,
            result: Box::new(move |env| result.into_js(env)),
        };
        let mut completed = locked(&self.completed);
        completed.completions.push(completion);
        // JavaScript collects all completions at once, so only the first has to wake it.
        if completed.completions.len() == 1 {
            // If the environment has ended, nobody waits any more.
            let _ = completed
                .wake
                .call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}

fn locked(completed: &Mutex<Completed>) -> MutexGuard<'_, Completed> {
    completed.lock().unwrap_or_else(PoisonError::into_inner)
}
