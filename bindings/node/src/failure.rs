//! Why something was not done, as data: JavaScript makes the error of it.

use std::error::Error as StdError;

use blobcopy::proto::Invalid;
use blobcopy::{Diagnosis, ErrorKind, chain};
use napi_derive::napi;

use crate::care;
use crate::copy_state::CopyStateData;

/// Why something was not done.
#[napi(object, object_from_js = false)]
#[derive(Default)]
pub struct Failure {
    /// What can be done about it; the names are the same in every language.
    pub failure: String,
    /// What, and why. No secret.
    pub message: String,
    /// Whether it is how a copy ended, so that asking again would tell the same.
    pub is_end: Option<bool>,
    /// Azure's code, if the service answered.
    pub code: Option<String>,
    /// The HTTP status, if the service answered.
    pub status_code: Option<u16>,
    /// The id under which the service remembers the request.
    pub request_id: Option<String>,
    /// The copy that this is about.
    pub copy_id: Option<String>,
    /// How that copy stood when it ended or was last heard of.
    pub copy: Option<CopyStateData>,
    /// The other copy, which holds the destination.
    pub other_copy: Option<CopyStateData>,
    /// The snapshot that holds what the destination held before, where that is no longer there.
    pub snapshot: Option<String>,
    /// More that the service said.
    pub details: Option<RefusalDetails>,
    /// Why it was refused and what to do, where that is known.
    pub diagnosis: Option<DiagnosisData>,
}

/// Why something was refused, and what to do.
#[napi(object, object_from_js = false)]
pub struct DiagnosisData {
    /// The stable name of the cause.
    pub name: String,
    /// The cause, as a sentence.
    pub cause: String,
    /// What to do about it, as a sentence.
    pub remedy: String,
}

/// More that the service said when it refused.
#[napi(object, object_from_js = false)]
pub struct RefusalDetails {
    /// Azure's code.
    pub error_code: Option<String>,
    /// The service's sentence.
    pub message: Option<String>,
    /// What did not match in the authorization.
    pub authentication_error_detail: Option<String>,
    /// The header that the service did not like.
    pub header_name: Option<String>,
    /// The query parameter that the service did not like.
    pub query_parameter_name: Option<String>,
    /// The HTTP status that the source of a copy answered.
    pub copy_source_status_code: Option<u16>,
    /// The code that the source of a copy answered.
    pub copy_source_error_code: Option<String>,
    /// The sentence of the source of a copy.
    pub copy_source_error_message: Option<String>,
}

/// A failure on its way to JavaScript.
pub(crate) struct Trouble(Box<Failure>);

impl Trouble {
    /// A value that cannot be sent.
    pub(crate) fn invalid(error: &dyn StdError) -> Self {
        Self::of_kind(ErrorKind::Invalid, chain(error))
    }

    /// Trouble of that kind.
    pub(crate) fn of_kind(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self::named(kind.code(), message)
    }

    /// Whoever wanted it did not want it any more, and knows why.
    pub(crate) fn called_off() -> Self {
        Self::named("called_off", "the request was called off")
    }

    /// Our own code broke.
    pub(crate) fn broken() -> Self {
        Self::named("broken", "this is a mistake in blobcopy, please report it")
    }

    fn named(name: &str, message: impl Into<String>) -> Self {
        Self(Box::new(Failure {
            failure: name.to_owned(),
            message: message.into(),
            ..Failure::default()
        }))
    }

    /// What is in the way, in one sentence.
    pub(crate) fn message(&self) -> &str {
        &self.0.message
    }
}

impl From<Trouble> for Failure {
    fn from(trouble: Trouble) -> Self {
        *trouble.0
    }
}

impl From<blobcopy::Error> for Trouble {
    fn from(error: blobcopy::Error) -> Self {
        let mut trouble = Self::of_kind(error.kind(), error.in_full());
        let failure = &mut *trouble.0;
        let is_end = error.outcome().is_some() || error.kind() == ErrorKind::CopyUnverified;
        failure.is_end = Some(is_end);
        failure.snapshot = error.protection().and_then(care::snapshot);
        failure.code = error.code().map(ToString::to_string);
        failure.status_code = error.status().map(|status| status.as_u16());
        failure.request_id = error.request_id().map(str::to_owned);
        failure.copy_id = error.copy_id().map(ToString::to_string);
        failure.copy = error.last_state().map(CopyStateData::from);
        failure.other_copy = error.other_copy().map(CopyStateData::from);
        failure.details = error.service_error().map(RefusalDetails::from);
        failure.diagnosis = error.diagnosis().map(DiagnosisData::from);
        trouble
    }
}

impl From<&Diagnosis> for DiagnosisData {
    fn from(diagnosis: &Diagnosis) -> Self {
        Self {
            name: diagnosis.name().to_owned(),
            cause: diagnosis.cause(),
            remedy: diagnosis.remedy().to_owned(),
        }
    }
}

impl From<&blobcopy::proto::ServiceError> for RefusalDetails {
    fn from(refusal: &blobcopy::proto::ServiceError) -> Self {
        let source = refusal.copy_source.as_ref();
        Self {
            error_code: refusal.code.as_ref().map(ToString::to_string),
            message: refusal.message.clone(),
            authentication_error_detail: refusal.authentication_detail.clone(),
            header_name: refusal.header_name.clone(),
            query_parameter_name: refusal.query_parameter_name.clone(),
            copy_source_status_code: source.and_then(|source| source.status),
            copy_source_error_code: source
                .and_then(|source| source.code.as_ref())
                .map(ToString::to_string),
            copy_source_error_message: source.and_then(|source| source.message.clone()),
        }
    }
}

impl From<Invalid> for Trouble {
    fn from(invalid: Invalid) -> Self {
        Self::invalid(&invalid)
    }
}

impl From<blobcopy::auth::Error> for Trouble {
    fn from(error: blobcopy::auth::Error) -> Self {
        Self::invalid(&error)
    }
}
