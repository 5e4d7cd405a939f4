//! A blob in a listing.

use quick_xml::events::BytesStart;

use crate::invalid::Malformed;
use crate::ops::BlobProperties;
use crate::ops::listed_properties;
use crate::value::{HeaderText, HttpDate, Metadata, ObjectReplication, Tags};
use crate::wire::cursor::Cursor;
use crate::wire::element::{self, element_rows};
use crate::wire::field::Text;
#[cfg(feature = "serve")]
use crate::wire::markup::Markup;
use crate::wire::{name_element, tag_set};

/// A blob in a listing, or a snapshot or version of one.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct ListedBlob {
    /// Its name, not encoded.
    pub name: String,
    /// The timestamp of the snapshot, if it is one; opaque.
    pub snapshot: Option<HeaderText>,
    /// Whether it is soft-deleted.
    pub deleted: Option<bool>,
    /// Whether the blob has versions only, and no current blob.
    pub has_versions_only: Option<bool>,
    /// When it was soft-deleted.
    pub deleted_time: Option<HttpDate>,
    /// The number of days for which it can still be restored.
    pub remaining_retention_days: Option<u64>,
    /// The properties. Metadata and the state of the last copy are included only on request.
    pub properties: BlobProperties,
    /// Whether the metadata is encrypted with a customer-provided key, and is therefore not included.
    pub metadata_encrypted: bool,
    /// The tags, which are included only on request.
    pub tags: Tags,
    /// The properties in a hierarchical namespace.
    pub hierarchy: Hierarchy,
}

/// A prefix in a listing, for all blobs whose names are equal up to the delimiter.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct BlobPrefix {
    /// The prefix, including the delimiter; not encoded.
    pub name: String,
    /// The properties of the directory, with a hierarchical namespace.
    pub properties: BlobProperties,
    /// The other properties of the directory.
    pub hierarchy: Hierarchy,
}

/// The properties of a blob or directory in a hierarchical namespace.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Hierarchy {
    /// The owner.
    pub owner: Option<String>,
    /// The owning group.
    pub group: Option<String>,
    /// The permissions, such as `rwxr-x---`.
    pub permissions: Option<String>,
    /// The access control list.
    pub acl: Option<String>,
    /// `file` or `directory`.
    pub resource_type: Option<String>,
    /// Whether it is a placeholder for a directory that no longer exists.
    pub placeholder: Option<bool>,
    /// The id with which it can be restored.
    pub deletion_id: Option<u64>,
}

element_rows! {
    read_hierarchy, write_hierarchy: Hierarchy, via lenient {
        owner = "Owner",
        group = "Group",
        permissions = "Permissions",
        acl = "Acl",
        resource_type = "ResourceType",
        placeholder = "Placeholder",
        deletion_id = "DeletionId",
    }
}

/// The elements of a soft deletion, which are among the properties.
#[derive(Default)]
struct Deletion {
    time: Option<HttpDate>,
    remaining_days: Option<u64>,
}

element_rows! {
    read_deletion, write_deletion: Deletion, via lenient {
        time = "DeletedTime",
        remaining_days = "RemainingRetentionDays",
    }
}

element_rows! {
    read_moment, write_moment: ListedBlob, via value {
        snapshot = "Snapshot",
        deleted = "Deleted",
        has_versions_only = "HasVersionsOnly",
    }
}

element_rows! {
    read_version, write_version: BlobProperties, via value {
        version_id = "VersionId",
        is_current_version = "IsCurrentVersion",
    }
}

impl ListedBlob {
    /// A blob with this name and these properties.
    pub fn new(name: impl Into<String>, properties: BlobProperties) -> Self {
        Self {
            name: name.into(),
            properties,
            ..Self::default()
        }
    }

