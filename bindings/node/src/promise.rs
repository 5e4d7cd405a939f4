//! Work that a promise stands for, and its cancellation.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::Poll;

use napi::bindgen_prelude::{Either, PromiseRaw, Unknown, spawn};
use napi::{Env, Result};
use napi_derive::napi;
use tokio::sync::watch;

use crate::completion_queue;
use crate::conversion::IntoJs;
use crate::failure::{Failure, Refused};

/// Cancels what it was given to.
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

/// The promise of `work`, which is dropped where it stands when it is cancelled. It never rejects: JavaScript makes the
/// error of a failure.
pub(crate) fn promise<'env, T: IntoJs>(
    env: &'env Env,
    cancel: Option<&Cancel>,
    work: impl Future<Output = std::result::Result<T, Failure>> + Send + 'static,
) -> Result<PromiseRaw<'env, Unknown<'env>>> {
    let (promise, call) = completion_queue::open(env)?;
    let cancelled = Cancel::requested(cancel);
    // In a box, because it may be some kilobytes, and is handed on from one to another before it begins.
    let mut work = Box::pin(work);
    spawn(async move {
        let mut cancelled = pin!(cancelled);
        let done = poll_fn(|context| {
            if let Poll::Ready(done) = unless_it_breaks(|| work.as_mut().poll(context)) {
                return Poll::Ready(done);
            }
            let cancelled = cancelled.as_mut().poll(context);
            cancelled.map(|()| Err(Failure::Cancelled))
        });
        match done.await {
            Ok(value) => call.complete(value),
            Err(failure) => call.complete(failure),
        }
    });
    Ok(promise)
}

/// What is polled, or a failure where that panics: nobody else would ever settle the promise.
fn unless_it_breaks<T>(
    poll: impl FnOnce() -> Poll<std::result::Result<T, Failure>>,
) -> Poll<std::result::Result<T, Failure>> {
    catch_unwind(AssertUnwindSafe(poll)).unwrap_or(Poll::Ready(Err(Failure::Broken)))
}

/// The result of something that needs no call, or why it was refused.
pub(crate) fn answer<T>(done: std::result::Result<T, Failure>) -> Either<T, Refused> {
    match done {
        Ok(value) => Either::A(value),
        Err(failure) => Either::B(failure.into()),
    }
}
