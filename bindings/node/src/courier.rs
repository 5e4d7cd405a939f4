//! Brings the ends of calls to JavaScript, many at a time.
//!
//! A promise of napi's own comes with a threadsafe function of its own, and wakes the event loop for itself. Here the
//! promises are JavaScript's, and however many calls end before the loop comes to look, it is woken once.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use napi::bindgen_prelude::{Function, FunctionRef, PromiseRaw, ToNapiValue, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode};
use napi::{Env, Error, JsValue, Result, Status};
use napi_derive::napi;

/// What one environment has to be told.
struct Courier {
    /// Makes the promise of the call of that number.
    open: FunctionRef<u32, Unknown<'static>>,
    bag: Arc<Mutex<Bag>>,
    last: u32,
    under_way: usize,
}

struct Bag {
    letters: Vec<Letter>,
    /// Lets JavaScript come for them.
    wake: ThreadsafeFunction<(), (), (), Status, false, true>,
}

/// How the call of that number ended.
struct Letter {
    number: u32,
    tell: Teller,
}

/// Makes the answer of it, where JavaScript may be made.
type Teller = Box<dyn for<'env> FnOnce(&'env Env) -> Result<Unknown<'env>> + Send>;

/// Where the end of one call is sent from. Whoever drops it without sending leaves the promise as it is.
pub(crate) struct Envelope {
    number: u32,
    bag: Arc<Mutex<Bag>>,
}

/// Has promises made by `open`, and `wake` called when calls have ended, whose ends `collect` then gives.
#[napi]
pub fn connect(
    env: &Env,
    open: Function<'_, u32, Unknown<'static>>,
    wake: Function<'_, (), ()>,
) -> Result<()> {
    let wake = wake.build_threadsafe_function().weak::<true>();
    let wake = wake.build_callback(|_| Ok(()))?;
    let courier = Courier {
        open: open.create_ref()?,
        bag: Arc::new(Mutex::new(Bag {
            letters: Vec::new(),
            wake,
        })),
        last: 0,
        under_way: 0,
    };
    env.set_instance_data(courier, (), |_| {})
}

/// The numbers of the calls that have ended since it was asked last, each with its answer behind it.
#[napi]
pub fn collect(env: &Env) -> Result<Vec<Unknown<'_>>> {
    let courier = Courier::of(env)?;
    let letters = std::mem::take(&mut courier.bag().letters);
    courier.under_way -= letters.len();
    if courier.under_way == 0 {
        courier.bag().let_end(env)?;
    }
    let mut ends = Vec::with_capacity(2 * letters.len());
    for Letter { number, tell } in letters {
        ends.push(number.into_unknown(env)?);
        ends.push(tell(env)?);
    }
    Ok(ends)
}

/// The promise of a call that begins, and what its end is put into.
pub(crate) fn open<'env, T>(env: &'env Env) -> Result<(PromiseRaw<'env, T>, Envelope)> {
    let courier = Courier::of(env)?;
    courier.last = courier.last.wrapping_add(1);
    let promise = courier.open.borrow_back(env)?.call(courier.last)?;
    if courier.under_way == 0 {
        courier.bag().keep_alive(env)?;
    }
    courier.under_way += 1;
    let envelope = Envelope {
        number: courier.last,
        bag: Arc::clone(&courier.bag),
    };
    Ok((PromiseRaw::new(env.raw(), promise.raw()), envelope))
}

impl Courier {
    fn of(env: &Env) -> Result<&'static mut Self> {
        let courier = env.get_instance_data::<Self>()?;
        courier.ok_or_else(|| Error::from_reason("calls are made before `connect`"))
    }

    fn bag(&self) -> MutexGuard<'_, Bag> {
        locked(&self.bag)
    }
}

#[allow(
    deprecated,
    reason = "it is meant for those who count the references; this is about the event loop"
)]
impl Bag {
    /// Keeps the event loop alive while a call is under way.
    fn keep_alive(&mut self, env: &Env) -> Result<()> {
        self.wake.refer(env)
    }

    /// Lets the event loop end.
    fn let_end(&mut self, env: &Env) -> Result<()> {
        self.wake.unref(env)
    }
}

impl Envelope {
    /// Sends the answer, from any thread.
    pub(crate) fn send<T: ToNapiValue + Send + 'static>(self, answer: T) {
        let letter = Letter {
            number: self.number,
            tell: Box::new(move |env| answer.into_unknown(env)),
        };
        let mut bag = locked(&self.bag);
        bag.letters.push(letter);
        if bag.letters.len() == 1 {
            // If the environment has ended, nobody waits any more.
            let _ = bag.wake.call((), ThreadsafeFunctionCallMode::NonBlocking);
        }
    }
}

fn locked(bag: &Mutex<Bag>) -> MutexGuard<'_, Bag> {
    bag.lock().unwrap_or_else(PoisonError::into_inner)
}
