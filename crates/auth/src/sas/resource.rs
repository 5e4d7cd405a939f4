//! What a SAS opens.

use super::field::{Fields, SasField};
use crate::Error;

/// What a service or user delegation SAS opens. All names are plain, not percent-encoded.
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
    /// A directory and all below it, in an account with hierarchical namespace (`sr=d`).
    Directory {
        /// Its container.
        container: String,
        /// Its path; slashes at either end do not count.
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

    /// A directory and all below it.
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

    /// Writes `sr`, and `sdd` for a directory.
    pub(super) fn describe(&self, fields: &mut Fields) -> Result<(), Error> {
        self.check()?;
        let sr = match self {
            Self::Blob { .. } => "b",
            Self::Snapshot { .. } => "bs",
            Self::Version { .. } => "bv",
            Self::Directory { .. } => "d",
            Self::Container { .. } => "c",
        };
        fields.set(SasField::SignedResource, sr);
        if let Self::Directory { directory, .. } = self {
            fields.set(SasField::SignedDirectoryDepth, depth(directory).to_string());
        }
        Ok(())
    }

    /// The resource's line in the string to sign.
    pub(super) fn canonical(&self, account: &str) -> String {
        match self {
            Self::Blob { container, blob }
            | Self::Snapshot {
                container, blob, ..
            }
            | Self::Version {
                container, blob, ..
            } => canonical(account, container, blob),
            Self::Directory {
                container,
                directory,
            } => canonical(account, container, directory.trim_matches('/')),
            Self::Container { container } => canonical(account, container, ""),
        }
    }

    /// The snapshot's or version's line in the string to sign. It is not part of the token.
    pub(super) fn moment(&self) -> &str {
        match self {
            Self::Snapshot { snapshot, .. } => snapshot,
            Self::Version { version_id, .. } => version_id,
            Self::Blob { .. } | Self::Directory { .. } | Self::Container { .. } => "",
        }
    }

    fn check(&self) -> Result<(), Error> {
        let (container, rest) = match self {
            Self::Blob { container, blob } => (container, vec![("blob", blob)]),
            Self::Snapshot {
                container,
                blob,
                snapshot,
            } => (container, vec![("blob", blob), ("snapshot", snapshot)]),
            Self::Version {
                container,
                blob,
                version_id,
            } => (container, vec![("blob", blob), ("versionid", version_id)]),
            Self::Directory { container, .. } | Self::Container { container } => {
                (container, vec![])
            }
        };
        let mut named = [("container", container)].into_iter().chain(rest);
        match named.find(|(_, text)| text.is_empty()) {
            Some((field, _)) => Err(Error::Missing { field }),
            None if container.contains('/') => Err(Error::Malformed {
                field: "container",
                expected: "a container's name, without `/`",
            }),
            None => Ok(()),
        }
    }
}

/// `/blob/account/container` and, where `path` is not empty, `/path`. The account stands once, for an emulator too.
pub(super) fn canonical(account: &str, container: &str, path: &str) -> String {
    match path {
        "" => format!("/blob/{account}/{container}"),
        _ => format!("/blob/{account}/{container}/{path}"),
    }
}

/// How many segments the path has; the container's root has none.
fn depth(directory: &str) -> usize {
    directory
        .split('/')
        .filter(|segment| !segment.is_empty())
        .count()
}
