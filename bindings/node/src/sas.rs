//! Shared access signatures.

use blobcopy::auth::{SasToken, SharedKey};
use blobcopy::{ClientCredential, Credential};
use blobcopy_bindings::{account_sas, blob_sas, delegation_key};
use napi::Result;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use crate::conversion::options;
use crate::credential::NativeCredential;
use crate::failure::{Failure, Refused};
use crate::promise::answer;

/// A SAS for a blob or container, signed with an account's key.
#[napi]
pub fn sign_blob_sas(
    given: Object<'_>,
    credential: &NativeCredential,
) -> Result<Either<String, Refused>> {
    let given = options(BLOB_SAS, Some(given))?;
    Ok(answer(
        key(credential).and_then(|key| Ok(exposed(&blob_sas(given)?.sign(key)?))),
    ))
}

/// A SAS for a blob or container, signed with a user delegation key.
#[napi]
pub fn sign_delegated_sas(
    given: Object<'_>,
    key: Object<'_>,
    account: String,
) -> Result<Either<String, Refused>> {
    let (given, key) = (
        options(BLOB_SAS, Some(given))?,
        options("userDelegationKey", Some(key))?,
    );
    let sign = || {
        Ok(exposed(
            &blob_sas(given)?.sign_delegated(&delegation_key(&account, key)?)?,
        ))
    };
    Ok(answer(sign()))
}

/// A SAS for an account, signed with its key.
#[napi]
pub fn sign_account_sas(
    given: Object<'_>,
    credential: &NativeCredential,
) -> Result<Either<String, Refused>> {
    let given = options("generateAccountSASQueryParameters", Some(given))?;
    Ok(answer(key(credential).and_then(|key| {
        Ok(exposed(&account_sas(given)?.sign(key)?))
    })))
}

const BLOB_SAS: &str = "generateBlobSASQueryParameters";

fn key(credential: &NativeCredential) -> std::result::Result<&SharedKey, Failure> {
    match &credential.credential {
        ClientCredential::Fixed(Credential::SharedKey(key)) => Ok(key),
        _ => Err(Failure::invalid(
            "a SAS is signed with a StorageSharedKeyCredential or a user delegation key",
        )),
    }
}

fn exposed(token: &SasToken) -> String {
    token.expose().to_owned()
}
