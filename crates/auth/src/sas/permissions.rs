//! The permissions of a SAS, in the documented order of the letters.
//!
//! Microsoft's SDKs order some letters differently, which the service accepts, so every builder also takes a text,
//! which is signed unchanged. Sources: *Create a service SAS*, *Create a user delegation SAS*, *Create an account SAS*.

use super::letters::letter_set;
use crate::Error;

letter_set! {
    /// The permissions of a SAS for a blob, a snapshot, a version or a directory (`sp`).
    ///
    /// ```
    /// use blobcopy_auth::sas::BlobPermissions;
    ///
    /// assert_eq!((BlobPermissions::WRITE | BlobPermissions::READ).to_string(), "rw");
    /// ```
    BlobPermissions("sp") {
        /// Read content, properties and metadata; use as the source of a copy.
        READ = b'r',
        /// Add a block to an append blob.
        ADD = b'a',
        /// Write a new blob, or copy to one.
        CREATE = b'c',
        /// Write, including over existing blobs.
        WRITE = b'w',
        /// Delete.
        DELETE = b'd',
        /// Delete a version.
        DELETE_VERSION = b'x',
        /// Permanently delete soft-deleted blobs.
        PERMANENT_DELETE = b'y',
        /// List a directory's content.
        LIST = b'l',
        /// Read and write tags.
        TAGS = b't',
        /// Move.
        MOVE = b'm',
        /// Read properties, and traverse a directory.
        EXECUTE = b'e',
        /// Change the owner.
        OWNERSHIP = b'o',
        /// Change permissions.
        PERMISSIONS = b'p',
        /// Set immutability policies and legal holds.
        IMMUTABILITY = b'i',
    }
}

impl BlobPermissions {
    /// Parses the letters of a SAS for a blob itself, in any order. Only a container and a directory can be listed.
    /// Source: *Create a service SAS*.
    ///
    /// # Errors
    ///
    /// As [`parse`](Self::parse), and [`Malformed`](crate::Error::Malformed) for `l`.
    pub fn parse_for_blob(text: &str) -> Result<Self, Error> {
        let permissions = Self::parse(text)?;
        match permissions.contains(Self::LIST) {
            true => Err(Error::Malformed {
                field: "sp",
                expected: "without `l`: only a container or a directory can be listed",
            }),
            false => Ok(permissions),
        }
    }
}

letter_set! {
    /// The permissions of a SAS for a container (`sp`).
    ContainerPermissions("sp") {
        /// Read content, properties and metadata of any blob; use as the source of a copy.
        READ = b'r',
        /// Add a block to an append blob.
        ADD = b'a',
        /// Write a new blob, or copy to one.
        CREATE = b'c',
        /// Write, including over existing blobs.
        WRITE = b'w',
        /// Delete a blob.
        DELETE = b'd',
        /// Delete a version.
        DELETE_VERSION = b'x',
        /// Permanently delete soft-deleted blobs.
        PERMANENT_DELETE = b'y',
        /// List blobs.
        LIST = b'l',
        /// Read and write tags.
        TAGS = b't',
        /// Find blobs by their tags.
        FIND = b'f',
        /// Move.
        MOVE = b'm',
        /// Read properties, and traverse directories.
        EXECUTE = b'e',
        /// Change the owner.
        OWNERSHIP = b'o',
        /// Change permissions.
        PERMISSIONS = b'p',
        /// Set immutability policies and legal holds.
        IMMUTABILITY = b'i',
    }
}

letter_set! {
    /// The permissions of an account SAS (`sp`).
    AccountPermissions("sp") {
        /// Read.
        READ = b'r',
        /// Write.
        WRITE = b'w',
        /// Delete.
        DELETE = b'd',
        /// Delete a version.
        DELETE_VERSION = b'x',
        /// Permanently delete soft-deleted blobs.
        PERMANENT_DELETE = b'y',
        /// List.
        LIST = b'l',
        /// Add messages, entities and blocks.
        ADD = b'a',
        /// Create.
        CREATE = b'c',
        /// Update messages and entities.
        UPDATE = b'u',
        /// Process messages.
        PROCESS = b'p',
        /// Find blobs by their tags.
        FIND = b'f',
        /// Read and write tags.
        TAGS = b't',
        /// Set immutability policies and legal holds.
        IMMUTABILITY = b'i',
    }
}

letter_set! {
    /// The services of an account SAS (`ss`).
    AccountServices("ss") {
        /// Blobs, including Data Lake Storage.
        BLOB = b'b',
        /// Queues.
        QUEUE = b'q',
        /// Tables.
        TABLE = b't',
        /// Files.
        FILE = b'f',
    }
}

letter_set! {
    /// The kinds of resources of an account SAS (`srt`).
    AccountResourceTypes("srt") {
        /// The service itself: its properties, the list of its containers.
        SERVICE = b's',
        /// Containers: create, delete and list them.
        CONTAINER = b'c',
        /// Objects: blobs.
        OBJECT = b'o',
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Error;

    #[test]
    fn letters_are_written_in_the_documented_order() {
        let ordered = |text| BlobPermissions::parse(text).unwrap().to_string();
        assert_eq!(ordered("ipoemtlyxdwcar"), "racwdxyltmeopi");
        let ordered = |text| ContainerPermissions::parse(text).unwrap().to_string();
        assert_eq!(ordered("ipoemftlyxdwcar"), "racwdxyltfmeopi");
        let ordered = |text| AccountPermissions::parse(text).unwrap().to_string();
        assert_eq!(ordered("itfpucalyxdwr"), "rwdxylacupfti");
        assert_eq!(AccountServices::parse("ftqb").unwrap().to_string(), "bqtf");
        assert_eq!(
            AccountResourceTypes::parse("ocs").unwrap().to_string(),
            "sco"
        );
    }

    #[test]
    fn unknown_and_repeated_letters_are_refused() {
        let unknown = BlobPermissions::parse("rf").unwrap_err();
        assert_eq!(
            unknown,
            Error::UnknownLetter {
                field: "sp",
                letter: 'f'
            }
        );
        let repeated = AccountServices::parse("bb").unwrap_err();
        assert_eq!(
            repeated,
            Error::RepeatedLetter {
                field: "ss",
                letter: 'b'
            }
        );
    }

    #[test]
    fn sets_unite_and_contain() {
        let copied = BlobPermissions::READ | BlobPermissions::TAGS;
        assert!(copied.contains(BlobPermissions::READ));
        assert!(!copied.contains(BlobPermissions::READ | BlobPermissions::WRITE));
        assert_eq!(format!("{copied:?}"), "BlobPermissions(rt)");
        assert_eq!(BlobPermissions::default().to_string(), "");
    }
}
