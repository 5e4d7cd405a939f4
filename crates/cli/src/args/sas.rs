//! The words of `blobcopy sas`.

use std::net::Ipv4Addr;

use clap::Args;

use super::CredentialArguments;
use crate::time_point::TimePoint;

#[derive(Debug, Args)]
pub(crate) struct SasArguments {
    /// What to open: the URL of a blob, a snapshot, a version or a container; or `container` or `container/blob` with
    /// a connection string
    pub(crate) resource: String,

    /// What to allow, a letter each: read, add, create, write, delete, list, … (`r` for the source of a copy)
    ///
    /// The letters are those of `sp` in the documentation of SAS: racwdxyltmeopi, and f for a container. Their order
    /// does not matter.
    #[arg(long, value_name = "LETTERS", required_unless_present = "policy")]
    pub(crate) permissions: Option<String>,

    /// Until when: a duration from now (90s, 24h, 7d) or a time in UTC [default: 24h, unless a policy says it]
    #[arg(long, value_name = "WHEN", value_parser = TimePoint::parse)]
    pub(crate) expires: Option<TimePoint>,

    /// From when, likewise; best left out, since clocks differ
    #[arg(long, value_name = "WHEN", value_parser = TimePoint::parse)]
    pub(crate) start: Option<TimePoint>,

    /// Sign with a user delegation key in place of the account's: that takes a login (--login), and lasts seven days at most
    #[arg(long, conflicts_with_all = ["policy", "account_key", "sas_token"])]
    pub(crate) user_delegation: bool,

    /// From which IPv4 addresses: one, or the first and the last with a hyphen between them
    #[arg(long, value_name = "ADDRESS[-ADDRESS]", value_parser = ip_range)]
    pub(crate) ip: Option<(Ipv4Addr, Ipv4Addr)>,

    /// Over https alone
    #[arg(long)]
    pub(crate) https_only: bool,

    /// The container's stored access policy that says the rest, by its name
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,

    /// The URL names a directory, in an account with hierarchical namespace: open all that is in it
    #[arg(long)]
    pub(crate) directory: bool,

    /// The version whose rules sign it (`sv`) [default: 2020-12-06, or the first that knows all that is used]
    #[arg(long, value_name = "YYYY-MM-DD")]
    pub(crate) sv: Option<String>,

    #[command(flatten)]
    pub(crate) credentials: CredentialArguments,
}

/// Reads one address, or two with a hyphen between them.
fn ip_range(text: &str) -> Result<(Ipv4Addr, Ipv4Addr), String> {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    match (first.parse(), last.parse()) {
        (Ok(first), Ok(last)) if first <= last => Ok((first, last)),
        (Ok(_), Ok(_)) => Err(format!("`{text}` ends before it begins")),
        _ => Err(format!(
            "`{text}` is no IPv4 address or range: write 203.0.113.5 or 203.0.113.0-203.0.113.255"
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_are_one_or_a_range_in_its_order() {
        let [first, last] = [[203, 0, 113, 5], [203, 0, 113, 9]].map(Ipv4Addr::from);
        assert_eq!(ip_range("203.0.113.5"), Ok((first, first)));
        assert_eq!(ip_range("203.0.113.5-203.0.113.9"), Ok((first, last)));
        for text in [
            "",
            "203.0.113.9-203.0.113.5",
            "203.0.113",
            "203.0.113.0/24",
            "::1",
            "a-b",
        ] {
            assert!(ip_range(text).is_err(), "{text}");
        }
    }
}
