//! What care a copy is given, in the words of the command line.

use std::time::Duration;

use blobcopy::{Care, CopyOptions, Protect, SourceAccess};
use clap::{Args, ValueEnum};

use crate::failure::Failure;
use crate::quantity;

/// Each is off unless it is asked for.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Care for the source, the destination and the end")]
pub(crate) struct CareArguments {
    /// How the service is let in at the source
    #[arg(long, value_enum, value_name = "HOW", default_value_t = Access::Auto)]
    pub(crate) source_access: Access,

    /// How long a SAS made with --source-access sas lives (90m, 6h, 2d); the service needs it until the copy has ended
    #[arg(long, value_name = "DURATION", value_parser = quantity::duration, default_value = "1d")]
    pub(crate) source_access_life: Duration,

    /// Look at the source first: that it is there, not archived, and takes the tier that is asked for
    #[arg(long)]
    pub(crate) check_source: bool,

    /// Start only if the source is as it was looked at
    #[arg(long)]
    pub(crate) pin_source: bool,

    /// Hold the source by a lease while it is copied; if this command dies, it ends within a minute
    #[arg(long)]
    pub(crate) lease_source: bool,

    /// Give the copy the source's tags, which the service does not take over
    #[arg(long)]
    pub(crate) keep_tags: bool,

    /// Do not let a copy that fails cost what the destination holds
    #[arg(long, value_enum, value_name = "HOW")]
    pub(crate) protect: Option<Protection>,

    /// Compare length and carried MD5 with the source's at the end
    #[arg(long)]
    pub(crate) verify: bool,
}

/// How the service is let in at the source.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub(crate) enum Access {
    /// By a SAS made for it where the copy's own credential does not open it
    #[default]
    Auto,
    /// By a SAS made for it in any case
    Sas,
    /// By its URL as it was given
    AsGiven,
}

/// How what the destination holds is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Protection {
    /// Start only if there is no such blob yet
    Create,
    /// Take a snapshot first, put it back if the copy fails or is aborted, and remove it at the end
    Snapshot,
    /// The same, and keep the snapshot
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

/// A copy that is left to itself has nobody to renew a lease, put anything back or compare.
pub(crate) fn check_unattended(options: &CopyOptions) -> Result<(), Failure> {
    match options.care.outlives_the_start() {
        false => Ok(()),
        true => Err(Failure::usage(
            "--no-wait leaves the copy to itself, and --lease-source, --verify and --protect snapshot have work left then: leave out one or the other",
        )),
    }
}
