//! The results of many runs.

use std::collections::BTreeMap;
use std::fmt;
use std::ops::Range;

use blobcopy_proto::job::CopyOutcome;

use crate::simulation::check::{Class, check};
use crate::simulation::fate::Fate;
use crate::simulation::record::Record;
use crate::simulation::world::run;

/// The results of many runs.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Tally {
    /// The number of runs.
    pub runs: u64,
    /// The number of requests.
    pub requests: u64,
    /// The number of runs by result.
    pub ends: BTreeMap<&'static str, u64>,
    /// How often each class occurred: without a first look, and with one.
    pub classes: BTreeMap<Class, [u64; 2]>,
    /// The seeds of the runs that violated a property.
    pub violated: Vec<u64>,
}

impl Tally {
    /// Runs the fates of these seeds on all cores.
    pub fn of(seeds: Range<u64>) -> Self {
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        let mut tally = Self::default();
        std::thread::scope(|scope| {
            let parts = (0..cores).map(|core| {
                let part = seeds.clone().skip(core as usize).step_by(cores as usize);
                scope.spawn(move || Self::of_each(part))
            });
            let parts: Vec<_> = parts.collect();
            for part in parts {
                tally.add(part.join().expect("no run panics"));
            }
        });
        tally.violated.sort_unstable();
        tally
    }

    fn of_each(seeds: impl Iterator<Item = u64>) -> Self {
        let mut tally = Self::default();
        for seed in seeds {
            let fate = Fate::of_seed(seed);
            tally.count(&fate, &run(&fate, None, false));
        }
        tally
    }

    fn count(&mut self, fate: &Fate, record: &Record) {
        let verdict = check(fate, record);
        self.runs += 1;
        self.requests += record.requests.len() as u64;
        *self.ends.entry(end(record)).or_default() += 1;
        for class in verdict.classes {
            self.classes.entry(class).or_default()[usize::from(fate.look_first)] += 1;
        }
        if !verdict.violations.is_empty() {
            self.violated.push(fate.seed);
        }
    }

    fn add(&mut self, other: Self) {
        self.runs += other.runs;
        self.requests += other.requests;
        for (end, count) in other.ends {
            *self.ends.entry(end).or_default() += count;
        }
        for (class, counts) in other.classes {
            let sum = self.classes.entry(class).or_default();
            *sum = [sum[0] + counts[0], sum[1] + counts[1]];
        }
        self.violated.extend(other.violated);
    }

    /// How often a class occurred, without a first look and with one.
    pub fn class(&self, class: Class) -> [u64; 2] {
        self.classes.get(&class).copied().unwrap_or_default()
    }
}

/// The name of a run's result.
fn end(record: &Record) -> &'static str {
    let Some((_, end)) = &record.end else {
        return "never";
    };
    match &end.result {
        Ok(_) => "succeeded",
        Err(CopyOutcome::Refused(_)) => "refused",
        Err(CopyOutcome::Unreached) => "unreached",
        Err(CopyOutcome::NotStarted { .. }) => "not started",
        Err(CopyOutcome::ConditionNotMet) => "condition not met",
        Err(CopyOutcome::Cancelled) => "cancelled",
        Err(CopyOutcome::Unsettled(_)) => "unsettled",
        Err(CopyOutcome::Overtaken(_)) => "overtaken",
        Err(CopyOutcome::Failed(_)) => "failed",
        Err(CopyOutcome::Aborted | CopyOutcome::AbortedAtDeadline) => "aborted",
        Err(CopyOutcome::Superseded(_)) => "superseded",
        Err(CopyOutcome::Cleared) => "cleared",
        Err(CopyOutcome::Gone) => "gone",
        Err(CopyOutcome::DeadlinePassed(_)) => "deadline passed",
        Err(CopyOutcome::Unwatched(_)) => "unwatched",
        Err(CopyOutcome::NotAborted(_)) => "not aborted",
        Err(_) => "otherwise",
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { runs, requests, .. } = self;
        writeln!(f, "{runs} runs, {requests} requests")?;
        for (end, count) in &self.ends {
            writeln!(f, "{count:>9} {end}")?;
        }
        writeln!(
            f,
            "what no client can tell apart (looking first in brackets):"
        )?;
        for class in Class::ALL {
            let [plain, looked] = self.class(*class);
            writeln!(f, "{plain:>9} ({looked}) {class}")?;
        }
        write!(f, "{} violations", self.violated.len())?;
        for seed in self.violated.iter().take(20) {
            write!(
                f,
                "{} {seed}",
                if Some(seed) == self.violated.first() {
                    ", seeds"
                } else {
                    ""
                }
            )?;
        }
        Ok(())
    }
}
