//! Sockets, HTTP, and the processing of requests.

pub(crate) mod address;
pub(crate) mod batch_part;
pub(crate) mod body;
pub(crate) mod caller;
pub(crate) mod client_timeouts;
pub(crate) mod digest;
pub(crate) mod exchange;
pub(crate) mod known_hosts;
pub(crate) mod listener;
pub(crate) mod log;
pub(crate) mod query;
pub(crate) mod reply_version;
pub(crate) mod resettable_stream;
pub(crate) mod tls;
pub(crate) mod unserved_operation;
pub(crate) mod unserved_request;
