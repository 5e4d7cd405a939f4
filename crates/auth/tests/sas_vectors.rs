//! Shared access signatures made by Microsoft's SDKs, reproduced and verified by this crate.
#![expect(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it is made of"
)]

use std::collections::{BTreeMap, HashMap};
use std::net::Ipv4Addr;

use blobcopy_auth::sas::{
    AccountSas, BlobSas, SasProtocol, SasResource, SasTarget, SasTime, SasToken,
};
use blobcopy_auth::{DelegationKey, SharedKey};
use blobcopy_proto::UserDelegationKey;
use http::HeaderMap;
use percent_encoding::{NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};
use serde::Deserialize;
use serde_json::Value;

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    kind: String,
    sv: String,
    inputs: Inputs,
    string_to_sign: String,
    signature: String,
    token: String,
}

/// The inputs of the SDK, with the names of either SDK.
#[derive(Deserialize)]
struct Inputs {
    account_name: String,
    account_key: Option<String>,
    user_delegation_key: Option<HashMap<String, String>>,
    container_name: Option<String>,
    #[serde(alias = "blobName")]
    blob_name: Option<String>,
    #[serde(default)]
    is_directory: bool,
    directory: Option<String>,
    #[serde(alias = "snapshotTime")]
    snapshot: Option<String>,
    #[serde(alias = "versionId")]
    version_id: Option<String>,
    permission: Option<String>,
    services: Option<String>,
    resource_types: Option<String>,
    #[serde(alias = "startsOn")]
    start: Option<String>,
    #[serde(alias = "expiresOn")]
    expiry: Option<String>,
    ip: Option<String>,
    #[serde(rename = "ipRange")]
    ip_range: Option<HashMap<String, String>>,
    protocol: Option<String>,
    #[serde(alias = "identifier")]
    policy_id: Option<String>,
    #[serde(alias = "encryptionScope")]
    encryption_scope: Option<String>,
    #[serde(alias = "cacheControl")]
    cache_control: Option<String>,
    #[serde(alias = "contentDisposition")]
    content_disposition: Option<String>,
    #[serde(alias = "contentEncoding")]
    content_encoding: Option<String>,
    #[serde(alias = "contentLanguage")]
    content_language: Option<String>,
    #[serde(alias = "contentType")]
    content_type: Option<String>,
    #[serde(alias = "preauthorizedAgentObjectId")]
    preauthorized_agent_object_id: Option<String>,
    #[serde(alias = "agentObjectId")]
    agent_object_id: Option<String>,
    #[serde(alias = "correlationId")]
    correlation_id: Option<String>,
    #[serde(alias = "delegatedUserObjectId")]
    user_delegation_oid: Option<String>,
    /// In the order that was passed to the SDK, which is the order that is signed.
    request_headers: Option<Value>,
    request_query_params: Option<Value>,
    /// Also contained in `sv`.
    #[serde(rename = "version")]
    _version: Option<String>,
}

impl Case {
    fn make(&self) -> SasToken {
        if self.kind == "account" {
            return self.account_sas().sign(&self.key()).unwrap();
        }
        match &self.inputs.user_delegation_key {
            None => self.blob_sas().sign(&self.key()).unwrap(),
            Some(key) => {
                let key = DelegationKey::new(&self.inputs.account_name, &delegation_key(key));
                self.blob_sas().sign_delegated(&key.unwrap()).unwrap()
            }
        }
    }

    fn key(&self) -> SharedKey {
        SharedKey::new(
            &self.inputs.account_name,
            self.inputs.account_key.as_ref().unwrap(),
        )
        .unwrap()
    }

    fn account_sas(&self) -> AccountSas {
        let inputs = &self.inputs;
        let mut sas = AccountSas::new(
            self.services(),
            inputs.resource_types.as_ref().unwrap(),
            inputs.permission.as_ref().unwrap(),
            time(inputs.expiry.as_ref().unwrap()),
        )
        .with_version(&self.sv);
        if let Some(start) = &inputs.start {
            sas = sas.with_start(time(start));
        }
        if let Some((first, last)) = self.ip_range() {
            sas = sas.with_ip_range(first, last);
        }
        if let Some(protocol) = &inputs.protocol {
            sas = sas.with_protocol(self::protocol(protocol));
        }
        if let Some(scope) = &inputs.encryption_scope {
            sas = sas.with_encryption_scope(scope);
        }
        sas
    }

