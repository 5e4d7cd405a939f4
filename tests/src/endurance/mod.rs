//! The emulator under long use: random operations and faults over sockets, with each reply compared with that of an
//! independent model.
//!
//! Time is virtual, so an hour costs nothing. A seed repeats a run. These properties must always hold: at most one copy
//! is pending into a blob, and no other operation changes that blob meanwhile. The result of a copy is the source's
//! content at its start, or the copy has failed. Only the holder of a lease can write the leased blob. Every request is
//! answered unless the script prevents it, whatever other clients send. Memory does not grow.

mod act;
mod client;
mod harm;
mod leasing;
mod memory;
mod model;
mod reading;
mod rubbish;
mod writing;

use std::collections::BTreeMap;
use std::fmt;

use self::act::Run;
use self::memory::resident;

/// How long a copy takes in the emulator, in seconds.
const PACE: u64 = 10;

/// The result of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// The number of operations.
    pub operations: u64,
    /// How long the run took by the emulator's clock, in seconds.
    pub seconds: u64,
    /// How often each kind of operation, fault, and end of a copy occurred.
    pub counts: BTreeMap<String, u64>,
    /// Resident memory of the process after every tenth of the run, in bytes. Empty if the system does not report it.
    pub memory: Vec<u64>,
    /// The violated property, at which the run ended.
    pub violation: Option<String>,
}

/// Performs this many operations, drawn from a seed.
pub fn run(seed: u64, operations: u64) -> Report {
    run_by(Run::new(seed, PACE), operations)
}

/// As [`run`], with a model that is wrong about the duration of copies, which must be detected.
pub fn run_by_a_wrong_model(seed: u64, operations: u64) -> Report {
    run_by(Run::new(seed, PACE - 1), operations)
}

fn run_by(mut run: Run, operations: u64) -> Report {
    let mut report = Report::default();
    let tenth = (operations / 10).max(1);
    while report.operations < operations && report.violation.is_none() {
        report.violation = run.step().err();
        report.operations += 1;
        if report.operations.is_multiple_of(tenth) {
            report.memory.extend(resident());
        }
    }
    report.seconds = run.seconds();
    report.counts = run.counts();
    report
}

impl Report {
    /// The growth of memory in the second half of the run, in bytes. By then all caches are filled.
    pub fn growth(&self) -> u64 {
        let half = self.memory.get(self.memory.len() / 2);
        let (Some(half), Some(end)) = (half, self.memory.last()) else {
            return 0;
        };
        end.saturating_sub(*half)
    }
}

impl fmt::Display for Report {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hours = self.seconds as f64 / 3600.0;
        writeln!(
            f,
            "{} operations in {hours:.1} hours of the emulator's clock",
            self.operations
        )?;
        for (name, count) in &self.counts {
            writeln!(f, "{count:>9}  {name}")?;
        }
        let mebibytes = |bytes: &u64| format!("{:.1}", *bytes as f64 / 1_048_576.0);
        let memory: Vec<String> = self.memory.iter().map(mebibytes).collect();
        writeln!(f, "memory at every tenth, MiB: {}", memory.join(" "))?;
        match &self.violation {
            None => write!(f, "nothing was violated"),
            Some(violation) => write!(f, "VIOLATED: {violation}"),
        }
    }
}
