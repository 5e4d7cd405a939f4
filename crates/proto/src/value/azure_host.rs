//! The host names of Azure's storage accounts.

/// One of Azure's clouds. Account names are unique within a cloud, so accounts of the same name in two clouds are
/// different accounts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum AzureCloud {
    /// The public cloud: `core.windows.net` and, for accounts with an Azure DNS zone endpoint, `storage.azure.net`.
    Public,
    /// Azure Government: `core.usgovcloudapi.net`.
    UsGovernment,
    /// Azure operated by 21Vianet: `core.chinacloudapi.cn`.
    China,
    /// The former Azure Germany: `core.cloudapi.de`.
    Germany,
}

/// The domains of storage accounts. Sources: *Storage account overview* (standard and Azure DNS zone endpoints), and the
/// endpoint tables of the sovereign clouds.
const DOMAINS: [(&str, AzureCloud); 5] = [
    (".core.windows.net", AzureCloud::Public),
    (".storage.azure.net", AzureCloud::Public),
    (".core.usgovcloudapi.net", AzureCloud::UsGovernment),
    (".core.chinacloudapi.cn", AzureCloud::China),
    (".core.cloudapi.de", AzureCloud::Germany),
];

/// The services of a storage account. Source: *Storage account overview*.
const SERVICES: [&str; 6] = ["blob", "dfs", "file", "queue", "table", "web"];

/// Suffixes of an account's name in a host. Account names themselves have no hyphen. Sources: *Azure Storage
/// redundancy*, *Network routing preference for Azure Storage*.
const ROLES: [&str; 3] = ["-secondary", "-internetrouting", "-microsoftrouting"];

/// The parts of an Azure Storage host name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct AzureHost<'a> {
    pub(crate) cloud: AzureCloud,
    pub(crate) service: &'a str,
    /// The account; `None` if the host names none.
    pub(crate) account: Option<&'a str>,
}

impl<'a> AzureHost<'a> {
    /// Parses a host in lower case. `None` if it is not a host of Azure Storage.
    pub(crate) fn parse(host: &'a str) -> Option<Self> {
        let (labels, cloud) = DOMAINS
            .iter()
            .find_map(|(domain, cloud)| Some((host.strip_suffix(domain)?, *cloud)))?;
        let (name, service) = labels.rsplit_once('.').unwrap_or(("", labels));
        if !SERVICES.contains(&service) {
            return None;
        }
        // A zone and the name of a private link zone may be between the account and the service.
        let mut labels = name.split('.');
        let first = labels.next().unwrap_or_default();
        let are_known = labels.all(|label| label == "privatelink" || is_zone(label));
        let account = primary(first);
        Some(Self {
            cloud,
            service,
            account: (are_known && is_name(account)).then_some(account),
        })
    }

    /// The rule that the host breaks if its service is not the Blob service, because only that one has blobs.
    pub(crate) fn rule_of_service(&self) -> Option<&'static str> {
        match self.service {
            "dfs" => Some(
                "is the endpoint of Data Lake Storage; write `.blob.` instead of `.dfs.` for the same account",
            ),
            "queue" | "table" => {
                Some("is the endpoint of another service, which has no blobs; write `.blob.`")
            }
            _ => None,
        }
    }
}

/// The account's name without the suffix for a secondary or routing host.
pub(crate) fn primary(label: &str) -> &str {
    ROLES
        .iter()
        .find_map(|role| label.strip_suffix(role))
        .unwrap_or(label)
}

/// `z00` to `z99`. Source: *Storage account overview*, Azure DNS zone endpoints.
fn is_zone(label: &str) -> bool {
    matches!(label.as_bytes(), [b'z', tens, ones] if tens.is_ascii_digit() && ones.is_ascii_digit())
}

/// Whether it has the form of an account's name. The service checks the length.
fn is_name(text: &str) -> bool {
    let is_plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    !text.is_empty() && text.bytes().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(host: &str) -> Option<(AzureCloud, &str, Option<&str>)> {
        let host = AzureHost::parse(host)?;
        Some((host.cloud, host.service, host.account))
    }

    #[test]
    fn every_host_of_an_account_gives_its_name_and_cloud() {
        use AzureCloud::{China, Germany, Public, UsGovernment};
        for (host, cloud) in [
            ("acct.blob.core.windows.net", Public),
            ("acct-secondary.blob.core.windows.net", Public),
            ("acct-internetrouting.blob.core.windows.net", Public),
            ("acct-microsoftrouting.blob.core.windows.net", Public),
            ("acct.privatelink.blob.core.windows.net", Public),
            ("acct.z07.blob.storage.azure.net", Public),
            ("acct-secondary.z07.blob.storage.azure.net", Public),
            ("acct.privatelink.z07.blob.storage.azure.net", Public),
            ("acct.blob.core.usgovcloudapi.net", UsGovernment),
            ("acct.blob.core.chinacloudapi.cn", China),
            ("acct.blob.core.cloudapi.de", Germany),
        ] {
            assert_eq!(read(host), Some((cloud, "blob", Some("acct"))), "{host}");
        }
    }

    #[test]
    fn a_host_of_azure_storage_that_names_no_account_is_still_known() {
        for host in [
            "blob.core.windows.net",
            ".blob.core.windows.net",
            "my_account.blob.core.windows.net",
            "my-account.blob.core.windows.net",
            "a.b.blob.core.windows.net",
            "acct.blob.blob.core.windows.net",
        ] {
            assert_eq!(
                read(host),
                Some((AzureCloud::Public, "blob", None)),
                "{host}"
            );
        }
    }

    #[test]
    fn hosts_that_only_look_alike_are_not_azures() {
        for host in [
            "acct.blob.core.windows.net.example",
            "acctblob.core.windows.net.example",
            "core.windows.net",
            "acct.database.windows.net",
            "acct.blob.localhost",
            "acct.vault.core.windows.net",
        ] {
            assert_eq!(read(host), None, "{host}");
        }
    }
}
