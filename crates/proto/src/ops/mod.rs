//! The operations, one file each, named as the REST reference names them.

mod abort_copy_blob;
mod call;
mod copy_blob;
mod create_container;
mod get_blob;
mod get_blob_properties;
mod put_blob;

pub use abort_copy_blob::AbortCopyBlob;
pub use call::Call;
pub use copy_blob::{CopyBlob, CopyBlobOptions, CopyBlobOutput};
pub use create_container::{CreateContainer, CreateContainerOptions, CreateContainerOutput};
pub use get_blob::{GetBlob, GetBlobOptions, GetBlobOutput};
pub use get_blob_properties::{BlobProperties, GetBlobProperties, GetBlobPropertiesOptions};
pub use put_blob::{PutBlob, PutBlobOptions, PutBlobOutput};
