//! What is concluded from the evidence: the cause, what shows it, and what to do.

use std::fmt;

use blobcopy_proto::ErrorKind;

use crate::Cause;

/// Why something was refused, and what to do about it: a sentence each, lower case, without a full stop and without a
/// secret.
///
/// It says what the evidence shows and no more: a cause that is inferred begins with "possibly" or "either".
/// `Display` is both sentences, with a semicolon in between.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnosis {
    cause: Cause,
    is_of_source: bool,
    /// Whether the evidence suggests the cause and does not show it.
    is_presumed: bool,
    detail: Option<String>,
}

impl Diagnosis {
    /// What is said of the request's own credential.
    pub fn new(cause: Cause) -> Self {
        Self {
            cause,
            is_of_source: false,
            is_presumed: false,
            detail: None,
        }
    }

    /// What is said of the source of a copy.
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

    /// As what the evidence suggests and does not show.
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

    /// The cause as one of those that are known.
    pub fn as_cause(&self) -> Cause {
        self.cause
    }

    /// What kind of error it makes.
    pub fn kind(&self) -> ErrorKind {
        self.cause.kind()
    }

    /// The cause, as a sentence, with what shows it.
    pub fn cause(&self) -> String {
        let sas = match self.is_of_source {
            true => "the source's SAS",
            false => "the SAS",
        };
        let mut sentence = self.cause.sentence_of(sas);
        if self.is_presumed && !sentence.starts_with("either ") {
            sentence.insert_str(0, "possibly ");
        }
        match &self.detail {
            Some(detail) => format!("{sentence} ({detail})"),
            None => sentence,
        }
    }

    /// What to do about it, as a sentence.
    pub fn remedy(&self) -> &'static str {
        self.cause.remedy()
    }
}

impl fmt::Display for Diagnosis {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}; {}", self.cause(), self.remedy())
    }
}
