//! Draws fates from seeds: mostly near misses, because they cause lost copies.

use std::collections::BTreeMap;
use std::time::Duration;

use blobcopy_proto::job::OnPending;

use crate::simulation::chance::Chance;
use crate::simulation::fate::{
    Before, Deed, Failure, Fate, Habits, Hears, Pace, Plan, PlannedEnd, Trip, When, Wish,
};

const MILLI: Duration = Duration::from_millis(1);
const SECOND: Duration = Duration::from_secs(1);
const MINUTE: Duration = Duration::from_secs(60);

impl Fate {
    /// The fate of a seed.
    pub fn of_seed(seed: u64) -> Self {
        let mut chance = Chance::new(seed);
        let chance = &mut chance;
        let is_calm = chance.percent(15);
        let before = before(chance, is_calm);
        let mut fate = Self {
            seed,
            is_within_call: false,
            is_protected: false,
            on_pending: chance.pick(&[
                OnPending::Fail,
                OnPending::Adopt,
                OnPending::Wait,
                OnPending::Abort,
            ]),
            look_first: chance.percent(30),
            attempts: chance.pick(&[1, 2, 4, 4, 4, 8]),
            deadline: None,
            cancel: None,
            death: None,
            wish: if is_calm {
                Wish::Anything
            } else {
                wish(chance)
            },
            before,
            plan: plan(chance),
            habits: habits(chance),
            latency: chance.magnitude(MILLI, 100 * MILLI),
            sas_ends: None,
            source_opens: None,
            trips: BTreeMap::new(),
            deeds: Vec::new(),
        };
        if !is_calm {
            fate.failure(chance);
        }
        // Drawn last, so that the rest of a seed's fate does not depend on it.
        if chance.percent(15) {
            fate.is_within_call = true;
            fate.plan.length = Duration::ZERO;
            fate.plan.end = PlannedEnd::Success;
        } else if chance.percent(30) && !fate.is_pending_at_the_beginning() {
            fate.protect(chance);
        }
        fate
    }

    /// Whether a copy is pending at the beginning, which prevents a snapshot.
    fn is_pending_at_the_beginning(&self) -> bool {
        matches!(&self.before, Before::Copy { age, plan, .. } if plan.length >= *age)
    }

    fn protect(&mut self, chance: &mut Chance) {
        self.is_protected = true;
        self.wish = Wish::Anything;
        self.on_pending = OnPending::Fail;
        // A second process does not know of the snapshot.
        self.death = None;
        if chance.percent(30) {
            self.plan.end = PlannedEnd::SourceChanged;
        }
        if chance.percent(10) {
            self.refuse_the_first_delivery_only(chance);
        }
        if chance.percent(20) {
            let between = When::At(chance.up_to(self.latency));
            self.deeds.push((between, copy_of_another(chance)));
        }
    }

    /// Makes the source readable only when the start, which was refused, is delivered a second time.
    fn refuse_the_first_delivery_only(&mut self, chance: &mut Chance) {
        self.source_opens = Some(self.latency + MILLI);
        let up = chance.up_to(self.latency);
        let trip = Trip {
            arrivals: vec![up, self.latency + chance.magnitude(SECOND, 2 * MINUTE)],
            hears: Hears::Reply(chance.up_to(self.latency)),
        };
        self.trips.insert(usize::from(self.look_first), trip);
    }

    fn failure(&mut self, chance: &mut Chance) {
        self.deadline = chance
            .percent(12)
            .then(|| chance.magnitude(MILLI, 10 * MINUTE));
        self.cancel = chance.percent(30).then(|| soon(chance));
        // A second process has its own deadline, which would test nothing new.
        self.death = (self.deadline.is_none() && chance.percent(8)).then(|| soon(chance));
        self.sas_ends = chance.percent(4).then(|| soon(chance));
        self.source_opens = chance.percent(3).then(|| soon(chance));
        let rate = chance.pick(&[0, 8, 25, 60]);
        for number in 0..24 {
            if chance.percent(rate) {
                self.trips.insert(number, trip(chance, self.latency));
            }
        }
        // The first start matters most, so half of all lost requests are that one.
        if chance.percent(40) {
            let start = usize::from(self.look_first);
            let trip = match chance.below(10) {
                0..=2 => repeated(chance, self.latency),
                3 => hidden_by_a_page(chance, self.latency),
                _ => lost(chance),
            };
            self.trips.insert(start, trip);
        }
        for _ in 0..chance.pick(&[0, 0, 0, 1, 1, 2, 3]) {
            let deed = (when(chance), deed(chance));
            self.deeds.push(deed);
        }
    }
}

/// A time while the job is probably at work.
fn soon(chance: &mut Chance) -> Duration {
    chance.magnitude(MILLI, 2 * MINUTE)
}

fn before(chance: &mut Chance, is_calm: bool) -> Before {
    match chance.below(if is_calm { 2 } else { 10 }) {
        0 | 2..=4 => Before::Absent,
        1 | 5..=6 => Before::Plain,
        _ => Before::Copy {
            same_source: chance.percent(50),
            age: chance.magnitude(10 * MILLI, 10 * MINUTE),
            plan: plan(chance),
        },
    }
}

