//! Why requests about a copy got no response.

use std::error::Error as StdError;
use std::time::{Duration, Instant};

use blobcopy_proto::ErrorKind;

use crate::client_credential::CredentialError;
use crate::network::transport_error::TransportError;
use crate::token::TokenError;

/// Why a request about a copy got no response.
#[derive(Debug)]
pub(crate) enum LastFailure {
    Transport(TransportError),
    NoToken(TokenError),
}

impl LastFailure {
    pub(crate) fn kind(&self) -> ErrorKind {
        match self {
            Self::Transport(error) => error.kind(),
            Self::NoToken(_) => ErrorKind::Unauthorized,
        }
    }

    pub(crate) fn cause(&self) -> &(dyn StdError + 'static) {
        match self {
            Self::Transport(error) => error,
            Self::NoToken(error) => error,
        }
    }
}

/// The failures of one drive of a copy.
#[derive(Debug, Default)]
pub(crate) struct DriveFailures {
    pub(crate) last: Option<LastFailure>,
    tokenless_since: Option<Instant>,
}

impl DriveFailures {
    /// Records that a request was authorized, whether it got a response or not.
    pub(crate) fn had_token(&mut self) {
        self.tokenless_since = None;
    }

    /// Records that a request could not be authorized. A missing token counts as a request without a response, which
    /// may be repeated, if its cause is temporary and tokens have been missing for less than `patience`.
    ///
    /// # Errors
    /// In every other case.
    pub(crate) fn bear(
        &mut self,
        error: CredentialError,
        now: Instant,
        limit: Duration,
    ) -> Result<(), CredentialError> {
        match error {
            CredentialError::NoToken(error) if !error.is_lasting() => {
                let since = *self.tokenless_since.get_or_insert(now);
                if now.saturating_duration_since(since) >= limit {
                    return Err(CredentialError::NoToken(error));
                }
                tracing::debug!(%error, "not asked");
                self.last = Some(LastFailure::NoToken(error));
                Ok(())
            }
            error => Err(error),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;
    use crate::token::TokenRefused;

    const LIMIT: Duration = Duration::from_secs(60);

    fn failed() -> CredentialError {
        TokenError::Failed(Arc::new(std::fmt::Error)).into()
    }

    #[test]
    fn what_may_pass_is_borne_for_a_while_and_anew_after_a_token() {
        let (mut failures, begun) = (DriveFailures::default(), Instant::now());
        let bear = |failures: &mut DriveFailures, seconds| {
            let now = begun + Duration::from_secs(seconds);
            failures.bear(failed(), now, LIMIT).is_ok()
        };
        assert!(bear(&mut failures, 0) && bear(&mut failures, 59));
        assert!(!bear(&mut failures, 60));
        failures.had_token();
        assert!(bear(&mut failures, 61) && bear(&mut failures, 120));
        assert!(!bear(&mut failures, 121));
    }

    #[test]
    fn what_the_credential_refuses_is_not_borne() {
        let refused = TokenError::Refused(Arc::new(TokenRefused::new("no such user")));
        let unusable = blobcopy_auth::Error::InsecureTransport;
        for lasting in [refused.into(), CredentialError::from(unusable)] {
            let borne = DriveFailures::default().bear(lasting, Instant::now(), LIMIT);
            assert!(borne.is_err());
        }
    }
}