    /// The Python SDK defaults to blobs alone; the JavaScript SDK writes its own order.
    fn services(&self) -> &str {
        match self.inputs.services.as_deref() {
            None => "b",
            Some("bqtf") => "btqf",
            Some(other) => panic!("{other}"),
        }
    }

    fn blob_sas(&self) -> BlobSas {
        type WithText = fn(BlobSas, String) -> BlobSas;

        let inputs = &self.inputs;
        let texts: [(&Option<String>, WithText); 14] = [
            (&inputs.permission, BlobSas::with_permissions),
            (&inputs.start, |sas, text| sas.with_start(time(&text))),
            (&inputs.expiry, |sas, text| sas.with_expiry(time(&text))),
            (&inputs.policy_id, BlobSas::with_policy),
            (&inputs.encryption_scope, BlobSas::with_encryption_scope),
            (&inputs.cache_control, BlobSas::with_cache_control),
            (
                &inputs.content_disposition,
                BlobSas::with_content_disposition,
            ),
            (&inputs.content_encoding, BlobSas::with_content_encoding),
            (&inputs.content_language, BlobSas::with_content_language),
            (&inputs.content_type, BlobSas::with_content_type),
            (
                &inputs.preauthorized_agent_object_id,
                BlobSas::with_authorized_object_id,
            ),
            (
                &inputs.agent_object_id,
                BlobSas::with_unauthorized_object_id,
            ),
            (&inputs.correlation_id, BlobSas::with_correlation_id),
            (
                &inputs.user_delegation_oid,
                BlobSas::with_delegated_user_object_id,
            ),
        ];
        let mut sas = BlobSas::new(self.resource()).with_version(&self.sv);
        for (text, with) in texts {
            if let Some(text) = text {
                sas = with(sas, text.clone());
            }
        }
        if let Some((first, last)) = self.ip_range() {
            sas = sas.with_ip_range(first, last);
        }
        if let Some(protocol) = &inputs.protocol {
            sas = sas.with_protocol(self::protocol(protocol));
        }
        sas.with_request_headers(self.required("srh", &inputs.request_headers))
            .with_request_query(self.required("srq", &inputs.request_query_params))
    }

    fn resource(&self) -> SasResource {
        let inputs = &self.inputs;
        let container = self.container();
        let blob = inputs.blob_name.clone();
        match (
            &inputs.directory,
            blob,
            &inputs.snapshot,
            &inputs.version_id,
        ) {
            (Some(directory), ..) => SasResource::directory(container, directory),
            (None, Some(directory), ..) if inputs.is_directory => {
                SasResource::directory(container, directory)
            }
            (None, Some(blob), Some(snapshot), _) => {
                SasResource::snapshot(container, blob, snapshot)
            }
            (None, Some(blob), None, Some(version)) => {
                SasResource::version(container, blob, version)
            }
            (None, Some(blob), None, None) => SasResource::blob(container, blob),
            (None, None, ..) => SasResource::container(container),
        }
    }

    /// The JavaScript SDK's cases do not name their container, which was this one.
    fn container(&self) -> &str {
        self.inputs.container_name.as_deref().unwrap_or("cont")
    }

    fn ip_range(&self) -> Option<(Ipv4Addr, Ipv4Addr)> {
        let parsed = |text: &str| text.parse().unwrap();
        if let Some(range) = &self.inputs.ip_range {
            return Some((parsed(&range["start"]), parsed(&range["end"])));
        }
        let text = self.inputs.ip.as_deref()?;
        let (first, last) = text.split_once('-').unwrap_or((text, text));
        Some((parsed(first), parsed(last)))
    }

    /// The required headers or parameters, in the order in which the token lists their names.
    fn required(&self, field: &str, values: &Option<Value>) -> Vec<(String, String)> {
        let Some(values) = values else {
            return Vec::new();
        };
        decoded(&self.token)[field]
            .split(',')
            .map(|name| (name.to_owned(), values[name].as_str().unwrap().to_owned()))
            .collect()
    }

