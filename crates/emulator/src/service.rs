//! The state of the service: its data and its settings.

use blobcopy_proto::{HeaderText, Invalid};

use crate::account::store::Store;
use crate::authorize::Guard;
use crate::clock::Clock;
use crate::copy::copy_speed::Pace;
use crate::copy::foreign_source::Fetcher;
use crate::fault::Faults;
use crate::server::client_timeouts::ClientTimeouts;
use crate::server::known_hosts::KnownHosts;
use crate::server::log::Log;
use crate::server::tls::Tls;

/// Everything that is needed to answer a request.
pub(crate) struct Service {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) pace: Pace,
    pub(crate) timeouts: ClientTimeouts,
    pub(crate) port: u16,
    pub(crate) hosts: KnownHosts,
    pub(crate) fetcher: Fetcher,
    pub(crate) guard: Guard,
    pub(crate) tls: Option<Tls>,
    pub(crate) faults: Faults,
    pub(crate) log: Log,
}

impl Service {
    /// Makes the pending copy into a blob fail. Returns `false` if none is pending.
    pub(crate) fn fail_copy(
        &self,
        account: &str,
        container: &str,
        blob: &str,
        description: &str,
    ) -> Result<bool, Invalid> {
        let description = HeaderText::parse(description)?;
        let now = self.clock.now();
        let account = self.store.account(account);
        Ok(account.is_some_and(|account| account.fail_copy(container, blob, description, now)))
    }
}
