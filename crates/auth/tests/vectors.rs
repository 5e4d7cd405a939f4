//! Requests signed by Microsoft's SDKs, signed again by this crate.
#![expect(
    clippy::unwrap_used,
    reason = "a test may panic, and so may what it is made of"
)]

use std::collections::BTreeMap;
use std::time::SystemTime;

use blobcopy_auth::{Credential, SharedKey, authorize};
use http::Request;
use serde::Deserialize;

/// The cases that are not reproduced, with the reason in the vector file.
const SKIPPED: [(&str, &str); 3] = [
    (
        "both-dates",
        "skip: never send Date together with x-ms-date (docs want an empty date line)",
    ),
    (
        "query-plus-literal",
        "skip: SDKs disagree on a literal + in a query; emit %2B or %20",
    ),
    (
        "query-repeat",
        "skip: neither SDK joins repeated parameters (docs and Go/object_store do): repeat nothing, use one comma list",
    ),
];

/// The cases in which the Python SDK is wrong and the JavaScript SDK is right.
const JAVASCRIPT: [&str; 2] = ["name-minimal-encoding", "meta-trailing-space"];

#[derive(Deserialize)]
struct File {
    cases: Vec<Case>,
}

#[derive(Deserialize)]
struct Case {
    id: String,
    account: String,
    key_base64: String,
    method: String,
    url: String,
    headers: BTreeMap<String, String>,
    string_to_sign: String,
    authorization: String,
    js_check: JavaScript,
    #[serde(rename = "use")]
    usage: String,
}

#[derive(Deserialize)]
struct JavaScript {
    js_string_to_sign: Option<String>,
    js_authorization: Option<String>,
}

impl Case {
    fn request(&self) -> Request<()> {
        let mut request = Request::builder()
            .method(self.method.as_str())
            .uri(&self.url);
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        request.body(()).unwrap()
    }

    /// The time at which the case was signed.
    fn at(&self) -> SystemTime {
        httpdate::parse_http_date(&self.headers["x-ms-date"]).unwrap()
    }

    /// The string to sign and the header, from the SDK that is right.
    fn expected(&self) -> (&str, &str) {
        if JAVASCRIPT.contains(&self.id.as_str()) {
            let javascript = &self.js_check;
            return (
                javascript.js_string_to_sign.as_deref().unwrap(),
                javascript.js_authorization.as_deref().unwrap(),
            );
        }
        assert!(
            self.usage.starts_with("safe"),
            "{}: {}",
            self.id,
            self.usage
        );
        (&self.string_to_sign, &self.authorization)
    }
}

fn cases() -> Vec<Case> {
    let file: File = serde_json::from_str(include_str!("../vectors/sharedkey.json")).unwrap();
    file.cases
}

#[test]
fn requests_are_signed_as_the_official_sdks_sign_them() {
    let mut skipped = Vec::new();
    let mut checked = 0;
    for case in cases() {
        if SKIPPED.iter().any(|(id, _)| *id == case.id) {
            skipped.push((case.id, case.usage));
            continue;
        }
        let (string_to_sign, authorization) = case.expected();
        let key = SharedKey::new(&case.account, &case.key_base64).unwrap();
        let mut request = case.request();
        assert_eq!(key.string_to_sign(&request), string_to_sign, "{}", case.id);

        authorize(&mut request, &Credential::SharedKey(key.clone()), case.at()).unwrap();
        assert_eq!(
            request.headers()["authorization"],
            authorization,
            "{}",
            case.id
        );
        key.verify(&request).unwrap();
        checked += 1;
    }
    println!(
        "{checked} requests signed as by the official SDKs, {} skipped",
        skipped.len()
    );
    assert_eq!(checked, 42);
    assert_eq!(
        skipped,
        SKIPPED.map(|(id, usage)| (id.to_owned(), usage.to_owned()))
    );
}

/// The names for which byte order fails with 403, and the order in the service's reply.
///
/// Sources: Azure/azure-sdk-for-python issue #10277 (`i_` before `i0`) and pull request #33951, and
/// Azure/azure-sdk-for-net issue #41328 (`foo_bar`, `foo2_bar`).
#[test]
fn metadata_names_are_signed_in_the_order_the_service_reported() {
    let key = SharedKey::new("acct", "AAEC").unwrap();
    let mut request = Request::put("https://acct.blob.core.windows.net/c/b?comp=metadata");
    for name in ["foo2_bar", "i0", "foo_bar", "i_"] {
        request = request.header(format!("x-ms-meta-{name}"), "v");
    }
    let text = key.string_to_sign(&request.body(()).unwrap());
    let names: Vec<&str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("x-ms-meta-"))
        .collect();
    assert_eq!(names, ["foo_bar:v", "foo2_bar:v", "i_:v", "i0:v"]);
}
