//! The arguments of `blobcopy sas`.

use std::net::Ipv4Addr;

use clap::Args;

use super::CredentialArguments;
use crate::time_point::TimePoint;

#[derive(Debug, Args)]
pub(crate) struct SasArguments {
    /// What to give access to: `container` or `container/blob`, or the URL of a blob, snapshot, version or container
    pub(crate) resource: String,

    /// Permissions, one letter each: `r` read (the source of a copy), `l` list, `w` write, `d` delete, …
    ///
    /// All letters are racwdxyltmeopi, and f for a container, as in the field `sp` of a SAS. Their order does not matter.
    #[arg(long, value_name = "LETTERS", required_unless_present = "policy")]
    pub(crate) permissions: Option<String>,

    /// Expiry: a duration (90s, 24h, 7d) or a time in UTC [default: 24h, unless a policy sets it]
    #[arg(long, value_name = "WHEN", value_parser = TimePoint::parse)]
    pub(crate) expires: Option<TimePoint>,

    /// Start: a duration or a time in UTC [default: none, because clocks differ]
    #[arg(long, value_name = "WHEN", value_parser = TimePoint::parse)]
    pub(crate) start: Option<TimePoint>,

    /// Sign with a user delegation key of a login in place of the account key; at most seven days
    #[arg(long, conflicts_with_all = ["policy", "account_key", "sas_token"])]
    pub(crate) user_delegation: bool,

    /// Allow only these IPv4 addresses: one, or a range
    #[arg(long, value_name = "ADDRESS[-ADDRESS]", value_parser = ip_range)]
    pub(crate) ip: Option<(Ipv4Addr, Ipv4Addr)>,

    /// Allow only https
    #[arg(long)]
    pub(crate) https_only: bool,

    /// Use this stored access policy of the container
    #[arg(long, value_name = "NAME")]
    pub(crate) policy: Option<String>,

    /// Give access to a directory and its content, in an account with hierarchical namespace
    #[arg(long)]
    pub(crate) directory: bool,

    /// Service version of the SAS format (`sv`) [default: 2020-12-06, or newer if an option needs it]
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
            "`{text}` is not an IPv4 address or range: write 203.0.113.5 or 203.0.113.0-203.0.113.255"
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
