//! The care that a copy is given, and what it came to.

use blobcopy::proto::care::Verified;
use blobcopy::{Care, ErrorKind, Findings, Protect, Protection, SourceAccess};
use napi_derive::napi;

use crate::failure::Trouble;
use crate::time::duration;

/// The care that a copy is given.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct CareData {
    /// `auto`, `as_given` or `sas`.
    pub source_access: Option<String>,
    /// How long a SAS lives that is made for the source.
    pub source_access_life_in_ms: Option<f64>,
    /// Whether the source is looked at first.
    pub check_source: Option<bool>,
    /// Whether the copy starts only if the source is as it was looked at.
    pub pin_source: Option<bool>,
    /// Whether the source is held by a lease.
    pub lease_source: Option<bool>,
    /// Whether the copy gets the source's tags.
    pub keep_tags: Option<bool>,
    /// `nothing`, `create`, `snapshot` or `kept_snapshot`.
    pub protect: Option<String>,
    /// Whether the copy is compared with its source at the end.
    pub verify: Option<bool>,
}

/// What the care for a copy came to.
#[napi(object, object_from_js = false)]
#[derive(Clone)]
pub struct FindingsData {
    /// The copy's length in bytes, if it was compared with its source.
    pub verified_length: Option<i64>,
    /// `same` or `absent`: what its MD5 says.
    #[napi(js_name = "verifiedMD5")]
    pub verified_md5: Option<String>,
    /// What became of what the destination held, in words.
    pub protection: Option<String>,
    /// The snapshot that holds it.
    pub snapshot: Option<String>,
}

impl CareData {
    pub(crate) fn into_care(self) -> Result<Care, Trouble> {
        let mut care = Care::default();
        care.source_access = self.access()?;
        care.check_source = self.check_source.unwrap_or(false);
        care.pin_source = self.pin_source.unwrap_or(false);
        care.lease_source = self.lease_source.unwrap_or(false);
        care.keep_tags = self.keep_tags.unwrap_or(false);
        care.verify = self.verify.unwrap_or(false);
        care.protect = match self.protect.as_deref() {
            None | Some("nothing") => Protect::Nothing,
            Some("create") => Protect::Create,
            Some("snapshot") => Protect::Snapshot,
            Some("kept_snapshot") => Protect::KeptSnapshot,
            Some(other) => {
                return Err(unknown(
                    "protect",
                    "nothing, create, snapshot or kept_snapshot",
                    other,
                ));
            }
        };
        Ok(care)
    }

    fn access(&self) -> Result<SourceAccess, Trouble> {
        let is_sas = self.source_access.as_deref() == Some("sas");
        if !is_sas && self.source_access_life_in_ms.is_some() {
            let message = "sourceAccessLifeInMs is possible with sourceAccess sas alone";
            return Err(Trouble::of_kind(ErrorKind::Invalid, message));
        }
        match self.source_access.as_deref() {
            None | Some("auto") => Ok(SourceAccess::Auto),
            Some("as_given") => Ok(SourceAccess::AsGiven),
            Some("sas") => {
                // What is missing is no number, and is told as such.
                let life = self.source_access_life_in_ms.unwrap_or(f64::NAN);
                let life = duration("sourceAccessLifeInMs", life)?;
                Ok(SourceAccess::Sas { life })
            }
            Some(other) => Err(unknown("sourceAccess", "auto, as_given or sas", other)),
        }
    }
}

fn unknown(option: &str, known: &str, given: &str) -> Trouble {
    Trouble::of_kind(
        ErrorKind::Invalid,
        format!("{option} must be {known}, not {given}"),
    )
}

impl From<&Findings> for FindingsData {
    fn from(findings: &Findings) -> Self {
        let verified = findings.verified.as_ref();
        let length = |verified: &Verified| i64::try_from(verified.length).unwrap_or(i64::MAX);
        Self {
            verified_length: verified.map(length),
            verified_md5: verified.map(|verified| verified.md5.name().to_owned()),
            protection: findings.protection.as_ref().map(ToString::to_string),
            snapshot: findings.protection.as_ref().and_then(snapshot),
        }
    }
}

/// The snapshot that holds what the destination held.
pub(crate) fn snapshot(protection: &Protection) -> Option<String> {
    protection.snapshot().map(ToString::to_string)
}
