//! Why a call failed, as facts of which JavaScript makes an error.

use blobcopy::ErrorKind;
use blobcopy::proto::Invalid;
use blobcopy_bindings::{Refusal, failure};
use napi::bindgen_prelude::{JsValue, Object, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::conversion::{IntoJs, object};

/// Why something that is done without a call failed.
#[napi(object, object_from_js = false)]
pub struct Refused {
    /// What can be done about it: `type` for a value of another type, or a kind whose name is the same in every language.
    pub failure: String,
    /// The complete message. No secret.
    pub message: String,
    pub cause_text: Option<String>,
    pub remedy: Option<String>,
}

/// Why a call failed.
pub(crate) enum Failure {
    /// What the client reports.
    Client(blobcopy::Error),
    /// A value that cannot be sent.
    Refused(Refusal),
    /// The call was cancelled. The canceller knows why.
    Cancelled,
    /// The package's own code broke.
    Broken,
}

impl Failure {
    pub(crate) fn invalid(message: impl Into<String>) -> Self {
        Self::Refused(Refusal::Value(message.into()))
    }

    /// A name of the failure, and its sentence.
    fn named(&self) -> (&'static str, String) {
        match self {
            Self::Client(error) => (error.kind().code(), error.to_string()),
            Self::Refused(Refusal::Type(message)) => ("type", message.clone()),
            Self::Refused(Refusal::Value(message)) => (ErrorKind::Invalid.code(), message.clone()),
            Self::Cancelled => ("cancelled", "the call was cancelled".to_owned()),
            Self::Broken => (
                "broken",
                "this is a mistake in blobcopy, please report it".to_owned(),
            ),
        }
    }
}

impl IntoJs for Failure {
    fn into_js(self, env: &Env) -> Result<Unknown<'_>> {
        let (name, message) = self.named();
        let mut facts = match &self {
            Self::Client(error) => object(failure(error), env)?,
            Self::Refused(refusal) => {
                let (cause, remedy) = refusal.parts();
                let mut facts = Object::new(env)?;
                facts.set("causeText", cause)?;
                facts.set("remedy", remedy)?;
                facts
            }
            _ => Object::new(env)?,
        };
        facts.set("failure", name)?;
        facts.set("message", message)?;
        Ok(facts.to_unknown())
    }
}

impl From<Failure> for Refused {
    fn from(failure: Failure) -> Self {
        let (name, message) = failure.named();
        let (cause_text, remedy) = match &failure {
            Failure::Client(error) => {
                let report = error.report();
                (report.cause.or(Some(report.summary)), report.remedy)
            }
            Failure::Refused(refusal) => {
                let (cause, remedy) = refusal.parts();
                (Some(cause), remedy)
            }
            Failure::Cancelled | Failure::Broken => (None, None),
        };
        Self {
            failure: name.to_owned(),
            message,
            cause_text,
            remedy,
        }
    }
}

impl From<blobcopy::Error> for Failure {
    fn from(error: blobcopy::Error) -> Self {
        Self::Client(error)
    }
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(refusal)
    }
}

impl From<Invalid> for Failure {
    fn from(invalid: Invalid) -> Self {
        Self::Refused(invalid.into())
    }
}

impl From<blobcopy::auth::Error> for Failure {
    fn from(error: blobcopy::auth::Error) -> Self {
        Self::Refused(error.into())
    }
}
