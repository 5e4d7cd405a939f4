//! The emulator, for the tests of whoever uses the package.

use std::time::{Duration, SystemTime};

use blobcopy::chain;
use blobcopy_bindings::emulator;
use blobcopy_emulator::{Emulator, Fault, ManualClock};
use napi::Result;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use crate::conversion::{milliseconds, options};
use crate::failure::{Failure, Refused};
use crate::promise::answer;

/// A running emulator. Ends when it is stopped, or let go of.
#[napi]
pub struct NativeEmulator {
    running: Option<Emulator>,
    clock: Option<ManualClock>,
}

/// Starts to serve.
#[napi]
pub fn start_emulator(given: Option<Object<'_>>) -> Result<Either<NativeEmulator, Refused>> {
    let read = emulator(options("Emulator", given)?).map_err(Failure::from);
    Ok(answer(read.and_then(|(builder, clock)| {
        let running = builder
            .start()
            .map_err(|error| Failure::invalid(chain(&error)))?;
        Ok(NativeEmulator {
            running: Some(running),
            clock,
        })
    })))
}

#[napi]
impl NativeEmulator {
    /// The port that it listens on.
    #[napi]
    pub fn port(&self) -> Either<u16, Refused> {
        answer(self.running().map(Emulator::port))
    }

    /// The root of an account.
    #[napi]
    pub fn endpoint(&self, account: String) -> Either<String, Refused> {
        answer(self.running().map(|running| running.endpoint(&account)))
    }

    /// The root of an account over https.
    #[napi]
    pub fn https_endpoint(&self, account: String) -> Either<String, Refused> {
        let endpoint = |running: &Emulator| running.https_endpoint(&account);
        answer(
            self.running()
                .and_then(|running| endpoint(running).ok_or_else(no_https)),
        )
    }

    /// The certificate that clients have to trust, in PEM.
    #[napi]
    pub fn certificate_authority(&self) -> Either<String, Refused> {
        answer(self.running().and_then(|running| {
            let authority = running.certificate_authority();
            authority.map(str::to_owned).ok_or_else(no_https)
        }))
    }

    /// What other tools need to use an account. A secret.
    #[napi]
    pub fn connection_string(&self, account: String) -> Either<String, Refused> {
        answer(self.running().and_then(|running| {
            running.connection_string(&account).ok_or_else(|| {
                let message = format!("the emulator serves no account named {account}");
                Failure::invalid(message)
            })
        }))
    }

    /// The emulator's time, in milliseconds since 1970.
    #[napi]
    pub fn now(&self) -> f64 {
        let now = self.clock.as_ref().map(ManualClock::now);
        milliseconds(now.unwrap_or_else(SystemTime::now))
    }

    /// Lets so many milliseconds pass.
    #[napi]
    pub fn advance(&self, by: f64) -> Either<bool, Refused> {
        let clock = self.clock.as_ref().ok_or_else(|| {
            let message = "the emulator uses the clock of the machine; start it with manualClock to advance the time";
            Failure::invalid(message)
        });
        answer(clock.and_then(|clock| {
            let by = Duration::try_from_secs_f64(by / 1000.0);
            clock.advance(by.map_err(|error| Failure::invalid(error.to_string()))?);
            Ok(true)
        }))
    }

    /// Lets something go wrong from now on; a fault in JSON.
    #[napi]
    pub fn add_fault(&self, fault: String) -> Either<bool, Refused> {
        answer(self.running().and_then(|running| {
            let fault: Fault =
                serde_json::from_str(&fault).map_err(|error| Failure::invalid(chain(&error)))?;
            running.add_fault(fault);
            Ok(true)
        }))
    }

    /// Lets nothing go wrong any more.
    #[napi]
    pub fn clear_faults(&self) -> Either<bool, Refused> {
        answer(self.running().map(|running| {
            running.clear_faults();
            true
        }))
    }

    /// The faults in JSON, each with how often it happened.
    #[napi]
    pub fn faults(&self) -> Either<String, Refused> {
        answer(self.running().map(|running| json(&running.faults())))
    }

    /// The last requests in JSON, oldest first.
    #[napi]
    pub fn requests(&self) -> Either<String, Refused> {
        answer(self.running().map(|running| json(&running.requests())))
    }

    /// Lets the pending copy into a blob fail; whether there was one.
    #[napi]
    pub fn fail_copy(
        &self,
        account: String,
        container: String,
        blob: String,
        description: String,
    ) -> Either<bool, Refused> {
        answer(self.running().and_then(|running| {
            Ok(running.fail_copy(&account, &container, &blob, &description)?)
        }))
    }

    /// Ends it, and forgets everything.
    #[napi]
    pub fn stop(&mut self) {
        self.running = None;
    }
}

impl NativeEmulator {
    fn running(&self) -> std::result::Result<&Emulator, Failure> {
        self.running
            .as_ref()
            .ok_or_else(|| Failure::invalid("the emulator was stopped"))
    }
}

fn no_https() -> Failure {
    Failure::invalid("the emulator does not accept https; start it with https: true")
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers")
}
