//! Both servers, asked the same, and what they answered otherwise.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::time::SystemTime;

use blobcopy_auth::{Credential, authorize};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_tests::azurite::Azurite;
use blobcopy_tests::cases::ACCOUNTS;
use http::{Request, Response};

use crate::wire;

/// Azurite and the emulator, each with the same accounts and nothing in them.
pub(crate) struct Pair {
    azurite: (Azurite, Side),
    emulator: (Emulator, Side),
    pub(crate) asked: usize,
    pub(crate) found: BTreeSet<Difference>,
}

/// One server, and what it said that later requests repeat.
pub(crate) struct Side {
    address: String,
    kept: BTreeMap<&'static str, String>,
}

/// A request: what is asked, and by whom.
pub(crate) struct Ask {
    method: &'static str,
    target: String,
    headers: Vec<(&'static str, String)>,
    body: Vec<u8>,
    credential: Credential,
    keeps: Vec<(&'static str, &'static str)>,
}

/// That the two answered a request otherwise.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Difference {
    /// The request's name.
    pub(crate) request: String,
    /// What differs: `status`, `code`, `header NAME` or `element NAME`.
    pub(crate) aspect: String,
    /// What Azurite answered, and what the emulator did.
    pub(crate) azurite: String,
    pub(crate) emulator: String,
}

impl Pair {
    pub(crate) fn start() -> Self {
        let azurite = Azurite::start(&ACCOUNTS);
        let builder = Emulator::builder().pace(Pace::at_once());
        let builder = ACCOUNTS
            .into_iter()
            .fold(builder, |builder, (name, key)| builder.account(name, key));
        let emulator = builder.start().unwrap();
        let azurite_side = Side::at(azurite.address().to_owned());
        let emulator_side = Side::at(format!("127.0.0.1:{}", emulator.port()));
        Self {
            azurite: (azurite, azurite_side),
            emulator: (emulator, emulator_side),
            asked: 0,
            found: BTreeSet::new(),
        }
    }

    /// Asks both. `ask` is made for each side, since it may repeat what that side said.
    pub(crate) fn ask(&mut self, request: &str, ask: impl Fn(&Side) -> Ask) {
        self.asked += 1;
        let one = self.azurite.1.answer(ask(&self.azurite.1));
        let other = self.emulator.1.answer(ask(&self.emulator.1));
        let (one, other) = (aspects(&one), aspects(&other));
        for aspect in one.keys().chain(other.keys()) {
            let told = |aspects: &BTreeMap<String, String>| {
                aspects
                    .get(aspect)
                    .cloned()
                    .unwrap_or_else(|| "-".to_owned())
            };
            let (azurite, emulator) = (told(&one), told(&other));
            if azurite != emulator {
                let (request, aspect) = (request.to_owned(), aspect.clone());
                self.found.insert(Difference {
                    request,
                    aspect,
                    azurite,
                    emulator,
                });
            }
        }
    }
}

impl Side {
    pub(crate) fn at(address: String) -> Self {
        Self {
            address,
            kept: BTreeMap::new(),
        }
    }

    /// The root of an account, as a copy's source names it.
    pub(crate) fn root(&self, account: &str) -> String {
        format!("http://{}/{account}", self.address)
    }

    /// What an earlier request kept.
    pub(crate) fn kept(&self, name: &str) -> String {
        self.kept.get(name).cloned().unwrap_or_default()
    }

    pub(crate) fn answer(&mut self, ask: Ask) -> Response<Vec<u8>> {
        let mut request = Request::builder()
            .method(ask.method)
            .uri(format!("http://{}{}", self.address, ask.target));
        let names_version = ask.headers.iter().any(|(name, _)| *name == "x-ms-version");
        if !names_version {
            request = request.header("x-ms-version", "2025-11-05");
        }
        for (name, value) in &ask.headers {
            request = request.header(*name, value);
        }
        if matches!(ask.method, "PUT" | "POST") {
            request = request.header("content-length", ask.body.len());
        }
        let mut request = request.body(ask.body).unwrap();
        authorize(&mut request, &ask.credential, SystemTime::now()).unwrap();
        let reply = wire::exchange(&self.address, &request);
        for (name, header) in ask.keeps {
            let value = reply.headers().get(header);
            let value = value.map_or("", |value| value.to_str().unwrap());
            self.kept.insert(name, value.to_owned());
        }
        reply
    }
}

pub(crate) fn ask(method: &'static str, target: impl Into<String>) -> Ask {
    let (name, key) = ACCOUNTS[0];
    Ask {
        method,
        target: format!("/{name}{}", target.into()),
        headers: Vec::new(),
        body: Vec::new(),
        credential: Credential::shared_key(name, key).unwrap(),
        keeps: Vec::new(),
    }
}

impl Ask {
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.headers.push((name, value.into()));
        self
    }

    pub(crate) fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.body = body.into();
        self
    }

    pub(crate) fn by(mut self, credential: Credential) -> Self {
        self.credential = credential;
        self
    }

    /// To the second account, by its own key.
    pub(crate) fn second(mut self) -> Self {
        let (name, key) = ACCOUNTS[1];
        self.target = self.target.replacen(ACCOUNTS[0].0, name, 1);
        self.by(Credential::shared_key(name, key).unwrap())
    }

    /// To an account of another name.
    pub(crate) fn to(mut self, account: &str) -> Self {
        self.target = self.target.replacen(ACCOUNTS[0].0, account, 1);
        self
    }

    /// Keeps a header of the answer under this name.
    pub(crate) fn keep(mut self, name: &'static str, header: &'static str) -> Self {
        self.keeps.push((name, header));
        self
    }
}

/// Headers that tell nothing about the request, or that HTTP leaves to every server.
const IGNORED: [&str; 6] = [
    "connection",
    "content-length",
    "date",
    "keep-alive",
    "server",
    "transfer-encoding",
];

/// What of an answer is compared.
fn aspects(reply: &Response<Vec<u8>>) -> BTreeMap<String, String> {
    let mut aspects = BTreeMap::new();
    aspects.insert("status".to_owned(), reply.status().as_u16().to_string());
    for (name, value) in reply.headers() {
        if name == "x-ms-error-code" {
            aspects.insert("code".to_owned(), value.to_str().unwrap().to_owned());
        } else if !IGNORED.contains(&name.as_str()) {
            aspects.insert(format!("header {name}"), "+".to_owned());
        }
    }
    let is_xml = reply
        .headers()
        .get("content-type")
        .is_some_and(|value| value.as_bytes().starts_with(b"application/xml"));
    if is_xml {
        for name in elements(&String::from_utf8_lossy(reply.body())) {
            aspects.insert(format!("element {name}"), "+".to_owned());
        }
    }
    aspects
}

/// The names of the elements.
fn elements(text: &str) -> BTreeSet<String> {
    text.split('<')
        .filter_map(|piece| piece.split_once('>'))
        .map(|(tag, _)| tag)
        .filter(|tag| !tag.starts_with(['/', '?']))
        .map(|tag| tag.split([' ', '\n', '/']).next().unwrap().to_owned())
        .collect()
}

impl fmt::Display for Difference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "{} | {} | {} | {}",
            self.request, self.aspect, self.azurite, self.emulator
        )
    }
}
