//! The resource of a SAS.

use blobcopy_proto::{BlobRevision, BlobUrl, ContainerUrl};

use crate::Error;

/// The resource of a service or user delegation SAS. Names are not percent-encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SasResource {
    /// A blob (`sr=b`).
    Blob {
        /// Its container.
        container: String,
        /// Its name.
        blob: String,
    },
    /// One snapshot of a blob (`sr=bs`).
    Snapshot {
        /// The blob's container.
        container: String,
        /// The blob's name.
        blob: String,
        /// The snapshot's time, as the service wrote it.
        snapshot: String,
    },
    /// One version of a blob (`sr=bv`).
    Version {
        /// The blob's container.
        container: String,
        /// The blob's name.
        blob: String,
        /// The version's id, as the service wrote it.
        version_id: String,
    },
    /// A directory and everything below it, in an account with hierarchical namespace (`sr=d`).
    Directory {
        /// Its container.
        container: String,
        /// Its path. Slashes at either end are ignored.
        directory: String,
    },
    /// A container and all blobs in it (`sr=c`).
    Container {
        /// Its name.
        container: String,
    },
}

impl SasResource {
    /// A blob.
    pub fn blob(container: impl Into<String>, blob: impl Into<String>) -> Self {
        Self::Blob {
            container: container.into(),
            blob: blob.into(),
        }
    }

    /// One snapshot of a blob.
    pub fn snapshot(
        container: impl Into<String>,
        blob: impl Into<String>,
        snapshot: impl Into<String>,
    ) -> Self {
        Self::Snapshot {
            container: container.into(),
            blob: blob.into(),
            snapshot: snapshot.into(),
        }
    }

    /// One version of a blob.
    pub fn version(
        container: impl Into<String>,
        blob: impl Into<String>,
        version_id: impl Into<String>,
    ) -> Self {
        Self::Version {
            container: container.into(),
            blob: blob.into(),
            version_id: version_id.into(),
        }
    }

    /// A directory and everything below it.
    pub fn directory(container: impl Into<String>, directory: impl Into<String>) -> Self {
        Self::Directory {
            container: container.into(),
            directory: directory.into(),
        }
    }

    /// A container and all blobs in it.
    pub fn container(container: impl Into<String>) -> Self {
        Self::Container {
            container: container.into(),
        }
    }

    /// The text of `sr`.
    pub(super) const fn letters(&self) -> &'static str {
        match self {
            Self::Blob { .. } => "b",
            Self::Snapshot { .. } => "bs",
            Self::Version { .. } => "bv",
            Self::Directory { .. } => "d",
            Self::Container { .. } => "c",
        }
    }

    /// The number of segments in a directory's path (`sdd`), 0 for the container's root.
    pub(super) fn depth(&self) -> Option<usize> {
        let Self::Directory { directory, .. } = self else {
            return None;
        };
        let segments = directory.split('/').filter(|segment| !segment.is_empty());
        Some(segments.count())
    }

    /// The container, and the path in it or an empty text, as they are signed.
    pub(super) fn path(&self) -> (&str, &str) {
        match self {
            Self::Blob { container, blob }
            | Self::Snapshot {
                container, blob, ..
            }
            | Self::Version {
                container, blob, ..
            } => (container, blob),
            Self::Directory {
                container,
                directory,
            } => (container, directory.trim_matches('/')),
            Self::Container { container } => (container, ""),
        }
    }

    /// The snapshot's or version's line in the string to sign. It is not part of the token.
    pub(super) fn revision(&self) -> &str {
        match self {
            Self::Snapshot { snapshot, .. } => snapshot,
            Self::Version { version_id, .. } => version_id,
            Self::Blob { .. } | Self::Directory { .. } | Self::Container { .. } => "",
        }
    }

    pub(super) fn check(&self) -> Result<(), Error> {
        let (container, blob) = self.path();
        let needs_blob = !matches!(self, Self::Directory { .. } | Self::Container { .. });
        let missing = |field| Err(Error::Missing { field });
        match self {
            _ if container.is_empty() => missing("container"),
            _ if needs_blob && blob.is_empty() => missing("blob"),
            Self::Snapshot { snapshot, .. } if snapshot.is_empty() => missing("snapshot"),
            Self::Version { version_id, .. } if version_id.is_empty() => missing("versionid"),
            _ if container.contains('/') => Err(Error::Malformed {
                field: "container",
                expected: "a container's name, without `/`",
            }),
            _ => Ok(()),
        }
    }
}

impl From<&BlobUrl> for SasResource {
    /// The blob, or the snapshot or version of it, that the URL names.
    fn from(url: &BlobUrl) -> Self {
        let (container, name) = (url.container().name(), url.name());
        match url.revision() {
            BlobRevision::Snapshot(time) => Self::snapshot(container, name, &**time),
            BlobRevision::Version(id) => Self::version(container, name, &**id),
            _ => Self::blob(container, name),
        }
    }
}

impl From<&ContainerUrl> for SasResource {
    fn from(url: &ContainerUrl) -> Self {
        Self::container(url.name())
    }
}
