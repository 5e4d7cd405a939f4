//! What goes over the wire when Azure Blob Storage copies a blob, and what to do next. Pure.
//!
//! # What it is
//!
//! Azure copies a blob on the server side: a `PUT` that names a source is answered at once, the work goes on for up to
//! two weeks, and whoever started it asks how it stands, waits or aborts. This crate is that protocol in two parts.
//!
//! *What is said.* Every call is a value, such as [`ops::CopyBlob`]. As an [`Operation`] it writes its request and reads
//! the reply; as [`Serve`] it does the opposite, for services and test doubles. Both directions are made from one
//! declaration. A value that the service would refuse cannot be made, and says which rule it breaks; a value of the
//! service's that nobody knows yet is kept and no error. What the chosen [`ServiceVersion`] does not know is refused and
//! never dropped.
//!
//! *What to do next.* [`job::CopyJob`] is one copy as a machine without a clock: it takes what happened and the time,
//! and returns the one thing to do. It settles starts whose answer was lost, and never takes another's copy for its own.
//!
//! # What it does not do
//!
//! It opens no socket, reads no clock, no file and no variable, and draws no random numbers: those are arguments. It
//! signs nothing: `blobcopy-auth` adds to a request who asks. It does not run anything: `blobcopy` is the client that
//! does, on tokio, and what most programs want. Bodies are held in memory, so it is not the way to upload large blobs.
//! Of the Blob service it knows what surrounds a copy, and not the rest; the README has the table.
//!
//! # An example
//!
//! A driver is a loop around [`job::CopyJob::step`]. Here the service is played by the crate's other half:
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
//! /// What a network and a service would answer: the copy is accepted, and done when it is asked about.
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
//!         Action::Send(request) => Event::Reply(answer(&request)?), // after it was authorized
//!         Action::WaitUntil(time) => {
//!             now = time; // a program would sleep
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
//! `examples/by_hand` is the same over a plain `std::net::TcpStream`, with all that belongs to it: HTTP, the lost
//! request, the clock. It copies at a real endpoint too.
//!
//! # The map
//!
//! | module | what is there |
//! |---|---|
//! | [`ops`] | the operations, one file each, named as the REST reference names them; [`ops::Call`] tells which one a request asks for |
//! | [`value`] | what the operations speak of: URLs, conditions, metadata, tags, leases, the state of a copy. All of it is exported here as well |
//! | [`job`] | the copy as a machine: when to ask, when to try again, how it can end, and the ticket by which another process goes on |
//! | [`care`] | what a copy can be given beside: a source that is open and still, a destination that is safe, an end that is checked |
//! | [`wire`] | the names of the headers |
//! | here | [`Operation`] and [`Serve`], the two ends of a call; [`Receipt`], what every reply carries; [`Error`], [`Invalid`], [`Malformed`] and [`ServiceError`], by whose fault it is; [`ErrorKind`], what can be done about it; [`legible`], text from a server made safe for a terminal |
//!
//! # Where to go next
//!
//! To copy blobs from a program: the `blobcopy` crate. To start reading here: [`ops::CopyBlob`], whose file is the model
//! of all the others, then the table at the top of `job/copy_job.rs`. To test a program of one's own without Azure: the
//! `blobcopy-emulator` crate, which is made of [`Serve`]. For what the service itself says: *Copy Blob*, *Abort Copy
//! Blob* and *Get Blob Properties* in the [REST reference](https://learn.microsoft.com/rest/api/storageservices/copy-blob).
#![warn(clippy::panic, clippy::unwrap_used)]

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
pub use redact::argument as shown_argument;
#[cfg(feature = "serve")]
pub use serve::Serve;
pub use service_error::{ServiceError, SourceRefusal};
pub use value::*;
