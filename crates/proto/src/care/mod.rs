//! The safeguards of a copy: a readable and unchanged source, a protected destination, a verified result.
//!
//! Each safeguard is an option, off by default, and consists of plain operations. This module decides from their
//! replies. The client sends them, always in this order:
//!
//! | # | step | for | refused or failed here | the process dies here |
//! |---|---|---|---|---|
//! | 1 | compare the options with each other and with the source's URL | all | no request was sent | |
//! | 2 | look at the source | `check_source`, `pin_source`, `lease_source`, `keep_tags`, `verify` | nothing was changed | nothing was changed |
//! | 3 | read the source's tags | `keep_tags` | nothing was changed | nothing was changed |
//! | 4 | look at the destination, and read its tags if it has any | `protect` by snapshot | nothing was changed | nothing was changed |
//! | 5 | lease the source, if it is unchanged since step 2 | `lease_source` | nothing was changed | the lease expires within a minute |
//! | 6 | sign the source | `source_access` | the lease is given up | the lease expires |
//! | 7 | take a snapshot of the destination, if it is unchanged since step 4 | `protect` by snapshot | the lease is given up | the lease expires; the destination is as it was, and has one more snapshot |
//! | 8 | start, if the destination is as in the snapshot | all | lease given up, then 11 | the lease expires; the destination is as it was, or empty with its copy pending and its former content in the snapshot |
//! | 9 | wait, and renew the lease | all | the lease is given up; then 11 | as 8, and the copy continues |
//! | 10 | look at the copy, and compare | `verify` | the lease is given up; the snapshot stays | the copy is there, and the snapshot |
//! | 11 | look at the destination, and restore its content if it holds what our failed or aborted copy left: see [`Restoration`] | `protect` by snapshot | the snapshot stays, and the error names it | the content is in the snapshot |
//! | 12 | remove the snapshot, if [`Restoration`] allows it | `protect` by snapshot that is not kept | the snapshot stays, and is named | the snapshot stays |
//!
//! Nothing is undone by guesswork. A snapshot is removed only by the name that the service gave for it. The destination
//! is overwritten only on condition that it holds the placeholder of our own copy.

mod access;
mod destination;
mod expected_refusal;
mod restoration;
mod source;
mod unsupported_option;
mod verification;

pub use access::{CredentialKind, SourceAccess, SourceCredential};
pub use destination::{Obstacle, OverwrittenBlob, placeholder};
pub use expected_refusal::{expected_refusal, expected_source_refusal};
pub use restoration::{
    Before, Ending, LATE_DELIVERY, Restoration, RestorationStep, Restored, StepShowed, Unchanged,
};
pub use source::{SourceFacts, SourceKind};
pub use unsupported_option::UnsupportedOption;
pub use verification::{Md5Check, Mismatch, Verified};

use crate::job::{CopyPolicy, OnPending};
use crate::ops::CopyBlobOptions;
use crate::value::Conditions;

/// The safeguards of a copy. All are off by default, except that a source that needs a SAS gets one.
///
/// ```
/// use blobcopy_proto::care::{Care, Protect};
///
/// let care = Care::default()
///     .with_pin_source(true)
///     .with_protect(Protect::Snapshot)
///     .with_verify(true);
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Care {
    /// How the service is authorized to read the source.
    pub source_access: SourceAccess,
    /// Whether the source is checked first: that it exists, is not archived, and has a type that supports the options.
    pub check_source: bool,
    /// Whether the copy starts only if the source is unchanged since its properties were read.
    pub pin_source: bool,
    /// Whether the source is held by a lease of one minute, which is renewed while the copy is waited for.
    pub lease_source: bool,
    /// Whether the copy gets the source's tags, which the service never copies.
    pub keep_tags: bool,
    /// How the destination's content is protected from a copy that fails.
    pub protect: Protect,
    /// Whether the finished copy is compared with its source. [`Verified`] says what that proves.
    pub verify: bool,
}

crate::setters! {
    Care {
        with_source_access: source_access, SourceAccess;
        with_check_source: check_source, bool;
        with_pin_source: pin_source, bool;
        with_lease_source: lease_source, bool;
        with_keep_tags: keep_tags, bool;
        with_protect: protect, Protect;
        with_verify: verify, bool;
    }
}

/// How the destination's content is protected from a copy that fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Protect {
    /// It is not protected, and is lost as soon as the copy is accepted.
    #[default]
    Nothing,
    /// The copy starts only if the destination does not exist.
    Create,
    /// A snapshot is taken first, restored if the copy fails or is aborted, and removed at the end.
    Snapshot,
    /// As `Snapshot`, but the snapshot stays.
    KeptSnapshot,
}

impl Protect {
    /// Whether a snapshot is taken.
    pub fn by_snapshot(self) -> bool {
        matches!(self, Self::Snapshot | Self::KeptSnapshot)
    }
}

impl Care {
    /// Whether the source is looked at before the start.
    pub fn looks_at_source(&self) -> bool {
        self.check_source || self.pin_source || self.lease_source || self.keep_tags || self.verify
    }

    /// Whether work is left after the start, so that the copy must be waited for.
    pub fn outlives_the_start(&self) -> bool {
        self.lease_source || self.verify || self.protect.by_snapshot()
    }

