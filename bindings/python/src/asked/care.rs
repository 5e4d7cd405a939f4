//! The care that a copy is given, and what it came to.

use std::time::Duration;

use blobcopy::{Care, Findings, Protect, SourceAccess};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::{one_of, words};
use crate::failure::Failure;
use crate::told::{dict, text};

words! {
    /// The care that a copy is given.
    pub(crate) struct CareWords {
        source_access: Option<String>,
        source_access_life: Option<Duration>,
        check_source: bool,
        pin_source: bool,
        lease_source: bool,
        keep_tags: bool,
        protect: Option<String>,
        verify: bool,
    }
}

impl CareWords {
    pub(crate) fn read(&self) -> Result<Care, Failure> {
        let mut care = Care::default();
        let life = self.source_access_life;
        care.source_access = one_of(
            "source_access",
            self.source_access.as_deref(),
            &[
                ("auto", SourceAccess::Auto),
                ("as_given", SourceAccess::AsGiven),
                (
                    "sas",
                    SourceAccess::Sas {
                        life: life.unwrap_or_default(),
                    },
                ),
            ],
        )?;
        if matches!(care.source_access, SourceAccess::Sas { .. }) != life.is_some() {
            let message = "source_access_life is how long a SAS is valid, and is needed with source_access='sas' alone";
            return Err(Failure::Invalid(message.to_owned()));
        }
        care.check_source = self.check_source;
        care.pin_source = self.pin_source;
        care.lease_source = self.lease_source;
        care.keep_tags = self.keep_tags;
        care.protect = one_of(
            "protect",
            self.protect.as_deref(),
            &[
                ("nothing", Protect::Nothing),
                ("create", Protect::Create),
                ("snapshot", Protect::Snapshot),
                ("kept_snapshot", Protect::KeptSnapshot),
            ],
        )?;
        care.verify = self.verify;
        Ok(care)
    }
}

/// What the care came to.
pub(crate) fn findings<'py>(py: Python<'py>, findings: &Findings) -> PyResult<Bound<'py, PyDict>> {
    let verified = findings.verified.as_ref();
    let protection = &findings.protection;
    let snapshot = protection
        .as_ref()
        .and_then(|protection| protection.snapshot());
    Ok(dict!(py, {
        "verified_length": verified.map(|verified| verified.length),
        "verified_md5": verified.map(|verified| verified.md5.name()),
        "protection": text(protection),
        "snapshot": snapshot.map(|snapshot| snapshot.as_str()),
    }))
}
