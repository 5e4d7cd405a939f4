//! The lease on a blob or container: a value from which its state at any time follows.
//!
//! Source: *Lease Blob*, REST reference, with its tables of outcomes by state.

use std::time::{Duration, SystemTime};

use blobcopy_proto::ops::{LeaseAction, LeaseOutcome};
use blobcopy_proto::{
    BreakPeriod, LeaseDuration, LeaseDurationKind, LeaseId, LeaseState, LeaseStatus, guid,
};

use crate::refusal::Refusal;

/// A lease that was acquired and not released.
#[derive(Clone)]
pub(crate) struct Lease {
    id: LeaseId,
    duration: LeaseDuration,
    /// When the lease ends. `None` if it is infinite.
    end: Option<SystemTime>,
    is_broken: bool,
}

/// The state of a lease.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum State {
    Leased,
    Expired,
    Breaking,
    Broken,
}

impl Lease {
    fn new(id: LeaseId, duration: LeaseDuration, now: SystemTime) -> Self {
        Self {
            end: end(duration, now),
            id,
            duration,
            is_broken: false,
        }
    }

    /// Whether the lease prevents writes by others.
    pub(crate) fn holds(&self, now: SystemTime) -> bool {
        matches!(self.state(now), State::Leased | State::Breaking)
    }

    /// Whether the lease lasts until it is released or broken.
    pub(crate) fn is_infinite(&self) -> bool {
        self.end.is_none()
    }

    fn state(&self, now: SystemTime) -> State {
        let is_over = self.end.is_some_and(|end| end <= now);
        match (self.is_broken, is_over) {
            (false, false) => State::Leased,
            (false, true) => State::Expired,
            (true, false) => State::Breaking,
            (true, true) => State::Broken,
        }
    }
}

/// The properties of a lease, or of a blob or container without one.
pub(crate) struct LeaseProperties {
    pub(crate) duration: Option<LeaseDurationKind>,
    pub(crate) state: LeaseState,
    pub(crate) status: LeaseStatus,
}

/// The properties of a lease at `now`.
pub(crate) fn told(lease: Option<&Lease>, now: SystemTime) -> LeaseProperties {
    let state = lease.map(|lease| lease.state(now));
    let kind = match lease {
        Some(lease) if state == Some(State::Leased) => Some(if lease.is_infinite() {
            LeaseDurationKind::Infinite
        } else {
            LeaseDurationKind::Fixed
        }),
        _ => None,
    };
    let word = match state {
        None => LeaseState::Available,
        Some(State::Leased) => LeaseState::Leased,
        Some(State::Expired) => LeaseState::Expired,
        Some(State::Breaking) => LeaseState::Breaking,
        Some(State::Broken) => LeaseState::Broken,
    };
    let status = match state {
        Some(State::Leased | State::Breaking) => LeaseStatus::Locked,
        _ => LeaseStatus::Unlocked,
    };
    LeaseProperties {
        duration: kind,
        state: word,
        status,
    }
}

/// Whether a blob with this lease may be written by a client that names the lease `id`.
pub(crate) fn admit_write(
    lease: Option<&Lease>,
    id: Option<&LeaseId>,
    now: SystemTime,
) -> Result<(), Refusal> {
    match (lease, id) {
        (Some(lease), None) if lease.holds(now) => Err(Refusal::lease_id_missing()),
        _ => admit_read(lease, id, now),
    }
}

/// Whether a blob with this lease may be read by a client that names the lease `id`.
pub(crate) fn admit_read(
    lease: Option<&Lease>,
    id: Option<&LeaseId>,
    now: SystemTime,
) -> Result<(), Refusal> {
    match (lease, id) {
        (_, None) => Ok(()),
        (None, Some(_)) => Err(Refusal::lease_not_present()),
        (Some(lease), Some(id)) if lease.id != *id => Err(Refusal::lease_id_mismatch()),
        (Some(lease), Some(_)) if lease.holds(now) => Ok(()),
        (Some(_), Some(_)) => Err(Refusal::lease_lost()),
    }
}

/// Performs `action` on the lease of a blob or container.
pub(crate) fn act(
    lease: &mut Option<Box<Lease>>,
    action: &LeaseAction,
    now: SystemTime,
) -> Result<LeaseOutcome, Refusal> {
    match action {
        LeaseAction::Acquire { duration, proposed } => {
            acquire(lease, *duration, proposed.as_ref(), now)
        }
        LeaseAction::Renew { id } => renew(lease, id, now),
        LeaseAction::Change { id, proposed } => change(lease, id, proposed, now),
        LeaseAction::Release { id } => release(lease, id),
        LeaseAction::Break { period } => end_early(lease, *period, now),
        _ => Err(Refusal::invalid_input()),
    }
}

