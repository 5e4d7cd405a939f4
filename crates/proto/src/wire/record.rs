//! Records of headers: one row a header, from which both directions are made.

use crate::error::Invalid;
use crate::operation::Operation;
use crate::value::ServiceVersion;
use crate::wire::field::Text;

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

        #[allow(dead_code, unused_variables, reason = "some records are only ever asked or only ever answered")]
        impl $name {
            pub(crate) fn write(&self, headers: &mut http::HeaderMap) {
                $( crate::wire::field::Field::write(&self.$field, crate::wire::record::wire_name!($header), headers); )*
            }

            pub(crate) fn read(headers: &http::HeaderMap) -> Result<Self, crate::error::Malformed> {
                Ok(Self {
                    $( $field: crate::wire::field::Field::read(crate::wire::record::wire_name!($header), headers)?, )*
                })
            }

            /// Reads a request, and refuses what its version does not know.
            pub(crate) fn parse(
                request: &http::Request<bytes::Bytes>,
            ) -> Result<Self, Box<crate::service_error::ServiceError>> {
                let record = Self::read(request.headers())?;
                if let Some(version) = crate::wire::message::version(request)? {
                    record.check(&version)?;
                }
                Ok(record)
            }

            /// Refuses what `version` does not know.
            pub(crate) fn check(
                &self,
                version: &crate::value::ServiceVersion,
            ) -> Result<(), crate::wire::record::TooNew> {
                $(
                    let name = crate::wire::record::wire_name!($header);
                    $(
                        if crate::wire::field::Field::is_set(&self.$field) {
                            let header = <$type as crate::wire::field::Field>::label(name);
                            crate::wire::record::known_since(version, stringify!($field), header, $since)?;
                        }
                    )?
                    crate::wire::field::Field::check(&self.$field, name, version)?;
                )*
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

/// Something set that the chosen version does not support, or that none could.
#[derive(Clone, Debug)]
pub(crate) struct TooNew {
    what: What,
    /// The header that carries it.
    pub(crate) header: &'static str,
    version: ServiceVersion,
    since: &'static str,
}

#[derive(Clone, Debug)]
enum What {
    /// An option, by the name of its field.
    Option(&'static str),
    /// A value of a header that is supported itself.
    Value(String),
    Operation(&'static str),
    /// A value that no header can carry, in whatever version.
    UnsupportedOption,
}

impl TooNew {
    /// Whether the header is supported, and only its value is not.
    pub(crate) fn is_value(&self) -> bool {
        !matches!(self.what, What::Option(_))
    }
}

impl From<TooNew> for Invalid {
    fn from(new: TooNew) -> Self {
        let (subject, value, instead) = match &new.what {
            What::Option(name) => ("option", *name, ", or leave the option out"),
            What::Value(value) => (new.header, value.as_str(), ", or another value"),
            What::Operation(name) => ("operation", *name, ""),
            What::UnsupportedOption => {
                let rule = "must be one word: letters, digits, `-`, `_` and `.`, without spaces";
                return Self::new(new.header, "…", rule, "Versioning for Azure Storage");
            }
        };
        let (since, version) = (new.since, new.version.as_str());
        let rule = format!(
            "needs service version {since} or newer, not {version}; choose a newer version{instead}"
        );
        Self::new(subject, value, rule, "Versioning for Azure Storage")
    }
}

/// Refuses an option that the service supports since `since`, if `version` is older.
pub(crate) fn known_since(
    version: &ServiceVersion,
    option: &'static str,
    header: &'static str,
    since: &'static str,
) -> Result<(), TooNew> {
    let what = || What::Option(option);
    supported_since(version, what, header, since)
}

/// Refuses an operation that `version` does not support.
pub(crate) fn operation_known<O: Operation>(version: &ServiceVersion) -> Result<(), TooNew> {
    let what = || What::Operation(O::NAME);
    supported_since(version, what, "x-ms-version", O::SINCE)
}

/// Refuses a value that came later than the header that carries it, if `version` is older.
pub(crate) fn value_known_since<T: Text>(
    version: &ServiceVersion,
    header: &'static str,
    value: &T,
) -> Result<(), TooNew> {
    let what = || What::Value(String::from_utf8_lossy(value.encode().as_bytes()).into_owned());
    supported_since(version, what, header, value.since().unwrap_or_default())
}

fn supported_since(
    version: &ServiceVersion,
    what: impl FnOnce() -> What,
    header: &'static str,
    since: &'static str,
) -> Result<(), TooNew> {
    if version.as_str() >= since {
        return Ok(());
    }
    Err(TooNew {
        what: what(),
        header,
        version: *version,
        since,
    })
}

/// Refuses a value that no header can carry.
pub(crate) fn fit_for_header(
    version: &ServiceVersion,
    header: &'static str,
    is_fit: bool,
) -> Result<(), TooNew> {
    match is_fit {
        true => Ok(()),
        false => Err(TooNew {
            what: What::UnsupportedOption,
            header,
            version: *version,
            since: "",
        }),
    }
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderValue, Request};

    use crate::error_code::ErrorCode;
    use crate::ops::{Call, CopyBlob, GetBlobTags};
    use crate::service_error::ServiceError;
    use crate::value::{AccessTier, BlobUrl, Endpoint, ServiceVersion, SourceUrl};
    use crate::wire::header;

    fn version(text: &str) -> ServiceVersion {
        ServiceVersion::parse(text).unwrap()
    }

    fn copy() -> CopyBlob {
        let blob = BlobUrl::parse("https://acct.blob.core.windows.net/cont/b").unwrap();
        let source = SourceUrl::of_blob(&blob).unwrap();
        CopyBlob::new(blob, source)
    }

    fn served(request: &Request<Bytes>) -> Result<Call, Box<ServiceError>> {
        let endpoint = Endpoint::parse("https://acct.blob.core.windows.net").unwrap();
        Call::parse(request, &endpoint)
    }

    #[test]
    fn a_header_that_the_version_does_not_know_is_refused_at_both_ends() {
        use crate::operation::Operation;
        let mut copy = copy();
        copy.options.tags.insert("a", "b").unwrap();
        let error = copy.request(version("2018-11-09")).unwrap_err();
        assert_eq!((error.subject, &*error.value), ("option", "tags"));
        assert!(error.rule.contains("2019-12-12 or newer"), "{error}");
        let mut request = copy.request(version("2019-12-12")).unwrap();
        assert!(served(&request).is_ok());
        let older = HeaderValue::from_static("2018-11-09");
        request.headers_mut().insert(&header::VERSION, older);
        let refusal = served(&request).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::UnsupportedHeader));
        assert_eq!(refusal.header_name.as_deref(), Some("x-ms-tags"));
    }

    #[test]
    fn a_value_that_no_header_can_carry_is_refused_and_not_changed() {
        use crate::operation::Operation;
        for text in ["Hot\r\nx: 1", "Höt", "", "Hot Cool", &"x".repeat(200)] {
            let mut copy = copy();
            copy.options.access_tier = Some(AccessTier::from(text));
            let error = copy.request(ServiceVersion::DEFAULT).unwrap_err();
            assert!(error.to_string().contains("one word"), "{error}");
        }
    }

    #[test]
    fn an_operation_that_the_version_does_not_know_is_named() {
        use crate::operation::Operation;
        let blob = BlobUrl::parse("https://acct.blob.core.windows.net/cont/b").unwrap();
        let error = GetBlobTags::new(blob)
            .request(version("2018-11-09"))
            .unwrap_err();
        assert_eq!((error.subject, &*error.value), ("operation", "GetBlobTags"));
        assert!(error.rule.contains("2019-12-12 or newer"), "{error}");
    }

    #[test]
    fn a_value_that_came_later_than_its_header_is_refused_at_both_ends() {
        use crate::operation::Operation;
        let mut copy = copy();
        copy.options.access_tier = Some(AccessTier::Cold);
        let error = copy.request(version("2020-02-10")).unwrap_err();
        assert_eq!((error.subject, &*error.value), ("x-ms-access-tier", "Cold"));
        assert!(error.rule.contains("2021-12-02 or newer, not 2020-02-10"));
        let mut request = copy.request(version("2021-12-02")).unwrap();
        let older = HeaderValue::from_static("2020-02-10");
        request.headers_mut().insert(&header::VERSION, older);
        let refusal = served(&request).unwrap_err();
        assert_eq!(refusal.code, Some(ErrorCode::InvalidHeaderValue));
        assert_eq!(refusal.header_name.as_deref(), Some("x-ms-access-tier"));
    }
}
