//! The native half of the Python package `blobcopy`: words in, a call under way, words out.
//!
//! No decision about Azure is taken here. What a call asks for arrives as a dictionary (`asked`), is made into the
//! client's own types, and its answer leaves as a dictionary (`told`). A `call::Call` is anything that is under way;
//! Python waits for it, or an event loop is told of it by a `courier::Courier`. Names, classes and exceptions are in
//! Python, beside this crate.

mod call;
mod courier;
mod runtime;
mod signal;

mod account;
mod copying;
mod credential;
mod failure;

mod asked;
mod told;

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
    use crate::copying::Copy;
    #[pymodule_export]
    use crate::courier::Courier;
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
