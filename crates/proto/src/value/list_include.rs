//! What a listing tells beside the blobs themselves.

use crate::open_enum::open_enum;

open_enum! {
    /// What a listing tells beside the blobs as they are. Source: *List Blobs*, REST reference.
    pub enum ListInclude {
        /// Snapshots, each before its blob.
        Snapshots = "snapshots",
        /// User metadata.
        Metadata = "metadata",
        /// Blobs of which only uncommitted blocks are there.
        UncommittedBlobs = "uncommittedblobs",
        /// The state of the last copy into each blob. Filters nothing.
        Copy = "copy" since "2012-02-12",
        /// Blobs that are softly deleted.
        Deleted = "deleted" since "2017-07-29",
        /// Tags.
        Tags = "tags" since "2019-12-12",
        /// Versions.
        Versions = "versions" since "2019-12-12",
        /// Immutability policies.
        ImmutabilityPolicy = "immutabilitypolicy" since "2020-06-12",
        /// Legal holds.
        LegalHold = "legalhold" since "2020-06-12",
        /// Owners, groups and permissions, where there are real directories.
        Permissions = "permissions" since "2020-06-12",
        /// Deleted blobs that have versions.
        DeletedWithVersions = "deletedwithversions" since "2020-10-02",
    }
}

open_enum! {
    /// What alone a listing shows, where there are real directories. Source: *List Blobs*, REST reference.
    pub enum ShowOnly {
        /// What is softly deleted.
        Deleted = "deleted" since "2020-08-04",
        /// Files.
        Files = "files" since "2020-12-06",
        /// Directories.
        Directories = "directories" since "2020-12-06",
    }
}
