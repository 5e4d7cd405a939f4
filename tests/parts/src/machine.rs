//! A whole copy by the machine: started, pending, done.

use std::time::{Duration, Instant};

use blobcopy_proto::job::{Action, CopyJob, CopyPolicy, Event};
use blobcopy_proto::ops::CopyBlob;
use blobcopy_proto::{BlobUrl, CopyState, ServiceVersion, SourceUrl};
use bytes::Bytes;
use http::Response;

use crate::replies::{SOURCE, accepted, properties};

/// Runs a copy that is answered `pending` twice and then `success`, the replies included.
///
/// # Panics
/// If the copy does not succeed.
pub fn run() -> CopyState {
    let destination =
        "https://acct.blob.core.windows.net/backups/2026/11/23/database-full-0001.vhd";
    let start = CopyBlob::new(
        BlobUrl::parse(destination).expect("a blob's URL"),
        SourceUrl::parse(SOURCE).expect("a URL"),
    );
    let mut job = CopyJob::new(start, CopyPolicy::default(), ServiceVersion::DEFAULT)
        .expect("it asks for nothing new");
    let mut replies = replies().into_iter();
    let mut now = epoch();
    let mut event = Event::Woke;
    loop {
        event = match job.step(event, now) {
            Action::Send(_) => {
                now += Duration::from_millis(20);
                Event::Reply(replies.next().expect("three questions"))
            }
            Action::WaitUntil(when) => {
                now = when;
                Event::Woke
            }
            Action::Done(ended) => return ended.expect("the last answer is success"),
        };
    }
}

/// What the service answers.
pub(crate) fn replies() -> [Response<Bytes>; 3] {
    [accepted(), properties("pending"), properties("success")]
}

/// Some moment; the machine asks for no more than the time between two.
fn epoch() -> Instant {
    Instant::now()
}
