//! The protocol of server-side copies in Azure Blob Storage, without I/O.
//!
//! # What it is
//!
//! Azure copies blobs on the server side. The service accepts a `PUT` request that names the source, then copies for up
//! to two weeks. Meanwhile the client polls the state of the copy, and can abort it. This crate has two parts:
//!
//! - **The calls.** Every call is a value, such as [`ops::CopyBlob`]. As an [`Operation`] it builds its request and
//!   decodes the reply. As [`Serve`] it does the opposite, for services and test doubles. Both directions are generated
//!   from one declaration. A value that the service would refuse is an error when it is created; the error states the
//!   rule. An unknown value from the service is kept, and is never an error. An option that the chosen
//!   [`ServiceVersion`] does not support is refused, and never dropped.
//! - **The state machine.** [`job::CopyJob`] runs one copy. It takes an event and the time, and returns the next
//!   action. It resolves starts whose reply was lost, and never takes another client's copy for its own.
//!
//! # What it does not do
//!
//! The crate opens no socket, and reads no clock, file, environment variable or random source; time and randomness are
//! arguments. It signs nothing: `blobcopy-auth` adds the authorization to a request. It runs nothing: most programs use
//! `blobcopy`, the client on tokio. Bodies are held in memory, so the crate is not suited to upload large blobs. It
//! covers only the operations that a copy needs; the README lists them.
//!
//! # An example
//!
//! A driver is a loop around [`job::CopyJob::step`]. In this example, [`Serve`] simulates the service:
//!
//! ```
//! use std::time::Instant;
//!
//! use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, Event};
//! use blobcopy_proto::ops::{BlobProperties, Call, CopyBlob, CopyBlobOutput, GetBlobProperties};
//! use blobcopy_proto::{
//!     BlobUrl, CopyId, CopyState, CopyStatus, Endpoint, HeaderText, Receipt, Serve, ServiceVersion, SourceUrl,
//! };
//! use bytes::Bytes;
//! use http::{Request, Response};
//!
//! /// Replies as a service would: it accepts the copy, and reports its success when polled.
//! fn answer(request: &Request<Bytes>) -> Result<Response<Bytes>, Box<dyn std::error::Error>> {
//!     let endpoint = Endpoint::parse("https://acct.blob.core.windows.net")?;
//!     let id = CopyId::parse("1f812371-a41d-49e6-b123-f4b542e851c5")?;
//!     let mut reply = match Call::parse(request, &endpoint)? {
//!         Call::CopyBlob(_) => CopyBlob::reply(&CopyBlobOutput::new(id, CopyStatus::Pending)),
//!         Call::GetBlobProperties(_) => {
//!             let mut properties = BlobProperties::default();
//!             properties.copy = Some(CopyState::new(id, CopyStatus::Success));
//!             GetBlobProperties::reply(&properties)
//!         }
//!         call => return Err(call.kind().name().into()),
//!     };
//!     let mut receipt = Receipt::default();
//!     receipt.request_id = Some(HeaderText::parse("3f2504e0-4f89-41d3-9a0c-0305e82c3301")?);
//!     receipt.set(&mut reply);
//!     Ok(reply)
//! }
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let start = CopyBlob::new(
//!     BlobUrl::parse("https://acct.blob.core.windows.net/backups/2026/db.vhd")?,
//!     SourceUrl::parse("https://acct.blob.core.windows.net/live/db.vhd")?,
//! );
//! let mut job = CopyJob::new(start, CopyPolicy::default(), ServiceVersion::DEFAULT)?;
//!
//! let mut now = Instant::now();
//! let mut event = Event::Woke;
//! let copied = loop {
//!     event = match job.step(event, now) {
//!         Action::Send(request) => Event::Reply(answer(&request)?), // a program authorizes and sends it
//!         Action::WaitUntil(time) => {
//!             now = time; // a program sleeps
//!             Event::Woke
//!         }
//!         Action::Done(end) => break end?,
//!     };
//! };
//! assert_eq!(copied.status, CopyStatus::Success);
//! # Ok(())
//! # }
//! ```
//!
//! `examples/by_hand` does the same over a plain `std::net::TcpStream`, with HTTP, lost requests and a real clock. It
//! can also copy at a real endpoint.
//!
//! # The map
//!
//! | module | content |
//! |---|---|
//! | [`ops`] | the operations, one file each, with the names of the REST reference; [`ops::Call`] recognizes the operation of a request |
//! | [`value`] | the values in operations: URLs, conditions, metadata, tags, leases, the state of a copy. All are exported from the crate's root too |
//! | [`job`] | the state machine of a copy: polling, retries, outcomes, and the resume token ([`job::CopyTicket`]) |
//! | [`care`] | the safeguards of a copy: a readable and unchanged source, a protected destination, a verified result |
//! | [`wire`] | the names of the headers |
//! | root | [`Operation`] and [`Serve`], the two sides of a call; [`Receipt`], the fields of every reply; [`Error`], [`Invalid`], [`Malformed`] and [`ServiceError`], the errors; [`ErrorKind`], what the caller can do about an error; [`legible()`], which makes text from a server safe for a terminal |
//!
//! # Where to go next
//!
//! - To copy blobs from a program, use the `blobcopy` crate.
//! - To test a program without Azure, use the `blobcopy-emulator` crate, which is built on [`Serve`].
//! - To read this crate, start with [`ops::CopyBlob`], which is the model of all other operations, then read the table
//!   at the top of `job/copy_job.rs`.
//! - The service itself is described by *Copy Blob*, *Abort Copy Blob* and *Get Blob Properties* in the [REST
//!   reference](https://learn.microsoft.com/rest/api/storageservices/copy-blob).
#![warn(clippy::panic, clippy::unwrap_used)]

pub mod batch;
pub mod care;
mod error;
mod error_code;
mod error_kind;
mod guid;
mod invalid;
pub mod job;
mod legible;
mod open_enum;
mod operation;
pub mod ops;
pub mod proof;
mod receipt;
mod redact;
#[cfg(feature = "serve")]
mod serve;
mod service_error;
mod setters;
pub mod value;
pub mod wire;

pub use error::Error;
pub use error_code::ErrorCode;
pub use error_kind::ErrorKind;
pub use guid::guid;
pub use invalid::{Invalid, Malformed};
pub use legible::{is_legible, legible};
pub use operation::{Operation, ReplyBody};
pub use receipt::Receipt;
pub use redact::{argument as shown_argument, shown as shown_text};
#[cfg(feature = "serve")]
pub use serve::Serve;
pub use service_error::{ServiceError, SourceRefusal};
pub use value::*;