fn acquire(
    lease: &mut Option<Box<Lease>>,
    duration: LeaseDuration,
    proposed: Option<&LeaseId>,
    now: SystemTime,
) -> Result<LeaseOutcome, Refusal> {
    if let Some(held) = lease.as_ref().filter(|held| held.holds(now)) {
        let is_same = proposed == Some(&held.id);
        match held.state(now) {
            State::Leased if is_same => {}
            State::Breaking if is_same => return Err(Refusal::lease_breaking_not_acquired()),
            _ => return Err(Refusal::lease_already_present()),
        }
    }
    let id = proposed.cloned().unwrap_or_else(|| {
        LeaseId::parse(&guid(fastrand::u128(..))).expect("a GUID is a lease's name")
    });
    *lease = Some(Box::new(Lease::new(id.clone(), duration, now)));
    Ok(LeaseOutcome::Acquired(id))
}

/// Renews the lease. An expired lease can be renewed, because a write or another lease in the meantime would have
/// removed it.
fn renew(
    lease: &mut Option<Box<Lease>>,
    id: &LeaseId,
    now: SystemTime,
) -> Result<LeaseOutcome, Refusal> {
    let held = matching(lease, id)?;
    if held.is_broken {
        return Err(Refusal::lease_broken_not_renewed());
    }
    held.end = end(held.duration, now);
    Ok(LeaseOutcome::Kept(held.id.clone()))
}

/// Changes the id. A change that was already made succeeds again, so that a lost reply does no harm.
fn change(
    lease: &mut Option<Box<Lease>>,
    id: &LeaseId,
    proposed: &LeaseId,
    now: SystemTime,
) -> Result<LeaseOutcome, Refusal> {
    let held = lease
        .as_mut()
        .ok_or_else(Refusal::lease_not_present_for_lease)?;
    let is_known = held.id == *id || held.id == *proposed;
    match held.state(now) {
        State::Leased if is_known => {
            held.id = proposed.clone();
            Ok(LeaseOutcome::Kept(proposed.clone()))
        }
        State::Breaking if is_known => Err(Refusal::lease_breaking_not_changed()),
        State::Leased | State::Breaking => Err(Refusal::lease_id_mismatch_for_lease()),
        State::Expired | State::Broken => Err(Refusal::lease_not_present_for_lease()),
    }
}

fn release(lease: &mut Option<Box<Lease>>, id: &LeaseId) -> Result<LeaseOutcome, Refusal> {
    matching(lease, id)?;
    *lease = None;
    Ok(LeaseOutcome::Released)
}

/// Shortens the lease. A period longer than the remaining time of the lease, or of an earlier break, does not extend
/// it.
fn end_early(
    lease: &mut Option<Box<Lease>>,
    period: Option<BreakPeriod>,
    now: SystemTime,
) -> Result<LeaseOutcome, Refusal> {
    let held = lease
        .as_mut()
        .ok_or_else(Refusal::lease_not_present_for_lease)?;
    let left = held
        .end
        .map(|end| end.duration_since(now).unwrap_or_default());
    let wanted = period.map(|period| Duration::from_secs(period.as_seconds().into()));
    let rest = match (wanted, left) {
        (Some(wanted), Some(left)) => wanted.min(left),
        (Some(rest), None) | (None, Some(rest)) => rest,
        (None, None) => Duration::ZERO,
    };
    held.is_broken = true;
    held.end = Some(now + rest);
    let seconds = rest.as_secs() + u64::from(rest.subsec_nanos() > 0);
    Ok(LeaseOutcome::Breaking(seconds))
}

fn matching<'a>(lease: &'a mut Option<Box<Lease>>, id: &LeaseId) -> Result<&'a mut Lease, Refusal> {
    lease
        .as_deref_mut()
        .filter(|held| held.id == *id)
        .ok_or_else(Refusal::lease_id_mismatch_for_lease)
}

fn end(duration: LeaseDuration, now: SystemTime) -> Option<SystemTime> {
    let seconds = duration.as_seconds()?;
    now.checked_add(Duration::from_secs(seconds.into()))
}
