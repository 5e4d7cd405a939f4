//! The emulator for a long time: operations and faults at random, over sockets, each answer compared with what a model,
//! written apart from it, says that it should be.
//!
//! Time is moved by hand, so an hour costs nothing; a seed repeats a run. What must hold all along: at most one copy is
//! pending into a blob, and nothing else gets at that blob meanwhile; what was copied is what the source held when the
//! copy began, or the copy has failed; a leased blob is written by its holder alone; every request is answered unless
//! the script says otherwise, whatever others send; and memory does not grow.

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

/// What came of a run.
#[derive(Debug, Default)]
pub struct Report {
    /// Operations that were asked for.
    pub operations: u64,
    /// How long the run took by the emulator's clock, in seconds.
    pub seconds: u64,
    /// How often each kind of act, of harm, and of an end of a copy came up.
    pub counts: BTreeMap<String, u64>,
    /// Resident memory of the process after every tenth of the run, in bytes; none where the system does not tell.
    pub memory: Vec<u64>,
    /// What was not as it should be; the run ended there.
    pub violation: Option<String>,
}

/// Asks for so many operations, drawn from a seed.
pub fn run(seed: u64, operations: u64) -> Report {
    run_by(Run::new(seed, PACE), operations)
}

/// As [`run`], but by a model that is wrong about how long a copy takes: what must be found.
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
    /// By how much memory grew in the second half of the run, in bytes: what is warm by then stays.
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
