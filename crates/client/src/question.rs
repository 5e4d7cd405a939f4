//! A question to the service, which keeps its name over all tries.

use blobcopy_auth::SentSecrets;
use blobcopy_proto::{Operation, ReplyBody};
use http::HeaderValue;

use crate::guid::guid;

/// What the service is asked, from the first time until it is granted: one name over all tries.
#[derive(Debug)]
pub(crate) struct Question {
    operation: &'static str,
    reply_body: ReplyBody,
    /// What its requests carried, which no reply may have printed.
    pub(crate) secrets: SentSecrets,
    client_request_id: HeaderValue,
    sent: u32,
    is_granted: bool,
    /// Whether it is about a copy that is under way, or may be.
    pub(crate) is_under_way: bool,
}

impl Question {
    pub(crate) fn of<O: Operation>() -> Self {
        Self::new(O::NAME, O::REPLY_BODY)
    }

    fn new(operation: &'static str, reply_body: ReplyBody) -> Self {
        Self {
            operation,
            reply_body,
            secrets: SentSecrets::default(),
            client_request_id: HeaderValue::try_from(guid())
                .expect("hexadecimal digits and hyphens"),
            sent: 0,
            is_granted: false,
            is_under_way: false,
        }
    }

    /// It was sent once more.
    pub(crate) fn sent(&mut self) {
        self.is_granted = false;
        self.sent += 1;
    }

    /// What was sent last was answered, and this is whether it was granted.
    pub(crate) fn answered(&mut self, is_granted: bool) {
        self.is_granted = is_granted;
    }

    /// The same question of a copy job again if it was not granted, and otherwise a new one. No reply to a job has a
    /// body.
    pub(crate) fn follow<'a>(last: &'a mut Option<Self>, operation: &'static str) -> &'a mut Self {
        let is_again = |last: &Self| last.operation == operation && !last.is_granted;
        if !last.as_ref().is_some_and(is_again) {
            let secrets = last.take().map(|last| last.secrets);
            let secrets = secrets.unwrap_or_default();
            let next = Self::new(operation, ReplyBody::None);
            *last = Some(Self { secrets, ..next });
        }
        last.as_mut().expect("it was put there just now")
    }

    pub(crate) fn operation(&self) -> &'static str {
        self.operation
    }

    pub(crate) fn reply_body(&self) -> ReplyBody {
        self.reply_body
    }

    pub(crate) fn client_request_id(&self) -> &HeaderValue {
        &self.client_request_id
    }

    /// How often it was sent again.
    pub(crate) fn resends(&self) -> u32 {
        self.sent.saturating_sub(1)
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
            question.sent();
            question.answered(is_granted);
            (question.client_request_id.clone(), question.resends())
        };
        let (first, _) = ask("CopyBlob", false);
        assert_eq!(ask("CopyBlob", true), (first.clone(), 1));
        let (next, resends) = ask("CopyBlob", false);
        assert_eq!((next != first, resends), (true, 0));
        let (other, resends) = ask("GetBlobProperties", false);
        assert_eq!((other != next, resends), (true, 0));
    }
}
