//! Records of headers, declared with one row for each header, for both directions.

/// Defines a struct whose every field is bound to a header, and how it is written and read.
///
/// A row reads `pub tier: Option<AccessTier> = ACCESS_TIER since "2017-04-17",`: field, type, the name in
/// [`header`](super::header), and the first service version that supports it. `= ..` marks a field that is a family of
/// headers with their own names.
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
            /// Reads a reply with the expected status. Any other status is a refusal.
            pub(crate) fn granted(
                reply: &http::Response<bytes::Bytes>,
                expected: http::StatusCode,
            ) -> Result<Self, crate::error::Error> {
                Ok(Self::read(crate::wire::message::granted(reply, expected)?)?)
            }

            /// Adds it to a request. Refuses options that `version` does not support.
            pub(crate) fn put(
                &self,
                version: &crate::value::ServiceVersion,
                request: &mut http::Request<bytes::Bytes>,
            ) -> Result<(), crate::value::service_version::TooNew> {
                self.check(version)?;
                self.write(request.headers_mut());
                Ok(())
            }

            pub(crate) fn write(&self, headers: &mut http::HeaderMap) {
                $( crate::wire::field::Field::write(&self.$field, crate::wire::record::wire_name!($header), headers); )*
            }

            pub(crate) fn read(headers: &http::HeaderMap) -> Result<Self, crate::invalid::Malformed> {
                Ok(Self {
                    $( $field: crate::wire::field::Field::read(crate::wire::record::wire_name!($header), headers)?, )*
                })
            }

            /// Reads it from a request. Refuses options that the request's version does not support.
            #[cfg(feature = "serve")]
            pub(crate) fn parse(
                request: &http::Request<bytes::Bytes>,
            ) -> Result<Self, Box<crate::service_error::ServiceError>> {
                let record = Self::read(request.headers())?;
                if let Some(version) = crate::serve::version(request)? {
                    record.check(&version)?;
                }
                Ok(record)
            }

            /// Refuses options that `version` does not support.
            pub(crate) fn check(
                &self,
                version: &crate::value::ServiceVersion,
            ) -> Result<(), crate::value::service_version::TooNew> {
                $(
                    let name = crate::wire::record::wire_name!($header);
                    $(
                        if crate::wire::field::Field::is_set(&self.$field) {
                            let header = <$type as crate::wire::field::Field>::label(name);
                            crate::value::service_version::known_since(version, stringify!($field), header, $since)?;
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
