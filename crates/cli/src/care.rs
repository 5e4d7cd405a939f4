//! The safeguards of a copy.

use std::time::Duration;

use blobcopy::{Care, CopyOptions, Protect, SourceAccess};
use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::quantity;

/// The safeguards of a copy. All are off by default.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Safeguards")]
pub(crate) struct CareArguments {
    /// Protect the content of the destination from a copy that fails
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) protect: Option<Protection>,

    /// Compare length and MD5 of the copy with the source at the end
    #[arg(long)]
    pub(crate) verify: bool,

    /// Check the source first: it exists, is not archived, and supports the tier
    #[arg(long)]
    pub(crate) check_source: bool,

    /// Start only if the source has not changed since it was checked
    #[arg(long)]
    pub(crate) pin_source: bool,

    /// Lease the source while it is copied; if the process dies, the lease expires within a minute
    #[arg(long)]
    pub(crate) lease_source: bool,

    /// Copy the tags of the source
    #[arg(long)]
    pub(crate) keep_tags: bool,

    /// How the service is authorized to read the source
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Access::Auto, help_heading = "Source access")]
    pub(crate) source_access: Access,

    /// Lifetime of the SAS of --source-access sas (90m, 6h, 2d); it must outlast the copy
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, default_value = "1d", help_heading = "Source access")]
    pub(crate) source_access_life: Duration,
}

/// How the service is authorized to read the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Access {
    /// Sign a SAS for the source if the credential of the copy does not cover it
    #[default]
    Auto,
    /// Always sign a SAS for the source
    Sas,
    /// Use the URL of the source as it is
    AsGiven,
}

/// How the content of the destination is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Protection {
    /// Start only if the destination does not exist
    Create,
    /// Take a snapshot first, restore it if the copy fails, and delete it at the end
    Snapshot,
    /// As snapshot, but keep the snapshot
    KeptSnapshot,
}

impl CareArguments {
    pub(crate) fn care(&self) -> Care {
        let mut care = Care::default();
        care.source_access = match self.source_access {
            Access::Auto => SourceAccess::Auto,
            Access::AsGiven => SourceAccess::AsGiven,
            Access::Sas => SourceAccess::Sas {
                life: self.source_access_life,
            },
        };
        care.check_source = self.check_source;
        care.pin_source = self.pin_source;
        care.lease_source = self.lease_source;
        care.keep_tags = self.keep_tags;
        care.verify = self.verify;
        care.protect = match self.protect {
            None => Protect::Nothing,
            Some(Protection::Create) => Protect::Create,
            Some(Protection::Snapshot) => Protect::Snapshot,
            Some(Protection::KeptSnapshot) => Protect::KeptSnapshot,
        };
        care
    }
}

/// Refuses safeguards that need a process until the copy has ended.
pub(crate) fn check_unattended(options: &CopyOptions) -> Result<(), Failure> {
    match options.care.outlives_the_start() {
        false => Ok(()),
        true => Err(Failure::usage(
            "--no-wait excludes --lease-source, --verify and --protect snapshot, which act after the copy; leave out --no-wait or these flags",
        )),
    }
}
