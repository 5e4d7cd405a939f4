//! The script of faults.

use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{ArmedFault, Fault, FaultEffect, Plan};

/// The script: faults in the order in which they were given.
#[derive(Default)]
pub(crate) struct Faults(Mutex<Vec<ArmedFault>>);

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.lock().push(ArmedFault::new(fault));
    }

    pub(crate) fn clear(&self) {
        self.lock().clear();
    }

    /// All faults, and how often each happened.
    pub(crate) fn happened(&self) -> Vec<(Fault, u64)> {
        let told = |armed: &ArmedFault| (armed.fault.clone(), armed.happened);
        self.lock().iter().map(told).collect()
    }

    /// Whether a new connection is refused.
    pub(crate) fn refuses_connection(&self) -> bool {
        self.lock()
            .iter_mut()
            .filter(|armed| armed.fault.effect == FaultEffect::RefuseConnection)
            .filter(|armed| armed.fault.concerns(None, None))
            .any(ArmedFault::strikes)
    }

    /// The faults of a request.
    pub(crate) fn plan(&self, operation: Option<&str>, account: Option<&str>) -> Plan {
        let mut plan = Plan::default();
        let mut script = self.lock();
        let near = script
            .iter_mut()
            .filter(|armed| armed.fault.effect != FaultEffect::RefuseConnection)
            .filter(|armed| armed.fault.concerns(operation, account));
        for armed in near {
            if armed.strikes() {
                plan.add(&armed.fault.effect);
            }
        }
        plan
    }

    fn lock(&self) -> MutexGuard<'_, Vec<ArmedFault>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::super::plan::ReplyFault;
    use super::*;

    fn refusals(faults: &Faults, requests: usize) -> Vec<bool> {
        (0..requests)
            .map(|_| {
                faults
                    .plan(Some("CopyBlob"), Some("acct"))
                    .reply_fault
                    .is_some()
            })
            .collect()
    }

    fn of(fault: Fault) -> Faults {
        let faults = Faults::default();
        faults.add(fault);
        faults
    }

    #[test]
    fn a_fault_spares_the_first_and_then_happens_so_often() {
        let faults = of(Fault::new(FaultEffect::internal_error()).skip(1).times(2));
        assert_eq!(refusals(&faults, 5), [false, true, true, false, false]);
        assert_eq!(faults.happened()[0].1, 2);
        faults.clear();
        assert!(faults.happened().is_empty());
    }

    #[test]
    fn a_fault_happens_to_its_operation_and_account_only() {
        let fault = Fault::new(FaultEffect::internal_error());
        for (fault, happens) in [
            (fault.clone(), true),
            (fault.clone().on("CopyBlob"), true),
            (fault.clone().on("GetBlob"), false),
            (fault.clone().of_account("acct"), true),
            (fault.of_account("other").on("CopyBlob"), false),
        ] {
            assert_eq!(refusals(&of(fault), 1), [happens]);
        }
    }

    #[test]
    fn the_same_seed_makes_the_same_choices() {
        let fault = |seed| Fault::new(FaultEffect::internal_error()).with_probability(0.5, seed);
        let drawn = |seed| refusals(&of(fault(seed)), 64);
        assert_eq!(drawn(7), drawn(7));
        assert_ne!(drawn(7), drawn(8));
        assert!(drawn(7).contains(&true) && drawn(7).contains(&false));
        let never = Fault::new(FaultEffect::internal_error()).with_probability(0.0, 1);
        assert!(!refusals(&of(never), 64).contains(&true));
    }

    #[test]
    fn a_connection_is_refused_only_where_no_request_is_meant() {
        let refused = Fault::new(FaultEffect::RefuseConnection);
        assert!(of(refused.clone()).refuses_connection());
        assert!(!of(refused.clone().on("CopyBlob")).refuses_connection());
        assert!(!of(Fault::new(FaultEffect::ResetBefore)).refuses_connection());
        assert_eq!(refusals(&of(refused), 1), [false]);
    }

    #[test]
    fn of_two_that_contradict_each_other_the_first_happens() {
        let faults = of(Fault::new(FaultEffect::server_busy(7)).times(1));
        faults.add(Fault::new(FaultEffect::ResetBefore));
        let plan = faults.plan(None, None);
        assert!(matches!(plan.reply_fault, Some(ReplyFault::Refuse { .. })));
        let plan = faults.plan(None, None);
        assert!(matches!(plan.reply_fault, Some(ReplyFault::Reset { .. })));
    }
}
