//! Reduces a fate that violates a property to the smallest that still violates it.

use crate::simulation::fate::{Before, Fate, Pace, PlannedEnd, Wish};

impl Fate {
    /// The number of events in the fate that could be removed.
    pub fn events(&self) -> usize {
        let wishes = [
            self.deadline,
            self.cancel,
            self.death,
            self.sas_ends,
            self.source_opens,
        ];
        self.trips.len() + self.deeds.len() + wishes.iter().flatten().count()
    }
}

/// Removes from a fate what is not needed for its failure.
pub fn shrink(fate: &Fate, fails: impl Fn(&Fate) -> bool) -> Fate {
    let mut least = fate.clone();
    loop {
        let smaller = lesser(&least).into_iter().find(|lesser| fails(lesser));
        match smaller {
            Some(smaller) => least = smaller,
            None => return least,
        }
    }
}

/// All fates with one event less.
fn lesser(fate: &Fate) -> Vec<Fate> {
    let mut all = Vec::new();
    let mut without = |is_there: bool, take: &dyn Fn(&mut Fate)| {
        if is_there {
            let mut lesser = fate.clone();
            take(&mut lesser);
            all.push(lesser);
        }
    };
    for number in fate.trips.keys() {
        without(true, &|lesser| {
            lesser.trips.remove(number);
        });
    }
    for number in 0..fate.deeds.len() {
        without(true, &|lesser| {
            lesser.deeds.remove(number);
        });
    }
    without(fate.deadline.is_some(), &|lesser| lesser.deadline = None);
    without(fate.cancel.is_some(), &|lesser| lesser.cancel = None);
    without(fate.death.is_some(), &|lesser| lesser.death = None);
    without(fate.sas_ends.is_some(), &|lesser| lesser.sas_ends = None);
    without(fate.source_opens.is_some(), &|lesser| {
        lesser.source_opens = None
    });
    without(fate.wish != Wish::Anything, &|lesser| {
        lesser.wish = Wish::Anything
    });
    without(!matches!(fate.before, Before::Absent), &|lesser| {
        lesser.before = Before::Absent
    });
    without(fate.look_first, &|lesser| lesser.look_first = false);
    without(fate.attempts != 4, &|lesser| lesser.attempts = 4);
    without(fate.plan.end != PlannedEnd::Success, &|lesser| {
        lesser.plan.end = PlannedEnd::Success;
    });
    without(fate.plan.progress != Pace::Silent, &|lesser| {
        lesser.plan.progress = Pace::Silent;
    });
    without(fate.habits.date_ahead != 0, &|lesser| {
        lesser.habits.date_ahead = 0
    });
    without(fate.habits.storage_ahead != 0, &|lesser| {
        lesser.habits.storage_ahead = 0
    });
    all
}
