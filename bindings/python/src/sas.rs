//! Shared access signatures.

use blobcopy::auth::{SasToken, SharedKey};
use blobcopy_bindings::{account_sas, blob_sas, delegation_key};
use pyo3::prelude::*;
use pyo3::types::PyDict;

use crate::conversion::options;
use crate::failure::Failure;

/// Signs a SAS for a blob, directory or container, with the account's key or a user delegation key.
#[pyfunction]
pub(crate) fn sign_blob_sas(
    function: &str,
    account: &str,
    key: &Bound<'_, PyAny>,
    given: &Bound<'_, PyDict>,
) -> PyResult<String> {
    let sas = blob_sas(options(function, given)?).map_err(Failure::from)?;
    let token = match key.cast::<PyDict>() {
        Ok(parts) => {
            let key = delegation_key(account, options("a user delegation key", parts)?);
            sas.sign_delegated(&key.map_err(Failure::from)?)
        }
        Err(_) => sas.sign(&shared_key(account, key.extract()?)?),
    };
    exposed(token)
}

/// Signs a SAS for an account.
#[pyfunction]
pub(crate) fn sign_account_sas(
    function: &str,
    account: &str,
    account_key: &str,
    given: &Bound<'_, PyDict>,
) -> PyResult<String> {
    let sas = account_sas(options(function, given)?).map_err(Failure::from)?;
    exposed(sas.sign(&shared_key(account, account_key)?))
}

fn shared_key(account: &str, key: &str) -> PyResult<SharedKey> {
    Ok(SharedKey::new(account, key).map_err(Failure::from)?)
}

fn exposed(token: Result<SasToken, blobcopy::auth::Error>) -> PyResult<String> {
    Ok(token.map_err(Failure::from)?.expose().to_owned())
}
