//! How a call is cancelled.

use std::future::pending;
use std::time::Duration;

use tokio::sync::watch;
use tokio::time::timeout;

/// The end that cancels.
pub(crate) struct Cancellation(watch::Sender<bool>);

/// The end that hears of it.
#[derive(Clone)]
pub(crate) struct Signal(watch::Receiver<bool>);

impl Cancellation {
    pub(crate) fn new() -> (Self, Signal) {
        let (sender, receiver) = watch::channel(false);
        (Self(sender), Signal(receiver))
    }

    pub(crate) fn send(&self) {
        self.0.send_replace(true);
    }
}

impl Signal {
    pub(crate) fn is_given(&self) -> bool {
        *self.0.borrow()
    }

    /// Returns when the call is cancelled; never, where nobody is left who could cancel it.
    pub(crate) async fn given(&mut self) {
        if self.0.wait_for(|is_given| *is_given).await.is_err() {
            pending().await
        }
    }

    /// Returns when the call is cancelled, or after `limit`.
    pub(crate) async fn given_within(&mut self, limit: Option<Duration>) {
        match limit {
            // Which of the two it was, the caller asks if it matters.
            Some(limit) => drop(timeout(limit, self.given()).await),
            None => self.given().await,
        }
    }
}
