//! Fresh shared access signatures of Microsoft's Python SDK, made again by us and checked by us, to the byte.

use std::collections::{BTreeMap, HashMap};
use std::hash::{BuildHasher, RandomState};
use std::net::Ipv4Addr;

use blobcopy_auth::SharedKey;
use blobcopy_auth::sas::{
    AccountSas, BlobSas, SasField, SasProtocol, SasResource, SasTarget, SasTime, SasToken,
};
use blobcopy_proto::UserDelegationKey;
use blobcopy_tests::python;
use http::{HeaderMap, HeaderName};
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;

const CASES: usize = 1000;

/// Names the seed of an earlier run, to have its cases again.
const SEED_VARIABLE: &str = "BLOBCOPY_SAS_SEED";

#[test]
fn random_signatures_are_those_of_the_official_python_sdk() {
    let seed = seed();
    println!("{CASES} cases of {SEED_VARIABLE}={seed}");
    let lines = python::output("sas_cases.py", &[&seed.to_string(), &CASES.to_string()]);
    let differences: Vec<String> = lines.lines().filter_map(difference).collect();
    println!(
        "{} cases, {} differences",
        lines.lines().count(),
        differences.len()
    );
    assert_eq!(lines.lines().count(), CASES);
    assert!(differences.is_empty(), "{}", differences.join("\n"));
}

fn seed() -> u32 {
    match std::env::var(SEED_VARIABLE) {
        Ok(text) => text.parse().expect("a seed is a number"),
        // The standard library keys its hash maps at random, which is chance enough.
        Err(_) => RandomState::new().hash_one(()) as u32,
    }
}

/// What we make otherwise than the SDK, or do not accept of it.
fn difference(line: &str) -> Option<String> {
    let case: Case = serde_json::from_str(line).expect("the generator writes cases");
    let ours = match case.make() {
        Ok(ours) => ours,
        Err(error) => return Some(format!("refused: {error}: {line}")),
    };
    if decoded(ours.expose()) != decoded(&case.token) {
        return Some(format!("{} instead of {line}", ours.expose()));
    }
    let signed = case.verify().err()?;
    Some(format!("expected {signed:?} to be signed: {line}"))
}

/// One token, with what was asked for it, in the names of the parameters.
#[derive(Deserialize)]
struct Case {
    account: String,
    key: String,
    delegation_key: Option<DelegationKey>,
    resource: Resource,
    fields: HashMap<String, String>,
    headers: Vec<(String, String)>,
    query: Vec<(String, String)>,
    token: String,
    string_to_sign: String,
}

#[derive(Deserialize)]
struct DelegationKey {
    signed_oid: String,
    signed_tid: String,
    signed_start: String,
    signed_expiry: String,
    signed_version: String,
    signed_delegated_user_tid: Option<String>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Resource {
    container: String,
    blob: Option<String>,
    snapshot: Option<String>,
    version_id: Option<String>,
    directory: Option<String>,
}

impl Case {
    fn make(&self) -> Result<SasToken, blobcopy_auth::Error> {
        if self.fields.contains_key("ss") {
            return self.account_sas()?.sign(&self.shared_key()?);
        }
        let sas = self.blob_sas()?;
        match &self.delegation_key {
            None => sas.sign(&self.shared_key()?),
            Some(key) => sas.sign_delegated(&key.ready(&self.account, &self.key)?),
        }
    }

    /// Whether a server with the key takes the SDK's token; otherwise the string it wants signed.
    fn verify(&self) -> Result<(), String> {
        let token = SasToken::parse(&self.token).map_err(|error| error.to_string())?;
        let headers = self.header_map();
        let query = self.request_query();
        let below = self.resource.directory.as_ref();
        let below = below.map(|directory| format!("{directory}/below/it"));
        let blob = below.as_deref().or(self.resource.blob.as_deref());
        let target = SasTarget::new(Some(&self.resource.container), blob, &headers, &query);
        let result = match &self.delegation_key {
            None => token.verify(&self.shared_key().expect("it signed"), &target),
            Some(_) => token.verify_delegated(&self.account, &self.key, &target),
        };
        result.map_err(|mismatch| {
            assert_ne!(mismatch.string_to_sign(), self.string_to_sign);
            mismatch.string_to_sign().to_owned()
        })
    }

    fn shared_key(&self) -> Result<SharedKey, blobcopy_auth::Error> {
        SharedKey::new(&self.account, &self.key)
    }

