//! The operations that this crate supports, and the facts about each.

use std::fmt;

use http::Method;

/// Defines the kinds and their facts from the rows of the table.
macro_rules! kinds {
    ($(
        $operation:ident { $resource:ident ($part:ident) $(if $condition:ident)?;
            $method:ident $(or $also:ident)? $(comp $comp:literal)? $(, since $since:literal)? $(, sas $sas:literal)?
            $(; $($flag:ident),+)?
        }
    )+) => {
        /// An operation of the Blob service that this crate supports.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[expect(clippy::exhaustive_enums, reason = "a match over the operations that lacks a new one must not compile")]
        pub enum OperationKind {
            $(
                #[doc = concat!("[`", stringify!($operation), "`](crate::ops::", stringify!($operation), ")")]
                $operation,
            )+
        }

        impl OperationKind {
            /// All operations.
            pub const ALL: &[Self] = &[$( Self::$operation ),+];
        }

        static FACTS: [OperationFacts; OperationKind::ALL.len()] = [$(
            OperationFacts {
                $(also: Some(&Method::$also),)?
                $(comp: Some($comp),)?
                $(since: Some($since),)?
                $(sas: Some($sas),)?
                $( $($flag: true,)+ )?
                ..OperationFacts::new(stringify!($operation), &Method::$method, Resource::$resource)
            },
        )+];
    };
}

crate::operations!(kinds);

/// The facts about an operation: its row in `ops/table.rs`, which names the sources.
#[derive(Debug)]
#[non_exhaustive]
pub struct OperationFacts {
    /// Its name in the REST reference.
    pub name: &'static str,
    /// The method of the request.
    pub method: &'static Method,
    /// Another method that the service accepts.
    pub also: Option<&'static Method>,
    /// The kind of resource that a request addresses.
    pub resource: Resource,
    /// The parameter `comp`.
    pub comp: Option<&'static str>,
    /// The first service version that supports the operation; `None` for the first of all.
    pub since: Option<&'static str>,
    /// The permissions of a SAS of which one is enough; `None` if no SAS authorizes it.
    pub sas: Option<&'static str>,
    /// Whether it creates a blob, so that the create permission is enough if the blob does not exist.
    pub creates: bool,
    /// Whether the service replies only after it has read the whole source.
    pub within_call: bool,
    /// Whether it needs no credential if public access to the blobs, or to the whole container, is enabled.
    pub public: bool,
    /// Whether the role *Storage Blob Data Reader* includes it.
    pub reader: bool,
    /// Whether it is a batch, whose parts are authorized one by one.
    pub batch: bool,
    /// Whether its request has no parameter `restype`, although it addresses no blob.
    pub no_restype: bool,
}

/// The kind of resource that a request addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(
    clippy::exhaustive_enums,
    reason = "a match over the resources that lacks a new one must not compile"
)]
pub enum Resource {
    /// A blob.
    Blob,
    /// A container.
    Container,
    /// The Blob service of an account.
    Service,
    /// The account, addressed by its endpoint or by a container or blob in it.
    Account,
}

impl OperationFacts {
    const fn new(name: &'static str, method: &'static Method, resource: Resource) -> Self {
        Self {
            name,
            method,
            also: None,
            resource,
            comp: None,
            since: None,
            sas: None,
            creates: false,
            within_call: false,
            public: false,
            reader: false,
            batch: false,
            no_restype: false,
        }
    }

    /// The parameter `restype`, which requests about blobs do not have.
    pub(crate) fn restype(&self) -> Option<&'static str> {
        match self.resource {
            _ if self.no_restype => None,
            Resource::Blob => None,
            Resource::Container => Some("container"),
            Resource::Service => Some("service"),
            Resource::Account => Some("account"),
        }
    }
}

impl OperationKind {
    /// The facts about the operation.
    #[inline]
    pub fn facts(self) -> &'static OperationFacts {
        &FACTS[self as usize]
    }

    /// The name in the REST reference.
    pub fn name(self) -> &'static str {
        self.facts().name
    }
}

impl fmt::Display for OperationKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
