//! Ctrl-C and SIGTERM.

use std::io;

use blobcopy::ErrorKind;

use crate::exit_code::ExitCode;
use crate::failure::Failure;

/// The signals that ask the command to end.
pub(crate) struct Interrupts {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl Interrupts {
    /// From now on a signal no longer ends the process by itself.
    pub(crate) fn listen() -> Result<Self, Failure> {
        Self::open().map_err(|error| {
            Failure::of_system("the signals Ctrl-C and SIGTERM cannot be handled", &error)
        })
    }

    /// Does something that may be dropped in the middle, and drops it at a signal.
    pub(crate) async fn or<T>(
        &mut self,
        doing: impl Future<Output = Result<T, Failure>>,
    ) -> Result<T, Failure> {
        tokio::select! {
            done = doing => done,
            () = self.next() => Err(Failure::new(
                ExitCode::Interrupted,
                ErrorKind::Timeout,
                "interrupted before the service responded; try again",
            )),
        }
    }
}

#[cfg(unix)]
impl Interrupts {
    fn open() -> io::Result<Self> {
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
    fn open() -> io::Result<Self> {
        Ok(Self {})
    }

    /// The next one.
    pub(crate) async fn next(&mut self) {
        if tokio::signal::ctrl_c().await.is_err() {
            // Without a handler there is no signal to wait for.
            std::future::pending::<()>().await;
        }
    }
}