    fn account_sas(&self) -> Result<AccountSas, blobcopy_auth::Error> {
        let field = |name: &str| self.fields[name].as_str();
        let expiry = SasTime::parse(field("se"))?;
        let mut sas = AccountSas::new(field("ss"), field("srt"), field("sp"), expiry)
            .with_version(self.version());
        for (name, text) in &self.fields {
            sas = match name.as_str() {
                "st" => sas.with_start(SasTime::parse(text)?),
                "sip" => with_addresses(text, |first, last| sas.with_ip_range(first, last)),
                "spr" => sas.with_protocol(protocol(text)),
                "ses" => sas.with_encryption_scope(text),
                "ss" | "srt" | "sp" | "se" => sas,
                other => panic!("an account SAS has no {other}"),
            };
        }
        Ok(sas)
    }

    fn blob_sas(&self) -> Result<BlobSas, blobcopy_auth::Error> {
        let mut sas = BlobSas::new(self.resource.named())
            .with_version(self.version())
            .with_request_headers(self.headers.clone())
            .with_request_query(self.query.clone());
        for (name, text) in &self.fields {
            sas = match name.as_str() {
                "sp" => sas.with_permissions(text),
                "st" => sas.with_start(SasTime::parse(text)?),
                "se" => sas.with_expiry(SasTime::parse(text)?),
                "si" => sas.with_policy(text),
                "sip" => with_addresses(text, |first, last| sas.with_ip_range(first, last)),
                "spr" => sas.with_protocol(protocol(text)),
                "ses" => sas.with_encryption_scope(text),
                "rscc" => sas.with_cache_control(text),
                "rscd" => sas.with_content_disposition(text),
                "rsce" => sas.with_content_encoding(text),
                "rscl" => sas.with_content_language(text),
                "rsct" => sas.with_content_type(text),
                "saoid" => sas.with_authorized_object_id(text),
                "suoid" => sas.with_unauthorized_object_id(text),
                "scid" => sas.with_correlation_id(text),
                "sduoid" => sas.with_delegated_user_object_id(text),
                other => panic!("a blob's SAS has no {other}"),
            };
        }
        Ok(sas)
    }

    /// The version whose rules this release of the SDK signs by: it offers no choice.
    fn version(&self) -> String {
        decoded(&self.token)[SasField::SignedVersion.name()].clone()
    }

    fn header_map(&self) -> HeaderMap {
        let mut map = HeaderMap::new();
        for (name, value) in &self.headers {
            let name = HeaderName::try_from(name).expect("the generator writes header names");
            map.insert(name, value.parse().expect("a header takes any text"));
        }
        map
    }

    fn request_query(&self) -> String {
        let moments = [
            ("snapshot", &self.resource.snapshot),
            ("versionid", &self.resource.version_id),
        ];
        let moments = moments
            .into_iter()
            .filter_map(|(name, value)| Some((name, value.as_deref()?)));
        let required = self.query.iter().map(|(name, value)| (&**name, &**value));
        moments
            .chain(required)
            .map(|(name, value)| format!("{}={}&", encoded(name), encoded(value)))
            .collect()
    }
}

impl DelegationKey {
    fn ready(
        &self,
        account: &str,
        value: &str,
    ) -> Result<blobcopy_auth::DelegationKey, blobcopy_auth::Error> {
        let mut key = UserDelegationKey::new(
            &self.signed_oid,
            &self.signed_tid,
            &self.signed_start,
            &self.signed_expiry,
            &self.signed_version,
            value,
        );
        key.signed_delegated_user_tid
            .clone_from(&self.signed_delegated_user_tid);
        blobcopy_auth::DelegationKey::new(account, &key)
    }
}

impl Resource {
    fn named(&self) -> SasResource {
        let container = &self.container;
        match (
            &self.directory,
            &self.blob,
            &self.snapshot,
            &self.version_id,
        ) {
            (Some(directory), ..) => SasResource::directory(container, directory),
            (_, Some(blob), Some(time), _) => SasResource::snapshot(container, blob, time),
            (_, Some(blob), _, Some(id)) => SasResource::version(container, blob, id),
            (_, Some(blob), ..) => SasResource::blob(container, blob),
            _ => SasResource::container(container),
        }
    }
}

fn with_addresses<T>(text: &str, with: impl FnOnce(Ipv4Addr, Ipv4Addr) -> T) -> T {
    let (first, last) = text.split_once('-').unwrap_or((text, text));
    let read = |text: &str| text.parse().expect("the generator writes addresses");
    with(read(first), read(last))
}

fn protocol(text: &str) -> SasProtocol {
    match text {
        "https" => SasProtocol::Https,
        "https,http" => SasProtocol::HttpsAndHttp,
        other => panic!("{other}"),
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

/// The parameters by name: the order in the URL says nothing.
fn decoded(token: &str) -> BTreeMap<String, String> {
    token
        .split('&')
        .map(|pair| pair.split_once('=').expect("every parameter has a value"))
        .map(|(name, value)| {
            let value = percent_decode_str(value).decode_utf8();
            (
                name.to_owned(),
                value.expect("texts are UTF-8").into_owned(),
            )
        })
        .collect()
}
