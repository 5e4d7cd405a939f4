//! Describes one run.

use crate::simulation::check::{Verdict, check, verdict};
use crate::simulation::fate::Fate;
use crate::simulation::fault::Fault;
use crate::simulation::shrink::shrink;
use crate::simulation::world::run;

/// Describes the run of a seed, or if it violates a property, that of the smallest fate that still violates it.
pub fn story(seed: u64, fault: Option<Fault>) -> String {
    let fate = Fate::of_seed(seed);
    if verdict(&fate, fault).violations.is_empty() {
        return tell(&fate, fault);
    }
    let least = shrink(&fate, |fate| !verdict(fate, fault).violations.is_empty());
    format!(
        "seed {seed} breaks a property; the least of it that does:\n{}",
        tell(&least, fault)
    )
}

fn tell(fate: &Fate, fault: Option<Fault>) -> String {
    let record = run(fate, fault, true);
    let Verdict {
        violations,
        classes,
    } = check(fate, &record);
    let mut told = String::new();
    let mut line = |text: String| {
        told.push_str(&text);
        told.push('\n');
    };
    line(format!("{fate:#?}"));
    for (at, happened) in &record.timeline {
        line(format!("{:>14.3} ms  {happened}", at.as_secs_f64() * 1e3));
    }
    for (index, copy) in record.service.copies.iter().enumerate() {
        let ended = copy.ended.map(|ended| ended.0);
        let (by, begun, status) = (copy.by, copy.begun.0, &copy.status);
        line(format!(
            "copy-{index} by {by:?}: begun {begun} µs, ended {ended:?} µs, {status}"
        ));
    }
    for class in classes {
        line(format!("not to be told apart: {class}"));
    }
    for violation in violations {
        line(format!("VIOLATED: {violation}"));
    }
    told
}
