//! Refusals, as a service creates and writes them.

use bytes::Bytes;
use http::{HeaderMap, HeaderValue, Response, StatusCode};

use crate::error_code::ErrorCode;
use crate::invalid::{Invalid, Malformed};
use crate::service_error::ServiceError;
use crate::value::service_version::TooNew;
use crate::value::{Conditions, ContainerUrl, ContentHash};
use crate::wire::field::Field;
use crate::wire::header;
use crate::wire::markup::Markup;
use crate::wire::message::XML;

impl ServiceError {
    /// Writes the refusal like the service: the code in the header, everything else in XML after a byte-order mark.
    pub fn reply(&self) -> Response<Bytes> {
        let mut reply = Response::new(Bytes::new());
        *reply.status_mut() = self.status;
        if self.code.is_some() {
            let xml = HeaderValue::from_static(XML);
            reply.headers_mut().insert(header::CONTENT_TYPE, xml);
            *reply.body_mut() = self.document();
        }
        self.write_headers(reply.headers_mut());
        reply
    }

    fn document(&self) -> Bytes {
        let mut out = Markup::document();
        out.open("Error");
        out.value("Code", self.code.as_ref());
        out.value("Message", self.message.as_ref());
        out.value(
            "AuthenticationErrorDetail",
            self.authentication_detail.as_ref(),
        );
        out.value("HeaderName", self.header_name.as_ref());
        out.value("QueryParameterName", self.query_parameter_name.as_ref());
        out.value("ExtendedErrorDetail", self.extended_error_detail.as_ref());
        for (name, text) in &self.details {
            out.leaf(name, text);
        }
        if let Some(source) = &self.copy_source {
            out.value(
                "CopySourceStatusCode",
                source.status.map(u64::from).as_ref(),
            );
            out.value("CopySourceErrorCode", source.code.as_ref());
            out.value("CopySourceErrorMessage", source.message.as_ref());
        }
        out.close("Error");
        out.into_bytes()
    }

    fn write_headers(&self, headers: &mut HeaderMap) {
        self.code.write(&header::ERROR_CODE, headers);
        self.request_id.write(&header::REQUEST_ID, headers);
        if let Some(source) = &self.copy_source {
            let status = source.status.map(u64::from);
            status.write(&header::COPY_SOURCE_STATUS_CODE, headers);
            source.code.write(&header::COPY_SOURCE_ERROR_CODE, headers);
        }
        let seconds = self.retry_after.map(|wait| wait.as_secs());
        seconds.write(&header::RETRY_AFTER, headers);
        self.date.write(&header::DATE, headers);
    }
}

impl From<Malformed> for Box<ServiceError> {
    /// The refusal of a header that cannot be read.
    fn from(malformed: Malformed) -> Self {
        let bad = |code, message| ServiceError::new(StatusCode::BAD_REQUEST, code, message);
        let mut refusal = match malformed.found {
            None => bad(ErrorCode::MissingRequiredHeader, MISSING_HEADER),
            Some(found) if found == Conditions::TOO_MANY => {
                let code = ErrorCode::MultipleConditionHeadersNotSupported;
                bad(code, "Multiple condition headers are not supported.")
            }
            Some(found) if found == ContentHash::BOTH => {
                let code = ErrorCode::BothCrc64AndMd5HeaderPresent;
                bad(
                    code,
                    "Both x-ms-content-crc64 header and Content-MD5 header are present.",
                )
            }
            Some(_) if malformed.subject == header::CONTENT_MD5.as_str() => {
                bad(ErrorCode::InvalidMd5, INVALID_MD5)
            }
            Some(found) => {
                bad(ErrorCode::InvalidHeaderValue, INVALID_HEADER).with_detail("HeaderValue", found)
            }
        };
        refusal.header_name = Some(malformed.subject);
        Self::new(refusal)
    }
}

impl From<TooNew> for Box<ServiceError> {
    /// The refusal of a header, or a value, that the request's version does not support.
    fn from(new: TooNew) -> Self {
        let (code, message) = if new.is_value() {
            (ErrorCode::InvalidHeaderValue, INVALID_HEADER)
        } else {
            let message = "One of the HTTP headers specified in the request is not supported.";
            (ErrorCode::UnsupportedHeader, message)
        };
        let mut refusal = ServiceError::new(StatusCode::BAD_REQUEST, code, message);
        refusal.header_name = Some(new.header.to_owned());
        Self::new(refusal)
    }
}

const INVALID_HEADER: &str = "The value for one of the HTTP headers is not in the correct format.";
const INVALID_MD5: &str = "The MD5 value specified in the request is invalid. MD5 value must be 128 bits and base64 encoded.";
const MISSING_HEADER: &str = "An HTTP header that's mandatory for this request is not specified.";

impl From<Invalid> for Box<ServiceError> {
    /// The refusal of a target that addresses nothing.
    fn from(invalid: Invalid) -> Self {
        let (code, message) = match invalid.subject {
            "container name" if invalid.rule == ContainerUrl::RULE_OF_LENGTH => (
                ErrorCode::OutOfRangeInput,
                "The specified resource name length is not within the permissible limits.",
            ),
            "container name" => (
                ErrorCode::InvalidResourceName,
                "The specified resource name contains invalid characters.",
            ),
            _ => (
                ErrorCode::InvalidUri,
                "The requested URI does not represent any resource on the server.",
            ),
        };
        Self::new(ServiceError::new(StatusCode::BAD_REQUEST, code, message))
    }
}
