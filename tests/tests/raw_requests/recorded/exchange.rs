//! A recorded exchange, as far as it is compared.

use std::collections::BTreeMap;
use std::{env, fmt, fs};

use http::HeaderMap;
use serde_json::Value;

/// What was asked, as far as it was recorded, and what was answered.
pub(crate) struct Exchange {
    pub(crate) operation: String,
    pub(crate) method: String,
    url: String,
    pub(crate) status: u16,
    /// By names in lower case.
    pub(crate) headers: BTreeMap<String, String>,
    version: String,
    /// The code, from the header or the body.
    pub(crate) code: String,
}

/// Headers that HTTP leaves to every server, and one that a recorder made up.
const IGNORED: [&str; 9] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "reason_phrase",
    "server",
    "transfer-encoding",
    "vary",
    "x-ms-version",
];

/// The exchanges with the Blob service in the file that `BLOBCOPY_RECORDINGS` names, if it does.
pub(crate) fn read() -> Option<Vec<Exchange>> {
    let path = env::var("BLOBCOPY_RECORDINGS").ok()?;
    let text = fs::read_to_string(path).expect("the file that BLOBCOPY_RECORDINGS names");
    let exchanges = text
        .lines()
        .filter(|line| !line.is_empty())
        .map(|line| Exchange::of(&serde_json::from_str(line).expect("one JSON object a line")))
        .filter(|exchange| exchange.url.contains(".blob."));
    Some(exchanges.collect())
}

/// The headers that are compared.
pub(crate) fn headers(headers: &HeaderMap) -> BTreeMap<String, String> {
    headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.to_str().unwrap()))
        .filter(|(name, _)| !IGNORED.contains(name))
        .map(|(name, value)| (name.to_owned(), value.to_owned()))
        .collect()
}

impl Exchange {
    fn of(recorded: &Value) -> Self {
        let text = |name: &str| recorded[name].as_str().unwrap_or_default().to_owned();
        let mut headers: BTreeMap<String, String> = recorded["resp"]
            .as_object()
            .expect("headers")
            .iter()
            .map(|(name, value)| {
                (
                    name.to_lowercase(),
                    value.as_str().unwrap_or_default().to_owned(),
                )
            })
            .collect();
        let version = headers.get("x-ms-version").cloned().unwrap_or_default();
        let body = text("body");
        let in_body = || {
            let (_, rest) = body.split_once("<Code>")?;
            Some(rest.split_once('<')?.0.to_owned())
        };
        let code = headers.get("x-ms-error-code").cloned();
        let code = code.or_else(in_body).unwrap_or_default();
        headers.retain(|name, _| !IGNORED.contains(&name.as_str()));
        Self {
            operation: text("op"),
            method: text("method"),
            url: text("url"),
            status: recorded["status"].as_u64().unwrap().try_into().unwrap(),
            headers,
            version,
            code,
        }
    }

    /// The service version that was spoken.
    pub(crate) fn version(&self) -> &str {
        &self.version
    }

    /// Whether the account kept versions of blobs.
    pub(crate) fn keeps_versions(&self) -> bool {
        self.has("x-ms-version-id")
    }

    pub(crate) fn has(&self, header: &str) -> bool {
        self.headers.contains_key(header)
    }

    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", String::as_str)
    }

    /// Whether it is that operation with that outcome; an empty code is for one that was granted, or that tells none.
    pub(crate) fn is(&self, operation: &str, status: u16, code: &str) -> bool {
        self.operation == operation && self.status == status && self.code == code
    }

    /// Whether it is about a container itself, by its address: some recorders lost the query.
    pub(crate) fn is_of_container(&self) -> bool {
        let path = self.url.split(['?', '{']).next().unwrap_or_default();
        self.url.contains("restype=container") || path.matches('/').count() == 3
    }
}

impl fmt::Display for Exchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} {} {} {:?}",
            self.operation, self.status, self.code, self.headers
        )
    }
}
