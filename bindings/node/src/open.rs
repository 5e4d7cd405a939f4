//! From a URL or a connection string to what it names.

use blobcopy::auth::ConnectionString;
use blobcopy::proto::{BlobUrl, ContainerUrl, Endpoint};
use blobcopy::{BlobServiceClient, ClientCredential, Credential};
use napi::Result;
use napi::bindgen_prelude::{Either, Object};
use napi_derive::napi;

use crate::blob::NativeBlob;
use crate::container::NativeContainer;
use crate::credential::{NativeCredential, Settings};
use crate::failure::{Failure, Refused};
use crate::promise::answer;
use crate::service::NativeService;

/// The account at a URL.
#[napi]
pub fn open_service(
    url: String,
    credential: &NativeCredential,
    settings: Object<'_>,
) -> Result<Either<NativeService, Refused>> {
    let settings = Settings::read(&settings)?;
    let (root, sas) = url.split_once('?').unwrap_or((&url, ""));
    let opened = Endpoint::parse(root).map_err(Failure::from);
    Ok(answer(opened.and_then(|endpoint| {
        let sas = Some(sas).filter(|sas| !sas.is_empty());
        Ok(NativeService(service(endpoint, sas, credential, settings)?))
    })))
}

/// The account that a connection string names.
#[napi]
pub fn open_connection_string(
    text: String,
    settings: Object<'_>,
) -> Result<Either<NativeService, Refused>> {
    let settings = Settings::read(&settings)?;
    let parsed = ConnectionString::parse(&text).map_err(Failure::from);
    Ok(answer(parsed.and_then(|named| {
        let endpoint = Endpoint::parse(&named.blob_endpoint)?;
        let credential = NativeCredential::new(named.credential);
        Ok(NativeService(service(
            endpoint,
            None,
            &credential,
            settings,
        )?))
    })))
}

/// The key or SAS that a connection string holds.
#[napi]
pub fn credential_of_connection_string(text: String) -> Either<NativeCredential, Refused> {
    let parsed = ConnectionString::parse(&text).map_err(Failure::from);
    answer(parsed.map(|named| NativeCredential::new(named.credential)))
}

/// The container at a URL.
#[napi]
pub fn open_container(
    url: String,
    credential: &NativeCredential,
    settings: Object<'_>,
) -> Result<Either<NativeContainer, Refused>> {
    let settings = Settings::read(&settings)?;
    let parsed = ContainerUrl::parse_with_sas(&url).map_err(Failure::from);
    Ok(answer(parsed.and_then(|(url, sas)| {
        let service = service(url.endpoint().clone(), sas.as_deref(), credential, settings)?;
        Ok(NativeContainer { service, url })
    })))
}

/// The blob at a URL.
#[napi]
pub fn open_blob(
    url: String,
    credential: &NativeCredential,
    settings: Object<'_>,
) -> Result<Either<NativeBlob, Refused>> {
    let settings = Settings::read(&settings)?;
    let parsed = BlobUrl::parse_with_sas(&url).map_err(Failure::from);
    Ok(answer(parsed.and_then(|(url, sas)| {
        let service = service(url.endpoint().clone(), sas.as_deref(), credential, settings)?;
        Ok(NativeBlob { service, url })
    })))
}

fn service(
    endpoint: Endpoint,
    sas: Option<&str>,
    credential: &NativeCredential,
    settings: Settings,
) -> std::result::Result<BlobServiceClient, Failure> {
    match (sas, &credential.credential) {
        (None, _) => credential.open(endpoint, settings),
        // Not kept: there may be as many signatures as there are blobs.
        (Some(sas), ClientCredential::Fixed(Credential::Anonymous)) => {
            NativeCredential::new(Credential::sas(sas)?).open(endpoint, settings)
        }
        (Some(_), _) => Err(Failure::invalid(
            "the URL has a query, so that there are two credentials: give the SAS or the other, not both",
        )),
    }
}
