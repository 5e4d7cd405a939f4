//! The body of a reply, complete or with a fault.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};
use std::time::Duration;

use bytes::Bytes;
use http::header::{CONTENT_LENGTH, HeaderValue};
use http::{HeaderMap, Response};
use hyper::body::{Body, Frame, SizeHint};
use tokio::time::{Instant, Sleep};

/// A fault of a body.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyFault {
    /// The body ends after this many bytes.
    Truncated(usize),
    /// The body arrives in pieces of this many bytes, with a pause before each.
    Dripping { drop: usize, pause: Duration },
    /// `Content-Length` differs from the actual length by this much.
    Miscounted(i64),
}

/// The body of a reply.
pub(crate) enum ReplyBody {
    Whole(Bytes),
    /// The bytes to send, after which the connection is closed.
    SourceEnded {
        rest: Bytes,
        wait: Pin<Box<Sleep>>,
    },
    Dripping {
        rest: Bytes,
        drop: usize,
        pause: Duration,
        wait: Pin<Box<Sleep>>,
    },
}

impl ReplyBody {
    /// The reply with a complete body, or with `body_fault`.
    pub(crate) fn of(reply: Response<Bytes>, body_fault: Option<BodyFault>) -> Response<Self> {
        let (mut head, body) = reply.into_parts();
        let body = match body_fault {
            None => Self::Whole(body),
            Some(body_fault) => Self::body_fault(&mut head.headers, body, body_fault),
        };
        Response::from_parts(head, body)
    }

    fn broken_off(rest: Bytes) -> Self {
        let wait = Box::pin(tokio::time::sleep(FAREWELL));
        Self::SourceEnded { rest, wait }
    }

    fn body_fault(headers: &mut HeaderMap, body: Bytes, body_fault: BodyFault) -> Self {
        let said = headers
            .get(CONTENT_LENGTH)
            .and_then(|value| value.to_str().ok()?.parse().ok());
        let length = said.unwrap_or(body.len() as u64);
        match body_fault {
            BodyFault::Truncated(after) if after < body.len() => {
                say(headers, length);
                Self::broken_off(body.slice(..after))
            }
            BodyFault::Truncated(_) => Self::Whole(body),
            BodyFault::Dripping { drop, pause } => {
                say(headers, length);
                let wait = Box::pin(tokio::time::sleep(pause));
                let rest = body;
                Self::Dripping {
                    rest,
                    drop,
                    pause,
                    wait,
                }
            }
            BodyFault::Miscounted(by) => {
                miscounted(headers, body, length.saturating_add_signed(by))
            }
        }
    }
}

/// How long sent bytes may take to leave before the connection is closed.
const FAREWELL: Duration = Duration::from_millis(20);

/// Declares another `length` for a body. The replies to a HEAD, and refusals without content, have no body to truncate.
fn miscounted(headers: &mut HeaderMap, body: Bytes, length: u64) -> ReplyBody {
    say(headers, length);
    match usize::try_from(length) {
        Ok(length) if length <= body.len() => ReplyBody::broken_off(body.slice(..length)),
        _ => ReplyBody::broken_off(body),
    }
}

fn say(headers: &mut HeaderMap, length: u64) {
    headers.insert(CONTENT_LENGTH, HeaderValue::from(length));
}

impl Body for ReplyBody {
    type Data = Bytes;
    type Error = Infallible;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, Infallible>>> {
        match self.get_mut() {
            Self::Whole(body) => Poll::Ready(next(body).map(Ok)),
            Self::SourceEnded { rest, wait } => {
                if let Some(frame) = next(rest) {
                    wait.as_mut().reset(Instant::now() + FAREWELL);
                    return Poll::Ready(Some(Ok(frame)));
                }
                // If the declared length is not reached, hyper closes the connection, and drops bytes that are not yet
                // sent.
                ready!(wait.as_mut().poll(context));
                Poll::Ready(None)
            }
            Self::Dripping { rest, .. } if rest.is_empty() => Poll::Ready(None),
            Self::Dripping {
                rest,
                drop,
                pause,
                wait,
            } => {
                ready!(wait.as_mut().poll(context));
                wait.as_mut().reset(Instant::now() + *pause);
                let drop = rest.split_to((*drop).min(rest.len()));
                Poll::Ready(Some(Ok(Frame::data(drop))))
            }
        }
    }

    fn is_end_stream(&self) -> bool {
        matches!(self, Self::Whole(body) if body.is_empty())
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Self::Whole(body) => SizeHint::with_exact(body.len() as u64),
            // The header declares the length, which the known size must not correct.
            _ => SizeHint::default(),
        }
    }
}

fn next(body: &mut Bytes) -> Option<Frame<Bytes>> {
    (!body.is_empty()).then(|| Frame::data(std::mem::take(body)))
}