    /// Reads the content of `Blob`.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let mut blob = Self::default();
        let mut name = None;
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Name" => name = Some(name_element::read(cursor, &child)?),
                "Properties" => blob.read_properties(cursor)?,
                "Metadata" => blob.read_metadata(cursor, &child)?,
                "Tags" => blob.tags = tag_set::read(cursor, &child)?,
                "OrMetadata" => blob.properties.object_replication = replication(cursor)?,
                other => {
                    let known = read_moment(&mut blob, other, cursor)?
                        || read_version(&mut blob.properties, other, cursor)?;
                    if !known {
                        cursor.skip()?;
                    }
                }
            }
        }
        blob.name = name.ok_or_else(|| Malformed::missing("Name"))?;
        Ok(blob)
    }

    fn read_properties(&mut self, cursor: &mut Cursor<'_>) -> Result<(), Malformed> {
        let mut deletion = Deletion::default();
        listed_properties::read(&mut self.properties, cursor, |name, cursor| {
            Ok(read_deletion(&mut deletion, name, cursor)?
                || read_hierarchy(&mut self.hierarchy, name, cursor)?)
        })?;
        self.deleted_time = deletion.time;
        self.remaining_retention_days = deletion.remaining_days;
        Ok(())
    }

    fn read_metadata(
        &mut self,
        cursor: &mut Cursor<'_>,
        start: &BytesStart<'_>,
    ) -> Result<(), Malformed> {
        self.metadata_encrypted = element::is_true(start, "Encrypted");
        self.properties.metadata = Metadata::read_element(cursor)?;
        Ok(())
    }

    #[cfg(feature = "serve")]
    pub(crate) fn write(&self, out: &mut Markup) {
        let properties = &self.properties;
        out.open("Blob");
        name_element::write(&self.name, out);
        write_moment(self, out);
        write_version(properties, out);
        out.open("Properties");
        listed_properties::write(properties, out);
        let deletion = Deletion {
            time: self.deleted_time,
            remaining_days: self.remaining_retention_days,
        };
        write_deletion(&deletion, out);
        write_hierarchy(&self.hierarchy, out);
        out.close("Properties");
        self.write_metadata(out);
        if !self.tags.is_empty() {
            tag_set::write(&self.tags, out);
        }
        write_replication(&properties.object_replication, out);
        out.close("Blob");
    }

    #[cfg(feature = "serve")]
    fn write_metadata(&self, out: &mut Markup) {
        let metadata = &self.properties.metadata;
        match self.metadata_encrypted {
            true => out.open_with("Metadata", &[("Encrypted", "true")]),
            false if metadata.is_empty() => return,
            false => out.open("Metadata"),
        }
        metadata.write_elements(out);
        out.close("Metadata");
    }
}

impl BlobPrefix {
    /// A prefix without properties.
    pub fn new(name: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            ..Self::default()
        }
    }

    /// Reads the content of `BlobPrefix`.
    pub(crate) fn read(cursor: &mut Cursor<'_>) -> Result<Self, Malformed> {
        let mut prefix = Self::default();
        let mut name = None;
        while let Some(child) = cursor.child()? {
            match child.local_name().as_ref() {
                "Name" => name = Some(name_element::read(cursor, &child)?),
                "Properties" => {
                    let hierarchy = &mut prefix.hierarchy;
                    listed_properties::read(&mut prefix.properties, cursor, |name, cursor| {
                        read_hierarchy(hierarchy, name, cursor)
                    })?;
                }
                _ => cursor.skip()?,
            }
        }
        prefix.name = name.ok_or_else(|| Malformed::missing("Name"))?;
        Ok(prefix)
    }

    #[cfg(feature = "serve")]
    pub(crate) fn write(&self, out: &mut Markup) {
        out.open("BlobPrefix");
        name_element::write(&self.name, out);
        let is_bare =
            self.properties == BlobProperties::default() && self.hierarchy == Hierarchy::default();
        if !is_bare {
            out.open("Properties");
            listed_properties::write(&self.properties, out);
            write_hierarchy(&self.hierarchy, out);
            out.close("Properties");
        }
        out.close("BlobPrefix");
    }
}

/// Prefix of the elements that name a replication rule.
const RULE: &str = "or-";

/// The element with the replication policy of which the blob is a destination.
const POLICY: &str = "or-policy-id";

fn replication(cursor: &mut Cursor<'_>) -> Result<ObjectReplication, Malformed> {
    let mut rules = Vec::new();
    let mut policy_id = None;
    element::children(cursor, |name, text| {
        if name == POLICY {
            policy_id = HeaderText::decode(text);
        } else if let Some(rule) = name.strip_prefix(RULE) {
            rules.push((rule.into(), text.into()));
        }
    })?;
    let mut replication = ObjectReplication::of_rules(rules);
    replication.policy_id = policy_id;
    Ok(replication)
}

#[cfg(feature = "serve")]
fn write_replication(replication: &ObjectReplication, out: &mut Markup) {
    out.open("OrMetadata");
    out.value(POLICY, replication.policy_id.as_ref());
    for (rule, status) in &replication.rules {
        out.leaf(&format!("{RULE}{rule}"), status.as_str());
    }
    out.close("OrMetadata");
}
