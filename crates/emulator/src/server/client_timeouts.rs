//! Timeouts for clients.

use std::time::Duration;

/// Timeouts for clients, each restarted by progress.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ClientTimeouts {
    /// For the head of a request, and for the next request on a connection.
    pub(crate) head: Duration,
    /// Between two pieces of a body.
    pub(crate) body: Duration,
}

impl Default for ClientTimeouts {
    fn default() -> Self {
        Self {
            head: Duration::from_secs(60),
            body: Duration::from_secs(30),
        }
    }
}
