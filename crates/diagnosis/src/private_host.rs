//! Whether a host is reachable from the Internet, as far as its name or address shows.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr};

/// Whether a host is an address or a name that is known on one network or machine only.
pub(crate) fn is_private(host: &str) -> bool {
    match address(host) {
        Some(IpAddr::V4(address)) => {
            address.is_private()
                || address.is_loopback()
                || address.is_link_local()
                || address.is_unspecified()
        }
        Some(IpAddr::V6(address)) => {
            address.is_unique_local()
                || address.is_loopback()
                || address.is_unicast_link_local()
                || address.is_unspecified()
        }
        None => is_private_name(host.trim_end_matches('.')),
    }
}

/// Whether a host is a link-local address, which is another machine on each network. Virtual machines in the cloud get
/// their own tokens at such an address.
pub fn is_link_local(host: &str) -> bool {
    match address(host) {
        Some(IpAddr::V4(address)) => address.is_link_local(),
        Some(IpAddr::V6(address)) => address.is_unicast_link_local(),
        None => false,
    }
}

fn address(host: &str) -> Option<IpAddr> {
    match host.strip_prefix('[') {
        Some(rest) => {
            let address: Ipv6Addr = rest.trim_end_matches(']').parse().ok()?;
            // An IPv4 address may be mapped to IPv6.
            Some(address.to_canonical())
        }
        None => host.parse::<Ipv4Addr>().ok().map(IpAddr::V4),
    }
}

/// Whether a name cannot be a host on the Internet. Sources: RFC 6761, RFC 6762, and ICANN's reservation of `internal`.
fn is_private_name(host: &str) -> bool {
    const ENDINGS: [&str; 4] = ["localhost", "local", "internal", "home.arpa"];
    let host = host.to_ascii_lowercase();
    let ends = |ending: &&str| {
        host.strip_suffix(*ending)
            .is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
    };
    !host.contains('.') || ENDINGS.iter().any(ends)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn private_hosts_are_told_from_those_of_the_internet() {
        for host in [
            "10.1.2.3",
            "172.31.0.1",
            "192.168.1.1",
            "127.0.0.1",
            "169.254.169.254",
            "0.0.0.0",
            "[::1]",
            "[fd00::1]",
            "[fe80::1]",
            "[::ffff:10.0.0.1]",
            "localhost",
            "acct.blob.localhost",
            "nas",
            "nas.local",
            "db.prod.internal",
        ] {
            assert!(is_private(host), "{host}");
        }
        for host in [
            "acct.blob.core.windows.net",
            "example.org",
            "notlocal.example",
            "8.8.8.8",
            "172.32.0.1",
            "[2a00::1]",
        ] {
            assert!(!is_private(host), "{host}");
        }
    }

    #[test]
    fn only_addresses_are_of_the_link() {
        assert!(is_link_local("169.254.169.254") && is_link_local("[fe80::1]"));
        assert!(is_link_local("[::ffff:169.254.169.254]"));
        assert!(!is_link_local("10.0.0.1") && !is_link_local("localhost"));
    }
}
