//! Ctrl-C and SIGTERM, as often as they come.

use std::io;

/// The wish of the user, or of the system, that the command end.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

#[cfg(unix)]
impl Interrupts {
    /// From now on a signal no longer ends the process by itself.
    pub(crate) fn listen() -> io::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        Ok(Self {
            interrupt: signal(SignalKind::interrupt())?,
            terminate: signal(SignalKind::terminate())?,
        })
    }

    /// The next one.
    pub(crate) async fn next(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }
}

#[cfg(not(unix))]
impl Interrupts {
    /// From now on Ctrl-C no longer ends the process by itself.
    pub(crate) fn listen() -> io::Result<Self> {
        Ok(Self {})
    }

    /// The next one.
    pub(crate) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Nothing can be heard, so nothing is said.
            std::future::pending::<()>().await;
        }
    }
}
