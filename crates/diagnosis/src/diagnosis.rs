//! The conclusion from the evidence: the cause, the evidence for it, and the remedy.

use std::fmt;

use blobcopy_proto::ErrorKind;

use crate::Cause;

/// Why a request was refused, and what to do about it: one sentence each, in lower case, without a full stop and
/// without a secret.
///
/// It claims no more than the evidence shows: an inferred cause begins with "possibly" or "either". `Display` prints
/// both sentences, separated by a semicolon.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    cause: Cause,
    is_of_source: bool,
    /// Whether the evidence suggests the cause but does not prove it.
    is_presumed: bool,
    detail: Option<String>,
}

impl Diagnosis {
    /// A diagnosis of the request's own credential.
    pub fn new(cause: Cause) -> Self {
        Self {
            cause,
            is_of_source: false,
            is_presumed: false,
            detail: None,
        }
    }

    /// A diagnosis of the source of a copy.
    pub fn of_source(cause: Cause) -> Self {
        Self {
            is_of_source: true,
            ..Self::new(cause)
        }
    }

    pub(crate) fn with(self, detail: impl Into<String>) -> Self {
        Self {
            detail: Some(detail.into()),
            ..self
        }
    }

    /// Marks the cause as suggested but not proved by the evidence.
    pub(crate) fn presumed(self) -> Self {
        Self {
            is_presumed: true,
            ..self
        }
    }

    /// The stable name of the cause, the same in every language.
    pub fn name(&self) -> &'static str {
        self.cause.name()
    }

    /// The cause.
    pub fn as_cause(&self) -> Cause {
        self.cause
    }

    /// The kind of error that the cause leads to.
    pub fn kind(&self) -> ErrorKind {
        self.cause.kind()
    }

    /// The cause, as a sentence, with the evidence.
    pub fn cause(&self) -> String {
        let sas = match self.is_of_source {
            true => "the source's SAS",
            false => "the SAS",
        };
        let mut sentence = self.cause.sentence_of(sas);
        let is_guarded = sentence.starts_with("either ") || sentence.contains("possibly ");
        if self.is_presumed && !is_guarded {
            sentence.insert_str(0, "possibly ");
        }
        match &self.detail {
            Some(detail) => format!("{sentence} ({detail})"),
            None => sentence,
        }
    }

    /// The remedy, as a sentence.
    pub fn remedy(&self) -> &'static str {
        self.cause.remedy()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause(), self.remedy())
    }
}
