//! What shall go wrong, and what was asked.

use super::{Builder, Emulator};
use crate::fault::Fault;
use crate::server::log::LoggedRequest;

impl Builder {
    /// Lets something go wrong from the start.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }
}

impl Emulator {
    /// Lets something go wrong from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.service.faults.add(fault);
    }

    /// Lets nothing go wrong any more.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// The faults that were given, in that order, each with how often it happened.
    pub fn faults(&self) -> Vec<(Fault, u64)> {
        self.service.faults.happened()
    }

    /// The last requests to the Blob service, oldest first, 10,000 at most.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.service.log.after(0)
    }

    /// Where the control endpoint is, for tests in other languages: `http://127.0.0.1:PORT/__blobcopy__/`.
    pub fn control_endpoint(&self) -> String {
        self.endpoint("__blobcopy__/")
    }
}
