//! The kinds of recorded exchanges: which are one, and how the emulator is brought to answer the same.

use super::exchange::Exchange;
use super::stage::{Reply, Stage};
use super::{heads, refusals, writes};

/// A kind of exchange.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    /// Whether a recorded exchange is of this kind, if it is of none before it.
    pub(crate) is: fn(&Exchange) -> bool,
    /// Brings the emulator into the state that was recorded, and asks.
    pub(crate) drive: fn(&mut Stage, &Exchange) -> Reply,
}

pub(crate) fn kinds() -> impl Iterator<Item = &'static Kind> {
    [refusals::KINDS, heads::KINDS, writes::KINDS]
        .into_iter()
        .flatten()
}

/// What an exchange is about, if that is something the emulator does not serve.
pub(crate) fn unserved(exchange: &Exchange) -> Option<&'static str> {
    let operation = exchange.operation.as_str();
    Some(match (operation, exchange.method.as_str()) {
        ("ListContainers", _) => "List Containers",
        ("properties" | "undelete", _) => "properties of the service, and what soft deletion keeps",
        ("blocklist" | "pagelist", "GET") => "Get Block List and Get Page Ranges",
        ("Tags", "PUT") => "Set Blob Tags",
        ("Lease" | "metadata", _) if exchange.is_of_container() => {
            "leases on containers, and metadata of theirs"
        }
        ("metadata", "HEAD") => "Get Blob Metadata",
        ("Snapshot", _) if exchange.code == "BlobUsesCustomerSpecifiedEncryption" => {
            "keys of the customer's own"
        }
        ("page", _) if exchange.code == "CannotVerifyCopySource" => "Put Page From URL",
        ("PutBlob?", _) if exchange.status < 300 => {
            "writes whose query was not recorded, so that it cannot be told which they are"
        }
        _ => return None,
    })
}
