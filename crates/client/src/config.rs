//! What can be set about a client.

use std::time::Duration;

use blobcopy_proto::ServiceVersion;
use blobcopy_proto::job::RetryPolicy;

/// How a client talks to the service. The defaults suit a server in a data centre.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ClientConfig {
    /// Version of the protocol to speak.
    pub version: ServiceVersion,
    /// Longest time to connect, name look-up included, TLS not. Default: 10 s.
    pub connect_timeout: Duration,
    /// Longest time from sending a request to the head of its reply. Default: 30 s.
    pub reply_timeout: Duration,
    /// Longest silence within the body of a reply. Default: 30 s.
    pub read_timeout: Duration,
    /// How long an idle connection is kept. Default: 60 s.
    pub idle_timeout: Duration,
    /// How many idle connections are kept. Default: 64.
    pub idle_connections: usize,
    /// Largest body of a reply that is taken, in bytes. Default: 1 GiB.
    pub largest_reply: u64,
    /// When a plain operation is tried again. A copy has a policy of its own.
    pub retry: RetryPolicy,
    /// What is said of the caller in `User-Agent`, behind our own name; visible ASCII.
    pub user_agent: Option<String>,
}

impl Default for ClientConfig {
    fn default() -> Self {
        Self {
            version: ServiceVersion::DEFAULT,
            connect_timeout: Duration::from_secs(10),
            reply_timeout: Duration::from_secs(30),
            read_timeout: Duration::from_secs(30),
            idle_timeout: Duration::from_secs(60),
            idle_connections: 64,
            largest_reply: 1 << 30,
            retry: RetryPolicy::default(),
            user_agent: None,
        }
    }
}
