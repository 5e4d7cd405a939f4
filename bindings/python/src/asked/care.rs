//! The care that a copy is given, and what it came to.

use std::time::Duration;

use blobcopy::{Care, Findings, Protect, SourceAccess};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use super::words;
use crate::told::{dict, text};

words! {
    /// The care that a copy is given. The words were checked in Python.
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
    pub(crate) fn read(&self) -> Care {
        let mut care = Care::default();
        care.source_access = match self.source_access.as_deref() {
            Some("as_given") => SourceAccess::AsGiven,
            Some("sas") => SourceAccess::Sas {
                life: self.source_access_life.unwrap_or_default(),
            },
            _ => SourceAccess::Auto,
        };
        care.check_source = self.check_source;
        care.pin_source = self.pin_source;
        care.lease_source = self.lease_source;
        care.keep_tags = self.keep_tags;
        care.protect = match self.protect.as_deref() {
            Some("create") => Protect::Create,
            Some("snapshot") => Protect::Snapshot,
            Some("kept_snapshot") => Protect::KeptSnapshot,
            _ => Protect::Nothing,
        };
        care.verify = self.verify;
        care
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
