//! The names by which clients may address the emulator.

use std::net::IpAddr;

use crate::refusal::Refusal;
use crate::server::address::{host_of, is_loopback};

/// The names by which clients may address the emulator, in addition to `localhost` and IP addresses.
///
/// Any other name is refused. Otherwise a web page could reach the emulator by a name of its own that it has pointed to
/// this machine (DNS rebinding).
#[derive(Default)]
pub(crate) struct KnownHosts(Vec<String>);

impl KnownHosts {
    pub(crate) fn new(names: &[String]) -> Self {
        Self(names.iter().map(|name| name.to_ascii_lowercase()).collect())
    }

    /// # Errors
    /// If a request was sent to another host. `authority` is host and port as the client wrote them.
    pub(crate) fn check(&self, authority: &str) -> Result<(), Refusal> {
        let host = host_of(authority).to_ascii_lowercase();
        let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
        let is_known = host.is_empty()
            || address.is_ok()
            || is_loopback(&host)
            || self.0.iter().any(|name| is_below(&host, name));
        match is_known {
            true => Ok(()),
            false => Err(Refusal::unknown_host().with_detail(format!(
                "the emulator does not know the host `{host}`; start it with `--host {host}`"
            ))),
        }
    }
}

/// Whether a host is `name`, or an account at it as in `account.name`.
fn is_below(host: &str, name: &str) -> bool {
    host.strip_suffix(name)
        .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_and_given_names_are_known() {
        let hosts = KnownHosts::new(&["Storage".to_owned()]);
        for known in [
            "",
            "127.0.0.1:10000",
            "[::1]:10000",
            "localhost",
            "acct.blob.localhost:10000",
            "STORAGE:10000",
            "acct.blob.storage",
        ] {
            assert!(hosts.check(known).is_ok(), "{known}");
        }
        for unknown in ["evil.example", "mystorage", "storage.evil.example:10000"] {
            assert!(hosts.check(unknown).is_err(), "{unknown}");
        }
    }
}
