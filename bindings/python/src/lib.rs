//! The native half of the Python package `blobcopy`: options in, a call under way, its result out.
//!
//! No decision about Azure is taken here. Options and results are those of `blobcopy-bindings`; `conversion` turns the
//! objects of Python into its values and back. A `call::Call` is anything that is under way; Python waits for it, or a
//! `completion_queue::CompletionQueue` reports it to an event loop. Names, classes and exceptions are in Python, beside
//! this crate.

mod conversion;
mod failure;

mod cancellation;
mod completion_queue;
mod runtime;

mod call;

mod account;
mod credential;
mod started_copy;

mod address;
mod command;
mod emulator;
mod logging;
mod sas;

use pyo3::prelude::*;

/// The native half of `blobcopy`.
#[pymodule]
mod _blobcopy {
    #[pymodule_export]
    use crate::account::Account;
    #[pymodule_export]
    use crate::address::{
        parse_blob_url, parse_connection_string, parse_container_url, parse_endpoint,
    };
    #[pymodule_export]
    use crate::call::Call;
    #[pymodule_export]
    use crate::command::main;
    #[pymodule_export]
    use crate::completion_queue::CompletionQueue;
    #[pymodule_export]
    use crate::credential::TokenReply;
    #[pymodule_export]
    use crate::emulator::Emulator;
    #[pymodule_export]
    use crate::logging::log_to;
    #[pymodule_export]
    use crate::runtime::shut_down;
    #[pymodule_export]
    use crate::sas::{sign_account_sas, sign_blob_sas};
    #[pymodule_export]
    use crate::started_copy::StartedCopy;

    use blobcopy::auth::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
    use blobcopy::proto::ServiceVersion;
    use blobcopy::proto::job::GRACE;

    use super::{Bound, PyModule, PyModuleMethods, PyResult};

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("DEVELOPMENT_ACCOUNT", DEVELOPMENT_ACCOUNT)?;
        module.add("DEVELOPMENT_KEY", DEVELOPMENT_KEY)?;
        module.add("GRACE", GRACE.as_secs_f64())?;
        module.add("SERVICE_VERSION", ServiceVersion::DEFAULT.as_str())?;
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
