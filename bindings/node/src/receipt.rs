//! What every reply of the service carries, as data.

use blobcopy::proto::Receipt;
use napi_derive::napi;

use crate::time;

/// What every reply of the service carries. The date is in milliseconds since 1970.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct ReceiptData {
    /// The id under which the service remembers the request.
    pub request_id: Option<String>,
    /// The caller's own id for the call.
    pub client_request_id: Option<String>,
    /// The version in which the service answered.
    pub version: Option<String>,
    /// The moment of the answer.
    pub date: Option<f64>,
}

impl From<&Receipt> for ReceiptData {
    fn from(receipt: &Receipt) -> Self {
        Self {
            request_id: receipt.request_id.as_ref().map(ToString::to_string),
            client_request_id: receipt.client_request_id.as_ref().map(ToString::to_string),
            version: receipt.version.map(|version| version.as_str().to_owned()),
            date: receipt.date.map(time::told),
        }
    }
}
