//! The emulator, for the tests of the package's users.

use std::num::NonZeroU64;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, SystemTime};

use blobcopy::proto::HttpDate;
use blobcopy_emulator::{Builder, Fault, ManualClock, Pace};
use pyo3::exceptions::{PyRuntimeError, PyValueError};
use pyo3::prelude::*;

use crate::asked::words;
use crate::failure::Failure;

words! {
    /// What an emulator is to serve.
    struct EmulatorWords {
        port: u16,
        accounts: Vec<(String, String)>,
        containers: Vec<String>,
        copy_lasts: Option<Duration>,
        bytes_per_second: Option<u64>,
        copy_starts_after: Duration,
        https: bool,
        trusted: Vec<u8>,
        versioning: bool,
        copies_in_turn: bool,
        loose: bool,
        manual_clock: bool,}
}

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
    fn new(py: Python<'_>, asked: EmulatorWords) -> PyResult<Self> {
        let clock = asked.manual_clock.then(manual_clock).transpose()?;
        let builder = asked.read(clock.clone())?;
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

    /// What time it is there, if its clock is moved by hand.
    fn now(&self) -> Option<SystemTime> {
        self.clock.as_ref().map(ManualClock::now)
    }

    fn advance(&self, by: Duration) -> PyResult<()> {
        let Some(clock) = &self.clock else {
            return Err(PyValueError::new_err(
                "this emulator keeps real time; ask for manual_clock=True to move it by hand",
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

impl EmulatorWords {
    fn read(self, clock: Option<ManualClock>) -> PyResult<Builder> {
        let pace = self.pace()?;
        let mut builder = blobcopy_emulator::Emulator::builder()
            .port(self.port)
            .pace(pace)
            .versioning(self.versioning)
            .copies_in_turn(self.copies_in_turn);
        for (name, key) in &self.accounts {
            builder = builder.account(name, key);
        }
        for container in &self.containers {
            builder = builder.container(container);
        }
        if self.https {
            builder = builder.https();
        }
        if !self.trusted.is_empty() {
            builder = builder.trust(&self.trusted);
        }
        if self.loose {
            builder = builder.loose();
        }
        Ok(match clock {
            Some(clock) => builder.clock(clock),
            None => builder,
        })
    }

    fn pace(&self) -> PyResult<Pace> {
        let pace = match (self.copy_lasts, self.bytes_per_second) {
            (Some(duration), None) => Pace::lasting(duration),
            (None, Some(rate)) => {
                Pace::bytes_per_second(NonZeroU64::new(rate).ok_or_else(|| {
                    PyValueError::new_err("bytes_per_second must be more than nothing")
                })?)
            }
            (None, None) => Pace::default(),
            (Some(_), Some(_)) => {
                return Err(PyValueError::new_err(
                    "give either copy_lasts or bytes_per_second",
                ));
            }
        };
        Ok(pace.after(self.copy_starts_after))
    }
}

fn manual_clock() -> PyResult<ManualClock> {
    let now = HttpDate::new(SystemTime::now()).map_err(Failure::from)?;
    Ok(ManualClock::new(now))
}

fn json(value: &impl serde::Serialize) -> PyResult<String> {
    serde_json::to_string(value).map_err(|error| PyRuntimeError::new_err(error.to_string()))
}