    /// Checks the options against each other and against the kind of source, before any request is sent.
    ///
    /// # Errors
    /// If two options contradict each other, or one is not supported for such a source.
    pub fn check(
        &self,
        source: SourceKind,
        request: &CopyBlobOptions,
        policy: &CopyPolicy,
    ) -> Result<(), UnsupportedOption> {
        self.check_source_kind(source)?;
        if self.pin_source && request.source_conditions != Conditions::None {
            return Err(UnsupportedOption::invalid(
                "pin_source",
                "the copy already has a condition on its source",
                "leave out one of the two",
            ));
        }
        if self.keep_tags && !request.tags.is_empty() {
            return Err(UnsupportedOption::invalid(
                "keep_tags",
                "the copy has tags of its own",
                "leave out one of the two",
            ));
        }
        self.check_protection(request, policy)
    }

    fn check_source_kind(&self, source: SourceKind) -> Result<(), UnsupportedOption> {
        const OF_AZURE: &str = "leave the option out, or copy from a blob";
        let foreign = |option, reason| Err(UnsupportedOption::invalid(option, reason, OF_AZURE));
        match source {
            SourceKind::Foreign if matches!(self.source_access, SourceAccess::Sas { .. }) => {
                foreign(
                    "source_access",
                    "the source is not in Azure, and only Azure accepts a SAS",
                )
            }
            SourceKind::Foreign if self.pin_source => foreign(
                "pin_source",
                "the source is not in Azure, where conditions on it are not documented",
            ),
            SourceKind::Foreign if self.lease_source => foreign(
                "lease_source",
                "the source is not in Azure, and only blobs can be leased",
            ),
            SourceKind::Foreign if self.keep_tags => foreign(
                "keep_tags",
                "the source is not in Azure, and only blobs have tags",
            ),
            SourceKind::Foreign if self.check_source => foreign(
                "check_source",
                "the source is not in Azure, and says nothing of tiers and types",
            ),
            SourceKind::Fixed if self.lease_source => Err(UnsupportedOption::invalid(
                "lease_source",
                "a snapshot or version cannot be leased, and never changes",
                "leave the option out",
            )),
            _ => Ok(()),
        }
    }

    fn check_protection(
        &self,
        request: &CopyBlobOptions,
        policy: &CopyPolicy,
    ) -> Result<(), UnsupportedOption> {
        let wanted = &request.conditions;
        if self.protect == Protect::Create
            && *wanted != Conditions::None
            && *wanted != Conditions::if_absent()
        {
            return Err(UnsupportedOption::invalid(
                "protect",
                "`create` requires that the destination does not exist, but the copy has a condition on it",
                "leave out one of the two",
            ));
        }
        if self.protect != Protect::Nothing && policy.on_pending != OnPending::Fail {
            return Err(UnsupportedOption::invalid(
                "protect",
                "with this pending policy the destination may be receiving a copy, and is then empty",
                "set the pending policy to fail, or leave the option out",
            ));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::value::{ETag, Tags};

    fn check(care: &Care, source: SourceKind) -> Result<(), UnsupportedOption> {
        care.check(source, &CopyBlobOptions::default(), &CopyPolicy::default())
    }

    fn with(set: fn(&mut Care)) -> Care {
        let mut care = Care::default();
        set(&mut care);
        care
    }

    #[test]
    fn without_care_nothing_is_looked_at_and_nothing_refused() {
        let care = Care::default();
        assert!(!care.looks_at_source() && !care.outlives_the_start());
        assert_eq!(check(&care, SourceKind::Foreign), Ok(()));
    }

    #[test]
    fn what_only_a_blob_of_azure_has_is_refused_for_other_sources() {
        let life = std::time::Duration::from_secs(60);
        let signed = Care {
            source_access: SourceAccess::Sas { life },
            ..Care::default()
        };
        for care in [
            signed,
            with(|care| care.pin_source = true),
            with(|care| care.lease_source = true),
            with(|care| care.keep_tags = true),
            with(|care| care.check_source = true),
        ] {
            let refused = check(&care, SourceKind::Foreign).unwrap_err();
            assert!(refused.to_string().contains("not in Azure"), "{refused}");
            assert_eq!(check(&care, SourceKind::Current), Ok(()));
        }
        let leased = with(|care| care.lease_source = true);
        assert!(check(&leased, SourceKind::Fixed).is_err());
    }

    #[test]
    fn options_that_contradict_each_other_are_refused() {
        let mut tags = Tags::new();
        tags.insert("a", "b").unwrap();
        let tagged = CopyBlobOptions {
            tags,
            ..CopyBlobOptions::default()
        };
        let of_source = CopyBlobOptions {
            source_conditions: Conditions::if_absent(),
            ..CopyBlobOptions::default()
        };
        let of_destination = |conditions| CopyBlobOptions {
            conditions,
            ..CopyBlobOptions::default()
        };
        let if_match = Conditions::if_match(ETag::parse("\"0x1\"").unwrap());
        let pinned = with(|care| care.pin_source = true);
        let with_tags = with(|care| care.keep_tags = true);
        let create = with(|care| care.protect = Protect::Create);
        let snapshot = with(|care| care.protect = Protect::Snapshot);
        let policy = CopyPolicy::default();
        for (care, request, is_fit) in [
            (&pinned, of_source, false),
            (&with_tags, tagged, false),
            (&create, of_destination(Conditions::if_absent()), true),
            (&create, of_destination(if_match.clone()), false),
            (&snapshot, of_destination(if_match), true),
        ] {
            let checked = care.check(SourceKind::Current, &request, &policy);
            assert_eq!(checked.is_ok(), is_fit, "{care:?} {request:?}");
        }
        let aborting = CopyPolicy {
            on_pending: OnPending::Abort,
            ..CopyPolicy::default()
        };
        let plain = CopyBlobOptions::default();
        assert!(
            snapshot
                .check(SourceKind::Current, &plain, &aborting)
                .is_err()
        );
    }
}
