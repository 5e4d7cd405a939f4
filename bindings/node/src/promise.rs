//! Work that a promise stands for, and its calling off.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use napi::bindgen_prelude::{Either, PromiseRaw, ToNapiValue, spawn};
use napi::{Env, Result};
use napi_derive::napi;
use tokio::sync::watch;

use crate::courier;
use crate::failure::{Failure, Trouble};

/// Calls off what it was given to.
#[napi]
pub struct Cancel(watch::Sender<bool>);

#[napi]
impl Cancel {
    /// One that was not asked for yet.
    #[napi(constructor)]
    #[allow(clippy::new_without_default, reason = "only JavaScript makes one")]
    pub fn new() -> Self {
        Self(watch::Sender::new(false))
    }

    /// Asks for it.
    #[napi]
    pub fn request(&self) {
        self.0.send_replace(true);
    }
}

impl Cancel {
    /// Ready once it is asked for.
    pub(crate) fn requested(cancel: Option<&Self>) -> impl Future<Output = ()> + Send + 'static {
        let changes = cancel.map(|cancel| cancel.0.subscribe());
        async move {
            let Some(mut changes) = changes else {
                return std::future::pending().await;
            };
            if changes
                .wait_for(|is_requested| *is_requested)
                .await
                .is_err()
            {
                // Nobody is left who could ask for it.
                std::future::pending::<()>().await;
            }
        }
    }
}

/// The promise of `work`, which is dropped where it stands when it is called off. Never rejects: that is JavaScript's.
pub(crate) fn promise<'env, T, W>(
    env: &'env Env,
    cancel: Option<&Cancel>,
    work: W,
) -> Result<PromiseRaw<'env, Either<T, Failure>>>
where
    T: ToNapiValue + Send + 'static,
    W: Future<Output = std::result::Result<T, Trouble>> + Send + 'static,
{
    let (promise, envelope) = courier::open(env)?;
    let called_off = Cancel::requested(cancel);
    // In a box, because it may be some kilobytes, and is handed on from one to another before it begins.
    let mut work = Box::pin(work);
    spawn(async move {
        let mut called_off = pin!(called_off);
        let done = poll_fn(|context| {
            if let Poll::Ready(done) = unless_it_breaks(|| work.as_mut().poll(context)) {
                return Poll::Ready(done);
            }
            let called_off = called_off.as_mut().poll(context);
            called_off.map(|()| Err(Trouble::called_off()))
        });
        envelope.send(answer(done.await));
    });
    Ok(promise)
}

/// What is polled, or a failure where that panics: nobody else would ever settle the promise.
fn unless_it_breaks<T>(
    poll: impl FnOnce() -> Poll<std::result::Result<T, Trouble>>,
) -> Poll<std::result::Result<T, Trouble>> {
    catch_unwind(AssertUnwindSafe(poll)).unwrap_or_else(|_| Poll::Ready(Err(Trouble::broken())))
}

/// What is told of something that was done, or was not.
pub(crate) fn answer<T>(done: std::result::Result<T, Trouble>) -> Either<T, Failure> {
    match done {
        Ok(value) => Either::A(value),
        Err(trouble) => Either::B(trouble.into()),
    }
}
