//! The emulator, for the tests of whoever uses the package.

use std::num::NonZeroU64;
use std::time::SystemTime;

use blobcopy::ErrorKind;
use blobcopy::proto::HttpDate;
use blobcopy_emulator::{Emulator, Fault, ManualClock, Pace};
use napi::bindgen_prelude::Either;
use napi_derive::napi;

use crate::failure::{Failure, Trouble};
use crate::names::Names;
use crate::promise::answer;
use crate::time::{duration, told_time};

/// What an emulator serves.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct EmulatorData {
    /// The port; any that is free, if left out.
    pub port: Option<u16>,
    /// Accounts with their keys in base64; the public development account, if left out.
    pub accounts: Option<Names>,
    /// Containers that every account has from the start.
    pub containers: Option<Vec<String>>,
    /// How long a copy takes.
    pub copy_duration_in_ms: Option<f64>,
    /// Or how fast it is.
    pub bytes_per_second: Option<i64>,
    /// How long it first stands still.
    pub copy_delay_in_ms: Option<f64>,
    /// Whether time stands until it is moved.
    pub manual_clock: Option<bool>,
    /// Whether it speaks https too.
    pub https: Option<bool>,
    /// Whether old states are kept as versions.
    pub versioning: Option<bool>,
    /// Whether nobody is asked for anything.
    pub loose: Option<bool>,
    /// Whether tokens are taken over plain http.
    pub bearer_over_http: Option<bool>,
}

/// A running emulator. Ends when it is stopped, or let go of.
#[napi]
pub struct NativeEmulator {
    running: Option<Emulator>,
    clock: Option<ManualClock>,
}

/// Starts to serve.
#[napi]
pub fn start_emulator(wanted: EmulatorData) -> Either<NativeEmulator, Failure> {
    answer(NativeEmulator::start(wanted))
}

#[napi]
impl NativeEmulator {
    /// The port that it listens on.
    #[napi]
    pub fn port(&self) -> Either<u16, Failure> {
        answer(self.running().map(Emulator::port))
    }

    /// The root of an account.
    #[napi]
    pub fn endpoint(&self, account: String) -> Either<String, Failure> {
        answer(self.running().map(|running| running.endpoint(&account)))
    }

    /// The root of an account over https.
    #[napi]
    pub fn https_endpoint(&self, account: String) -> Either<String, Failure> {
        let endpoint = |running: &Emulator| running.https_endpoint(&account);
        answer(
            self.running()
                .and_then(|running| endpoint(running).ok_or_else(no_https)),
        )
    }

    /// The certificate that clients have to trust, in PEM.
    #[napi]
    pub fn certificate_authority(&self) -> Either<String, Failure> {
        answer(self.running().and_then(|running| {
            let authority = running.certificate_authority();
            authority.map(str::to_owned).ok_or_else(no_https)
        }))
    }

    /// What other tools need to use an account. A secret.
    #[napi]
    pub fn connection_string(&self, account: String) -> Either<String, Failure> {
        answer(self.running().and_then(|running| {
            running.connection_string(&account).ok_or_else(|| {
                let message = format!("the emulator serves no account named {account}");
                Trouble::of_kind(ErrorKind::Invalid, message)
            })
        }))
    }

    /// The emulator's time, in milliseconds since 1970.
    #[napi]
    pub fn now(&self) -> f64 {
        let now = self.clock.as_ref().map(ManualClock::now);
        told_time(now.unwrap_or_else(SystemTime::now))
    }

    /// Lets time pass.
    #[napi]
    pub fn advance(&self, milliseconds: f64) -> Either<bool, Failure> {
        let clock = self.clock.as_ref().ok_or_else(|| {
            let message = "this emulator's clock is the machine's, which nobody moves; start it with manualClock";
            Trouble::of_kind(ErrorKind::Invalid, message)
        });
        answer(clock.and_then(|clock| {
            clock.advance(duration("milliseconds", milliseconds)?);
            Ok(true)
        }))
    }

    /// Lets something go wrong from now on; a fault in JSON.
    #[napi]
    pub fn add_fault(&self, fault: String) -> Either<bool, Failure> {
        answer(self.running().and_then(|running| {
            let fault: Fault =
                serde_json::from_str(&fault).map_err(|error| Trouble::invalid(&error))?;
            running.add_fault(fault);
            Ok(true)
        }))
    }

    /// Lets nothing go wrong any more.
    #[napi]
    pub fn clear_faults(&self) -> Either<bool, Failure> {
        answer(self.running().map(|running| {
            running.clear_faults();
            true
        }))
    }

    /// The faults in JSON, each with how often it happened.
    #[napi]
    pub fn faults(&self) -> Either<String, Failure> {
        answer(self.running().map(|running| json(&running.faults())))
    }

    /// The last requests in JSON, oldest first.
    #[napi]
    pub fn requests(&self) -> Either<String, Failure> {
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
    ) -> Either<bool, Failure> {
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
    fn start(wanted: EmulatorData) -> Result<Self, Trouble> {
        let pace = wanted.pace()?;
        let mut builder = Emulator::builder()
            .port(wanted.port.unwrap_or(0))
            .pace(pace)
            .versioning(wanted.versioning.unwrap_or(false));
        for (name, key) in wanted.accounts.unwrap_or_default() {
            builder = builder.account(&name, &key);
        }
        for container in wanted.containers.unwrap_or_default() {
            builder = builder.container(&container);
        }
        let clock = wanted.manual_clock.unwrap_or(false).then(|| {
            let now = HttpDate::new(SystemTime::now());
            ManualClock::new(now.expect("this is between 1970 and 9999"))
        });
        if let Some(clock) = &clock {
            builder = builder.clock(clock.clone());
        }
        if wanted.https.unwrap_or(false) {
            builder = builder.https();
        }
        if wanted.loose.unwrap_or(false) {
            builder = builder.loose();
        }
        if wanted.bearer_over_http.unwrap_or(false) {
            builder = builder.bearer_over_http();
        }
        let running = builder.start().map_err(|error| Trouble::invalid(&error))?;
        Ok(Self {
            running: Some(running),
            clock,
        })
    }

    fn running(&self) -> Result<&Emulator, Trouble> {
        self.running
            .as_ref()
            .ok_or_else(|| Trouble::of_kind(ErrorKind::Invalid, "the emulator was stopped"))
    }
}

impl EmulatorData {
    fn pace(&self) -> Result<Pace, Trouble> {
        let rate = self.bytes_per_second.map(|rate| {
            let rate = u64::try_from(rate).ok().and_then(NonZeroU64::new);
            rate.ok_or_else(|| {
                Trouble::of_kind(
                    ErrorKind::Invalid,
                    "bytesPerSecond must be a positive number",
                )
            })
        });
        let lasting = self
            .copy_duration_in_ms
            .map(|given| duration("copyDurationInMs", given));
        let pace = match (rate.transpose()?, lasting.transpose()?) {
            (Some(rate), _) => Pace::bytes_per_second(rate),
            (None, Some(lasting)) => Pace::lasting(lasting),
            (None, None) => Pace::default(),
        };
        Ok(match self.copy_delay_in_ms {
            Some(delay) => pace.after(duration("copyDelayInMs", delay)?),
            None => pace,
        })
    }
}

fn no_https() -> Trouble {
    Trouble::of_kind(
        ErrorKind::Invalid,
        "the emulator speaks no https; start it with https: true",
    )
}

fn json(value: &impl serde::Serialize) -> String {
    serde_json::to_string(value).expect("texts and numbers")
}