fn wish(chance: &mut Chance) -> Wish {
    match chance.below(12) {
        0 => Wish::Absent,
        1 => Wish::Same,
        2 => Wish::Else,
        3 => Wish::Changed,
        4 => Wish::ModifiedSince(chance.below(120) as i64 - 60),
        5 => Wish::UnmodifiedSince(chance.below(120) as i64 - 60),
        _ => Wish::Anything,
    }
}

fn plan(chance: &mut Chance) -> Plan {
    let length = match chance.below(10) {
        0 => Duration::ZERO,
        1..=7 => chance.magnitude(MILLI, 30 * SECOND),
        8 => chance.magnitude(SECOND, 10 * MINUTE),
        _ => chance.magnitude(MINUTE, 120 * MINUTE),
    };
    Plan {
        length,
        end: match chance.below(10) {
            0 => PlannedEnd::SourceChanged,
            1 => PlannedEnd::GivenUp,
            _ => PlannedEnd::Success,
        },
        progress: chance.pick(&[Pace::Silent, Pace::Steady, Pace::Late]),
    }
}

fn habits(chance: &mut Chance) -> Habits {
    Habits {
        pending_first: chance.percent(50),
        existing_is_conflict: chance.percent(50),
        echoes_signature: chance.percent(50),
        deletes_pending: chance.percent(50),
        past_second: chance.up_to(SECOND - MILLI),
        date_ahead: chance.below(900) as i64 - 450,
        storage_ahead: chance.below(900) as i64 - 450,
    }
}

fn trip(chance: &mut Chance, latency: Duration) -> Trip {
    let (up, down) = (chance.up_to(latency), chance.up_to(latency));
    match chance.below(11) {
        0 => Trip {
            arrivals: Vec::new(),
            hears: Hears::NoConnection(down),
        },
        1..=3 => lost(chance),
        4 => Trip {
            arrivals: vec![up, up + soon(chance)],
            hears: Hears::Reply(down),
        },
        5 => Trip {
            arrivals: vec![chance.magnitude(MILLI, MINUTE)],
            hears: Hears::Reply(chance.magnitude(MILLI, MINUTE)),
        },
        6 => repeated(chance, latency),
        _ => failing(chance, up, down),
    }
}

/// A request that a server in between sends again, forwarding only the second reply.
fn repeated(chance: &mut Chance, latency: Duration) -> Trip {
    let up = chance.up_to(latency);
    let again = up + chance.magnitude(MILLI, 10 * SECOND);
    Trip {
        arrivals: vec![up, again],
        hears: Hears::SecondReply(chance.up_to(latency)),
    }
}

/// A request that has its effect, and whose reply a server in between replaces with a page.
fn hidden_by_a_page(chance: &mut Chance, latency: Duration) -> Trip {
    let page = Failure::Page(chance.pick(&[403, 404, 409, 412, 429]));
    let up = chance.up_to(latency);
    Trip {
        arrivals: vec![up],
        hears: Hears::Failure(page, up + chance.up_to(latency)),
    }
}

/// A request whose sender gets no reply.
fn lost(chance: &mut Chance) -> Trip {
    let arrivals = match chance.below(4) {
        0 => Vec::new(),
        1 => vec![soon(chance)],
        2 => vec![chance.up_to(30 * MILLI), soon(chance)],
        _ => vec![chance.up_to(30 * MILLI)],
    };
    Trip {
        arrivals,
        hears: Hears::Nothing(chance.magnitude(30 * MILLI, MINUTE)),
    }
}

fn failing(chance: &mut Chance, up: Duration, down: Duration) -> Trip {
    let page = chance.pick(&[200, 302, 403, 404, 407, 409, 412, 429, 500, 502, 503, 504]);
    let failure = match chance.below(8) {
        0 => Failure::InternalError,
        1 => Failure::OperationTimedOut,
        2 => Failure::ServerBusy(None),
        3 | 4 => Failure::ServerBusy(Some(chance.below(90))),
        5 => Failure::RequestTimeout,
        _ => Failure::Page(page),
    };
    let had_effect = failure.may_follow_effect() && chance.percent(60);
    Trip {
        arrivals: if had_effect { vec![up] } else { Vec::new() },
        hears: Hears::Failure(failure, up + down),
    }
}

fn when(chance: &mut Chance) -> When {
    if chance.percent(50) {
        When::At(soon(chance))
    } else {
        let delay = chance.magnitude(MILLI, SECOND);
        When::After(chance.below(6) as usize, delay)
    }
}

fn deed(chance: &mut Chance) -> Deed {
    match chance.below(9) {
        0..=3 => copy_of_another(chance),
        4 => Deed::Abort,
        5 | 6 => Deed::Delete,
        7 => Deed::Overwrite,
        _ => chance.pick(&[Deed::Lease, Deed::Lease, Deed::Release]),
    }
}

fn copy_of_another(chance: &mut Chance) -> Deed {
    Deed::Copy {
        same_source: chance.percent(50),
        aborts: chance.percent(50),
        plan: plan(chance),
    }
}