    /// Whether a server with the right key accepts the SDK's own token.
    fn check_token(&self) {
        let token = SasToken::parse(&self.token).unwrap();
        let mut headers = HeaderMap::new();
        for (name, value) in self.required("srh", &self.inputs.request_headers) {
            headers.insert(
                http::HeaderName::try_from(name).unwrap(),
                value.parse().unwrap(),
            );
        }
        let query = self.query();
        let blob = match &self.inputs.directory {
            Some(directory) => Some(format!("{directory}/below/it")),
            None => self.inputs.blob_name.clone(),
        };
        let target = SasTarget::new(Some(self.container()), blob.as_deref(), &headers, &query);
        let checked = match &self.inputs.user_delegation_key {
            None => token.verify(&self.key(), &target),
            Some(key) => token.verify_delegated(&self.inputs.account_name, &key["value"], &target),
        };
        if let Err(mismatch) = checked {
            assert_eq!(
                mismatch.string_to_sign(),
                self.string_to_sign,
                "{}",
                self.id
            );
            panic!(
                "{}: the strings to sign agree, but not the signatures",
                self.id
            );
        }
    }

    fn query(&self) -> String {
        let moments = [
            ("snapshot", &self.inputs.snapshot),
            ("versionid", &self.inputs.version_id),
        ];
        let moments = moments
            .into_iter()
            .filter_map(|(name, value)| Some((name.to_owned(), value.clone()?)));
        let required = self.required("srq", &self.inputs.request_query_params);
        moments
            .chain(required)
            .map(|(name, value)| format!("{}={}&", encoded(&name), encoded(&value)))
            .collect()
    }
}

fn encoded(text: &str) -> String {
    utf8_percent_encode(text, NON_ALPHANUMERIC).to_string()
}

fn decoded(token: &str) -> BTreeMap<String, String> {
    token
        .split('&')
        .map(|pair| pair.split_once('=').unwrap())
        .map(|(name, value)| {
            (
                name.to_owned(),
                percent_decode_str(value)
                    .decode_utf8()
                    .unwrap()
                    .into_owned(),
            )
        })
        .collect()
}

/// A Python `datetime` prints differently from its form in the token.
fn time(text: &str) -> SasTime {
    SasTime::parse(&text.replace(' ', "T").replace("+00:00", "Z")).unwrap()
}

fn protocol(text: &str) -> SasProtocol {
    match text {
        "https" => SasProtocol::Https,
        "https,http" => SasProtocol::HttpsAndHttp,
        other => panic!("{other}"),
    }
}

fn delegation_key(key: &HashMap<String, String>) -> UserDelegationKey {
    let text =
        |python: &str, javascript: &str| key.get(python).or_else(|| key.get(javascript)).cloned();
    let mut read = UserDelegationKey::new(
        text("signed_oid", "signedObjectId").unwrap(),
        text("signed_tid", "signedTenantId").unwrap(),
        text("signed_start", "signedStartsOn").unwrap(),
        text("signed_expiry", "signedExpiresOn").unwrap(),
        text("signed_version", "signedVersion").unwrap(),
        text("value", "value").unwrap(),
    );
    read.signed_delegated_user_tid =
        text("signed_delegated_user_tid", "signedDelegatedUserTenantId");
    read
}

fn cases() -> Vec<Case> {
    let file: File = serde_json::from_str(include_str!("../vectors/sas.json")).unwrap();
    file.cases
}

#[test]
fn signatures_and_fields_are_those_of_the_official_sdks() {
    let mut made = 0;
    for case in cases() {
        let token = decoded(case.make().expose());
        assert_eq!(token["sig"], case.signature, "{}", case.id);
        assert_eq!(token, decoded(&case.token), "{}", case.id);
        made += 1;
    }
    println!("{made} signatures made as by the official SDKs");
    assert_eq!(made, 158);
}

#[test]
fn tokens_of_the_official_sdks_are_verified() {
    let cases = cases();
    cases.iter().for_each(Case::check_token);
    println!("{} tokens of the official SDKs verified", cases.len());
}
