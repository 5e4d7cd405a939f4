//! A container as a listing tells of it.

use crate::invalid::Malformed;
use crate::ops::ContainerProperties;
use crate::value::{HeaderText, HttpDate, Metadata};
use crate::wire::cursor::Cursor;
use crate::wire::element::element_rows;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;

/// A container in a listing.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListedContainer {
    /// Its name.
    pub name: String,
    /// The version of a soft-deleted container, with which it can be restored.
    pub version: Option<HeaderText>,
    /// Whether it is soft-deleted.
    pub deleted: Option<bool>,
    /// When it was soft-deleted.
    pub deleted_time: Option<HttpDate>,
    /// For how many days it can be restored.
    pub remaining_retention_days: Option<u64>,
    /// Its properties. They include metadata only if the request includes it.
    pub properties: ContainerProperties,
}

element_rows! {
    read_properties, write_properties: ContainerProperties, via lenient {
        last_modified = "Last-Modified",
        etag = "Etag",
        lease_status = "LeaseStatus",
        lease_state = "LeaseState",
        lease_duration = "LeaseDuration",
        public_access = "PublicAccess",
        has_immutability_policy = "HasImmutabilityPolicy",
        has_legal_hold = "HasLegalHold",
        immutable_storage_with_versioning = "ImmutableStorageWithVersioningEnabled",
        default_encryption_scope = "DefaultEncryptionScope",
        deny_encryption_scope_override = "DenyEncryptionScopeOverride",
    }
}

element_rows! {
    read_deletion, write_deletion: ListedContainer, via lenient {
        deleted_time = "DeletedTime",
        remaining_retention_days = "RemainingRetentionDays",
    }
}

element_rows! {
    read_state, write_state: ListedContainer, via value {
        version = "Version",
        deleted = "Deleted",
    }
}

impl ListedContainer {
    /// A container with this name.
    pub fn new(name: impl Into<String>, properties: ContainerProperties) -> Self {
        Self {
            name: name.into(),
            properties,
            ..Self::default()
        }
    }

    /// Reads the content of the element `Container`.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let mut container = Self::default();
        let mut name = None;
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Name" => name = Some(cursor.text()?.into_owned()),
                "Properties" => container.read_all(cursor)?,
                "Metadata" => container.properties.metadata = Metadata::read_element(cursor)?,
                other => {
                    if !read_state(&mut container, other, cursor)? {
                        cursor.skip()?;
                    }
                }
            }
        }
        container.name = name.ok_or_else(|| Malformed::missing("Name"))?;
        Ok(container)
    }

    fn read_all(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        while let Some(child) = cursor.child()? {
            let name = child.local_name();
            let name = name.as_ref();
            let known = read_properties(&mut self.properties, name, cursor)?
                || read_deletion(self, name, cursor)?;
            if !known {
                cursor.skip()?;
            }
        }
        Ok(())
    }

    #[cfg(feature = "serve")]
    pub(crate) fn write(&self, out: &mut Markup) {
        out.open("Container");
        out.leaf("Name", &self.name);
        write_state(self, out);
        out.open("Properties");
        write_properties(&self.properties, out);
        write_deletion(self, out);
        out.close("Properties");
        if !self.properties.metadata.is_empty() {
            out.open("Metadata");
            self.properties.metadata.write_elements(out);
            out.close("Metadata");
        }
        out.close("Container");
    }
}
