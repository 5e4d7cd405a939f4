//! What every reply of the service carries, whatever was asked.

use bytes::Bytes;
use http::Response;

use crate::invalid::Malformed;
use crate::value::{HeaderText, HttpDate, ServiceVersion};
use crate::wire::field::is_word;
use crate::wire::record::header_record;

header_record! {
    /// What every reply of the service carries. Source: *Copy Blob*, REST reference, and all the others.
    #[derive(Clone, Debug, Default, PartialEq)]
    pub struct Receipt {
        /// The id under which the service remembers the request, if it is a name.
        pub request_id: Option<HeaderText> = REQUEST_ID,
        /// The caller's own id for the call, repeated.
        pub client_request_id: Option<HeaderText> = CLIENT_REQUEST_ID,
        /// The version in which the service answered.
        pub version: Option<ServiceVersion> = VERSION,
        /// The moment of the answer, by the service's clock.
        pub date: Option<HttpDate> = DATE,
    }
}

impl Receipt {
    /// Reads it off a reply.
    ///
    /// # Errors
    /// If the version or the date cannot be read.
    pub fn of(reply: &Response<Bytes>) -> Result<Self, Malformed> {
        let mut receipt = Self::read(reply.headers())?;
        receipt.request_id = receipt.request_id.filter(|id| is_word(id));
        Ok(receipt)
    }

    /// Puts it on a reply.
    pub fn set(&self, reply: &mut Response<Bytes>) {
        self.write(reply.headers_mut());
    }
}
