//! What the operations speak of.

mod access_tier;
mod blob_type;
mod blob_url;
mod byte_range;
mod conditions;
mod container_url;
mod copy_state;
mod endpoint;
mod etag;
mod header_text;
mod http_date;
mod metadata;
mod service_version;
mod source_url;
mod user_delegation_key;

pub use access_tier::AccessTier;
pub use blob_type::BlobType;
pub use blob_url::{BlobUrl, Moment};
pub use byte_range::{ByteRange, ContentRange};
pub use conditions::{ConditionNames, Conditions, TagMatch};
pub use container_url::ContainerUrl;
pub use copy_state::{CopyId, CopyState, CopyStatus, Progress};
pub use endpoint::Endpoint;
pub use etag::ETag;
pub use header_text::HeaderText;
pub use http_date::HttpDate;
pub use metadata::{Metadata, MetadataChoice};
pub use service_version::ServiceVersion;
pub use source_url::{EchoedSource, SourceUrl};
pub use user_delegation_key::UserDelegationKey;
