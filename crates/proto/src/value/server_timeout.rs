//! The time limit of the service for one request.

use bytes::Bytes;
use http::Request;

use crate::invalid::Invalid;
use crate::wire::target;

const PAGE: &str = "Setting timeouts for Blob service operations";

/// The time limit of the service for one request, in whole seconds. Any request can have it, as parameter `timeout`.
///
/// It does not limit a copy, which continues after the request. The service reduces it to its own maximum. Source:
/// *Setting timeouts for Blob service operations*, REST reference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ServerTimeout(u32);

impl ServerTimeout {
    /// A time limit in seconds.
    ///
    /// # Errors
    /// If it is zero.
    pub fn seconds(seconds: u32) -> Result<Self, Invalid> {
        match seconds {
            0 => Err(Invalid::new(
                "timeout",
                "0",
                "must be at least a second",
                PAGE,
            )),
            _ => Ok(Self(seconds)),
        }
    }

    /// The time limit in seconds.
    pub fn as_seconds(self) -> u32 {
        self.0
    }

    /// Adds it to a request. Do this before you sign the request, because signatures cover the query.
    ///
    /// # Errors
    /// If the URL becomes too long.
    pub fn set(self, request: &mut Request<Bytes>) -> Result<(), Invalid> {
        let mut target = request.uri().to_string();
        target::push_parameter(&mut target, "timeout", &self.0.to_string());
        *request.uri_mut() = target::uri(target)?;
        Ok(())
    }

    /// Reads it from a request; `None` if it is missing or cannot be read.
    pub fn of(request: &Request<Bytes>) -> Option<Self> {
        let text = target::parameter(request.uri(), "timeout")?;
        Self::seconds(text.parse().ok()?).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use http::Uri;

    #[test]
    fn a_timeout_is_added_to_whatever_query_there_is() {
        for (before, after) in [
            ("https://a.net/c/b", "https://a.net/c/b?timeout=30"),
            (
                "https://a.net/c/b?comp=x",
                "https://a.net/c/b?comp=x&timeout=30",
            ),
        ] {
            let mut request = Request::new(Bytes::new());
            *request.uri_mut() = Uri::from_static(before);
            ServerTimeout::seconds(30)
                .unwrap()
                .set(&mut request)
                .unwrap();
            assert_eq!(request.uri().to_string(), after);
            assert_eq!(ServerTimeout::of(&request).unwrap().as_seconds(), 30);
        }
        assert!(ServerTimeout::seconds(0).is_err());
    }
}
