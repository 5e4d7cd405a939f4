//! The fields that every reply of the service has.

use bytes::Bytes;
use http::Response;

use crate::invalid::Malformed;
use crate::value::{HeaderText, HttpDate, ServiceVersion};
use crate::wire::field::is_word;
use crate::wire::record::header_record;

header_record! {
    /// The fields that every reply of the service has. Source: *Copy Blob*, REST reference, and all other pages.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Receipt {
        /// The service's id of the request. `None` if it does not have the form of an id.
        pub request_id: Option<HeaderText> = REQUEST_ID,
        /// The caller's id of the request, repeated by the service.
        pub client_request_id: Option<HeaderText> = CLIENT_REQUEST_ID,
        /// The version that the service used.
        pub version: Option<ServiceVersion> = VERSION,
        /// The time of the reply, by the service's clock.
        pub date: Option<HttpDate> = DATE,
    }
}

impl Receipt {
    /// Reads the fields from a reply.
    pub fn of(reply: &Response<Bytes>) -> Result<Self, Malformed> {
        let mut receipt = Self::read(reply.headers())?;
        receipt.request_id = receipt.request_id.filter(|id| is_word(id));
        Ok(receipt)
    }

    /// Writes the fields to a reply.
    pub fn set(&self, reply: &mut Response<Bytes>) {
        self.write(reply.headers_mut());
    }
}
