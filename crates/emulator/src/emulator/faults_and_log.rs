//! Faults and the request log of an emulator.

use super::{Builder, Emulator};
use crate::fault::Fault;
use crate::server::log::LoggedRequest;

impl Builder {
    /// Adds a fault that is active from the start.
    pub fn fault(mut self, fault: Fault) -> Self {
        self.faults.push(fault);
        self
    }
}

impl Emulator {
    /// Adds a fault that is active from now on.
    pub fn add_fault(&self, fault: Fault) {
        self.service.faults.add(fault);
    }

    /// Removes all faults.
    pub fn clear_faults(&self) {
        self.service.faults.clear();
    }

    /// All faults, in the order in which they were added, each with the number of times that it happened.
    pub fn faults(&self) -> Vec<(Fault, u64)> {
        self.service.faults.happened()
    }

    /// The last requests to the Blob service, oldest first, at most 10,000.
    pub fn requests(&self) -> Vec<LoggedRequest> {
        self.service.log.after(0)
    }

    /// The URL of the control endpoint, for tests in other languages: `http://127.0.0.1:PORT/__blobcopy__/`.
    pub fn control_endpoint(&self) -> String {
        self.endpoint("__blobcopy__/")
    }
}
