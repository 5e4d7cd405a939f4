//! Records of headers: one row a header, from which both directions are made.

use crate::error::Invalid;
use crate::value::ServiceVersion;

/// Defines a struct whose every field is bound to a header, and how it is written and read.
///
/// A row reads `pub tier: Option<AccessTier> = ACCESS_TIER since "2017-04-17",`: field, type, the name in
/// [`header`](super::header), and the first service version that knows it. `= ..` marks a field that is a family of
/// headers with names of its own.
macro_rules! header_record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident {
            $( $(#[$field_meta:meta])* pub $field:ident : $type:ty = $header:tt $(since $since:literal)? , )*
        }
    ) => {
        $(#[$meta])*
        #[non_exhaustive]
        pub struct $name {
            $( $(#[$field_meta])* pub $field: $type, )*
        }

        #[allow(dead_code, unused_variables, reason = "some records are only ever nested, or have no rows that came later")]
        impl $name {
            pub(crate) fn write(&self, headers: &mut http::HeaderMap) {
                $( crate::wire::field::Field::write(&self.$field, crate::wire::record::wire_name!($header), headers); )*
            }

            pub(crate) fn read(headers: &http::HeaderMap) -> Result<Self, crate::error::Malformed> {
                Ok(Self {
                    $( $field: crate::wire::field::Field::read(crate::wire::record::wire_name!($header), headers)?, )*
                })
            }

            /// Refuses what `version` does not know.
            pub(crate) fn check(&self, version: &crate::value::ServiceVersion) -> Result<(), crate::error::Invalid> {
                $( $(
                    if crate::wire::field::Field::is_set(&self.$field) {
                        crate::wire::record::known_since(version, stringify!($field), $since)?;
                    }
                )? )*
                Ok(())
            }
        }
    };
}

macro_rules! wire_name {
    (..) => {
        &()
    };
    ($header:ident) => {
        &crate::wire::header::$header
    };
}

pub(crate) use {header_record, wire_name};

pub(crate) fn known_since(
    version: &ServiceVersion,
    what: &'static str,
    since: &'static str,
) -> Result<(), Invalid> {
    if version.as_str() >= since {
        return Ok(());
    }
    Err(Invalid::new(
        what,
        version.as_str(),
        format!("is not known to this service version; choose {since} or newer, or leave it out"),
        "Versioning for Azure Storage",
    ))
}
