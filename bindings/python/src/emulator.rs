//! The emulator, for the tests of the package's users.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use blobcopy_emulator::{Fault, ManualClock};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::conversion::options;
use crate::failure::Failure;

/// A Blob service on 127.0.0.1, until it is stopped or forgotten.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Emulator {
    running: Mutex<Option<blobcopy_emulator::Emulator>>,
    clock: Option<ManualClock>,
    process: u32,
}

#[pymethods]
impl Emulator {
    #[new]
    fn new(py: Python<'_>, given: &Bound<'_, PyDict>) -> PyResult<Self> {
        let read = blobcopy_bindings::emulator(options("Emulator", given)?);
        let (builder, clock) = read.map_err(Failure::from)?;
        let running = py.detach(|| builder.start());
        let running = running.map_err(|error| PyRuntimeError::new_err(blobcopy::chain(&error)))?;
        Ok(Self {
            running: Mutex::new(Some(running)),
            clock,
            process: std::process::id(),
        })
    }

    fn endpoint(&self, account: &str, is_https: bool) -> PyResult<Option<String>> {
        self.with(|emulator| {
            if is_https {
                return emulator.https_endpoint(account);
            }
            Some(emulator.endpoint(account))
        })
    }

    fn connection_string(&self, account: &str) -> PyResult<Option<String>> {
        self.with(|emulator| emulator.connection_string(account))
    }

    fn certificate_authority(&self) -> PyResult<Option<String>> {
        self.with(|emulator| emulator.certificate_authority().map(str::to_owned))
    }

    /// Adds a fault, written in JSON.
    fn add_fault(&self, fault: &str) -> PyResult<()> {
        let fault: Fault = serde_json::from_str(fault)
            .map_err(|error| PyValueError::new_err(format!("no such fault: {error}")))?;
        self.with(|emulator| emulator.add_fault(fault))
    }

    fn clear_faults(&self) -> PyResult<()> {
        self.with(blobcopy_emulator::Emulator::clear_faults)
    }

    /// The faults in JSON, each with how often it happened.
    fn faults(&self) -> PyResult<String> {
        let faults = self.with(blobcopy_emulator::Emulator::faults)?;
        json(&faults)
    }

    /// The last requests, in JSON.
    fn requests(&self) -> PyResult<String> {
        let requests = self.with(blobcopy_emulator::Emulator::requests)?;
        json(&requests)
    }

    fn fail_copy(
        &self,
        account: &str,
        container: &str,
        blob: &str,
        description: &str,
    ) -> PyResult<bool> {
        let failed =
            self.with(|emulator| emulator.fail_copy(account, container, blob, description))?;
        Ok(failed.map_err(Failure::from)?)
    }

    /// The time of the emulator, if its clock stands still.
    fn now(&self) -> Option<SystemTime> {
        self.clock.as_ref().map(ManualClock::now)
    }

    fn advance(&self, by: Duration) -> PyResult<()> {
        let Some(clock) = &self.clock else {
            return Err(PyValueError::new_err(
                "this emulator has real time; create it with manual_clock=True to advance it",
            ));
        };
        clock.advance(by);
        Ok(())
    }

    fn stop(&self, py: Python<'_>) {
        // The threads of a forked child's parent are not here to be waited for.
        if self.process == std::process::id() {
            let running = self.running().take();
            py.detach(|| drop(running));
        }
    }
}

impl Emulator {
    fn running(&self) -> MutexGuard<'_, Option<blobcopy_emulator::Emulator>> {
        self.running.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn with<T>(&self, ask: impl FnOnce(&blobcopy_emulator::Emulator) -> T) -> PyResult<T> {
        match &*self.running() {
            Some(emulator) => Ok(ask(emulator)),
            None => Err(PyRuntimeError::new_err("the emulator is stopped")),
        }
    }
}

impl Drop for Emulator {
    fn drop(&mut self) {
        if self.process != std::process::id() {
            // Its thread is the parent's, and waiting for it here would never end.
            std::mem::forget(self.running().take());
        }
    }
}

fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}
