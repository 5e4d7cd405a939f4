//! A request to the service with all its attempts, which share a client request id.

use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};

use blobcopy_auth::SentSecrets;
use blobcopy_proto::ops::OperationKind;
use blobcopy_proto::{Operation, ReplyBody, guid};
use http::HeaderValue;

/// A request of an operation, from its first attempt until it is granted. All its attempts carry the same
/// `x-ms-client-request-id`.
#[derive(Debug)]
pub(crate) struct Question {
    operation: OperationKind,
    reply_body: ReplyBody,
    /// The secret of the copy's source, which a reply may repeat although its request did not carry it. Boxed, because
    /// most sources have none.
    pub(crate) source: Option<Box<SentSecrets>>,
    client_request_id: HeaderValue,
    // Atomic, because an attempt borrows the question and may move between threads. Relaxed, because no other memory
    // depends on it.
    tries: AtomicU32,
    /// Whether this attempt was sent, and may have arrived.
    pub(crate) is_sent: AtomicBool,
    is_granted: AtomicBool,
    /// Whether the request concerns a copy that is or may be under way.
    pub(crate) is_under_way: bool,
}

impl Question {
    pub(crate) fn of<O: Operation>() -> Self {
        Self::new(O::KIND, O::REPLY_BODY)
    }

    fn new(operation: OperationKind, reply_body: ReplyBody) -> Self {
        Self {
            operation,
            reply_body,
            source: None,
            client_request_id: HeaderValue::try_from(guid(fastrand::u128(..)))
                .expect("hexadecimal digits and hyphens"),
            tries: AtomicU32::new(0),
            is_sent: AtomicBool::new(false),
            is_granted: AtomicBool::new(false),
            is_under_way: false,
        }
    }

    /// Records that another attempt begins.
    pub(crate) fn tried(&self) {
        self.is_granted.store(false, Ordering::Relaxed);
        self.is_sent.store(false, Ordering::Relaxed);
        self.tries.fetch_add(1, Ordering::Relaxed);
    }

    /// Records that the last attempt was answered, and whether it was granted.
    pub(crate) fn answered(&self, is_granted: bool) {
        self.is_granted.store(is_granted, Ordering::Relaxed);
    }

    /// Whether this attempt was sent, and may have arrived.
    pub(crate) fn is_sent(&self) -> bool {
        self.is_sent.load(Ordering::Relaxed)
    }

    /// Whether the last attempt was granted, so that the next request is a new question.
    pub(crate) fn is_granted(&self) -> bool {
        self.is_granted.load(Ordering::Relaxed)
    }

    /// The question of a copy job's next request: the last one if it was not granted and has the same operation,
    /// otherwise a new one. No reply to a copy job has a body.
    pub(crate) fn follow(last: &mut Option<Box<Self>>, operation: OperationKind) -> &mut Self {
        last.take_if(|last| last.operation != operation || last.is_granted());
        let question = last.get_or_insert_with(|| Box::new(Self::new(operation, ReplyBody::None)));
        *question.is_sent.get_mut() = false;
        question
    }

    pub(crate) fn operation(&self) -> OperationKind {
        self.operation
    }

    pub(crate) fn reply_body(&self) -> ReplyBody {
        self.reply_body
    }

    pub(crate) fn client_request_id(&self) -> &HeaderValue {
        &self.client_request_id
    }

    /// The number of attempts after the first.
    pub(crate) fn resends(&self) -> u32 {
        self.tries.load(Ordering::Relaxed).saturating_sub(1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_keeps_its_name_until_it_is_granted() {
        let mut last = None;
        let mut ask = |operation, is_granted| {
            let question = Question::follow(&mut last, operation);
            question.tried();
            question.answered(is_granted);
            (question.client_request_id.clone(), question.resends())
        };
        let (first, _) = ask(OperationKind::CopyBlob, false);
        assert_eq!(ask(OperationKind::CopyBlob, true), (first.clone(), 1));
        let (next, resends) = ask(OperationKind::CopyBlob, false);
        assert_eq!((next != first, resends), (true, 0));
        let (other, resends) = ask(OperationKind::GetBlobProperties, false);
        assert_eq!((other != next, resends), (true, 0));
    }
}
