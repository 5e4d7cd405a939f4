//! The optional content of a listing.

use crate::open_enum::open_enum;

open_enum! {
    /// What a listing includes in addition to the current blobs. Source: *List Blobs*, REST reference.
    pub enum ListInclude {
        /// Snapshots, each before its blob.
        Snapshots = "snapshots",
        /// User metadata.
        Metadata = "metadata",
        /// Blobs that have only uncommitted blocks.
        UncommittedBlobs = "uncommittedblobs",
        /// The state of the last copy into each blob. Does not filter the blobs.
        Copy = "copy" since "2012-02-12",
        /// Soft-deleted blobs.
        Deleted = "deleted" since "2017-07-29",
        /// Tags.
        Tags = "tags" since "2019-12-12",
        /// Versions.
        Versions = "versions" since "2019-12-12",
        /// Immutability policies.
        ImmutabilityPolicy = "immutabilitypolicy" since "2020-06-12",
        /// Legal holds.
        LegalHold = "legalhold" since "2020-06-12",
        /// Owners, groups and permissions, with a hierarchical namespace.
        Permissions = "permissions" since "2020-06-12",
        /// Deleted blobs that have versions.
        DeletedWithVersions = "deletedwithversions" since "2020-10-02",
    }
}

open_enum! {
    /// What a listing of containers adds to each. Source: *List Containers*, REST reference.
    pub enum ContainerInclude {
        /// User metadata.
        Metadata = "metadata",
        /// Containers that are softly deleted.
        Deleted = "deleted" since "2019-12-12",
        /// Containers of the service's own, such as `$logs`.
        System = "system" since "2020-10-02",
    }
}

open_enum! {
    /// The only entries that a listing shows, with a hierarchical namespace. Source: *List Blobs*, REST reference.
    pub enum ShowOnly {
        /// Soft-deleted entries.
        Deleted = "deleted" since "2020-08-04",
        /// Files.
        Files = "files" since "2020-12-06",
        /// Directories.
        Directories = "directories" since "2020-12-06",
    }
}
