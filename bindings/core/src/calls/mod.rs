//! The calls around a copy: each reads its options, sends an operation, and reports what the service said.

mod account;
mod blob;
mod container;
mod put_from_url;

use std::pin::Pin;

use blobcopy::proto::ops::OperationKind;
use blobcopy::proto::{Invalid, Operation, ReplyBody, ServerTimeout, ServiceVersion};
use blobcopy::{BlobServiceClient, Error, proto};
use bytes::Bytes;
use http::{Request, Response};

pub use self::account::{AccountMethod, call_account};
pub use self::blob::{BlobMethod, call_blob};
pub use self::container::{ContainerMethod, call_container, list_options};
pub use self::put_from_url::put_from_url;
use crate::options::Options;
use crate::record::Record;
use crate::refusal::Refusal;
use crate::results::{receipt, response};

/// A call whose options were read.
pub type Sending = Pin<Box<dyn Future<Output = Result<Record, Error>> + Send>>;

/// What is needed to make a call.
struct Call<'a> {
    service: &'a BlobServiceClient,
    options: &'a mut Options,
}

impl<'a> Call<'a> {
    fn new(service: &'a BlobServiceClient, options: &'a mut Options) -> Self {
        Self { service, options }
    }

    /// Sends an operation. What every reply carries is reported behind the operation's own facts.
    fn send<O>(
        self,
        operation: O,
        report: impl FnOnce(&O::Output) -> Record + Send + 'static,
    ) -> Result<Sending, Refusal>
    where
        O: Operation<Output: Send> + Send + Sync + 'static,
    {
        let operation = Timed(operation, self.options.server_timeout()?);
        let service = self.service.clone();
        Ok(Box::pin(async move {
            let ((output, response), reply) = service.call_with_receipt(&operation).await?;
            Ok(report(&output).with(receipt(&reply)).with(response))
        }))
    }
}

/// An operation that the service may take only so long for.
struct Timed<O>(O, Option<ServerTimeout>);

impl<O: Operation> Operation for Timed<O> {
    /// With the response itself.
    type Output = (O::Output, Record);
    const KIND: OperationKind = O::KIND;
    const REPLY_BODY: ReplyBody = O::REPLY_BODY;

    fn request(&self, version: ServiceVersion) -> Result<Request<Bytes>, Invalid> {
        let mut request = self.0.request(version)?;
        if let Some(timeout) = self.1 {
            timeout.set(&mut request)?;
        }
        Ok(request)
    }

    fn decode(reply: &Response<Bytes>) -> Result<Self::Output, proto::Error> {
        Ok((O::decode(reply)?, response(reply)))
    }
}

/// What the service reports of a blob that was written.
macro_rules! written {
    ($output:expr) => {
        $crate::record::record! {
            "etag": $crate::value::text(&$output.etag),
            "last_modified": $output.last_modified,
            "content_md5": $crate::value::hash(&$output.content_md5),
            "content_crc64" / "x_ms_content_crc64": $crate::value::hash(&$output.content_crc64),
            "version_id": $crate::value::text(&$output.version_id),
            "request_server_encrypted" / "is_server_encrypted": $output.request_server_encrypted,
            "encryption_key_sha256": $crate::value::text(&$output.encryption_key_sha256),
            "encryption_scope": $crate::value::text(&$output.encryption_scope),
        }
    };
}
use written;

/// Nothing beside what every reply carries.
fn done<T>(_: &T) -> Record {
    Record::default()
}

/// The calls on a thing, by the names of the methods in both languages.
macro_rules! methods {
    ($(#[$meta:meta])* $name:ident { $( $(#[$call_meta:meta])* $call:ident = $python:literal / $node:literal, )* }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[expect(clippy::exhaustive_enums, reason = "a call that is forgotten shall not compile")]
        pub enum $name {
            $( $(#[$call_meta])* $call, )*
        }

        impl $name {
            /// The call that a language has under this name.
            ///
            /// # Errors
            /// If there is none.
            pub fn named(host: $crate::Host, name: &str) -> Result<Self, $crate::Refusal> {
                $(
                    if name == $crate::name::Name::new($python, $node).of(host) {
                        return Ok(Self::$call);
                    }
                )*
                Err($crate::Refusal::Type(format!("there is no call {name}")))
            }
        }
    };
}
use methods;
