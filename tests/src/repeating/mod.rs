//! A server that repeats the secrets that it was sent, in every place of a reply and in every spelling.
//!
//! The name of the blob determines what is repeated: `PLACE-SPELLING`, both as indexes. All interfaces are tested
//! against this one server.

mod answers;
mod needles;
pub mod rust;
mod spellings;

use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard};

use crate::quoting::Quoting;

pub use answers::{MARK, PLACES};
use needles::Needles;
pub use spellings::SPELLINGS;

/// A value that is valid as a key, a signature and a token: base64 of 32 bytes.
pub const SECRET: &str = "80oiS0i61Y5TWXDQC0Pne+nHzGwr592j7ki0VKEd0oA=";

/// A SAS with [`SECRET`] as its signature.
pub const SAS: &str =
    "sv=2020-12-06&sr=c&sp=rwl&se=2030-01-02&sig=80oiS0i61Y5TWXDQC0Pne%2BnHzGwr592j7ki0VKEd0oA%3D";

/// The credential of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Sent {
    /// The account key: every request has its own signature.
    Key,
    /// A SAS.
    Sas,
    /// A token.
    Token,
}

impl Sent {
    /// All credentials.
    pub const ALL: [Self; 3] = [Self::Key, Self::Sas, Self::Token];

    /// The name in the scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Sas => "sas",
            Self::Token => "token",
        }
    }
}

/// A case: a credential, and what is repeated, as indexes into [`PLACES`] and [`SPELLINGS`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Case {
    /// The credential.
    pub sent: Sent,
    /// Where it is repeated.
    pub place: usize,
    /// How it is spelled.
    pub spelling: usize,
}

impl Case {
    /// All cases.
    pub fn all() -> impl Iterator<Item = Self> {
        Sent::ALL.into_iter().flat_map(Self::of)
    }

    /// Every place and spelling once, with alternating credentials.
    pub fn selected() -> impl Iterator<Item = Self> {
        Self::of(Sent::Key).map(|case| Self {
            sent: Sent::ALL[(case.place + case.spelling) % Sent::ALL.len()],
            ..case
        })
    }

    fn of(sent: Sent) -> impl Iterator<Item = Self> {
        (0..PLACES.len()).flat_map(move |place| {
            (0..SPELLINGS.len()).map(move |spelling| Self {
                sent,
                place,
                spelling,
            })
        })
    }

    /// The name of the blob.
    #[must_use]
    pub fn blob(self) -> String {
        format!("{}-{}", self.place, self.spelling)
    }

    fn of_request(head: &str) -> Option<(Self, String)> {
        let (sent, secret) = secret_of(head)?;
        let named = head
            .split("/live/")
            .nth(1)
            .or_else(|| head.split("prefix=").nth(1))?;
        let mut numbers = named
            .split(|c: char| !c.is_ascii_digit())
            .filter_map(|text| text.parse().ok());
        let case = Self {
            sent,
            place: numbers.next()?,
            spelling: numbers.next()?,
        };
        Some((case, secret))
    }
}

/// The credential of a request, and its secret.
fn secret_of(head: &str) -> Option<(Sent, String)> {
    let behind = |mark: &str| {
        let rest = &head[head.find(mark)? + mark.len()..];
        rest.split(['&', ' ', '\r']).next()
    };
    let key = behind("SharedKey acct:").map(|text| (Sent::Key, text));
    let token = || behind("Bearer ").map(|text| (Sent::Token, text));
    let sas = || behind("sig=").map(|text| (Sent::Sas, text));
    let (sent, text) = key.or_else(token).or_else(sas)?;
    let text = text.replace("%2B", "+").replace("%2F", "/");
    Some((sent, text.replace("%3D", "=")))
}

/// The server, over https, and what it has repeated.
#[derive(Debug)]
pub struct Repeating {
    server: Quoting,
    repeated: Arc<Mutex<Repeated>>,
}

#[derive(Debug, Default)]
struct Repeated {
    cases: Vec<Case>,
    needles: Needles,
}

impl Repeating {
    /// Starts the server, for the lifetime of the process.
    #[must_use]
    pub fn start() -> Self {
        let repeated = Arc::<Mutex<Repeated>>::default();
        let noted = Arc::clone(&repeated);
        let server = Quoting::answering(move |head| {
            let (case, secret) = Case::of_request(head)?;
            let text = SPELLINGS[case.spelling](&secret);
            let mut noted = noted.lock().expect("nothing panics with it");
            noted.cases.push(case);
            noted.needles.add(&secret, &text);
            let is_head = head.starts_with("HEAD ");
            Some(answers::answer(PLACES[case.place], &text, is_head))
        });
        Self { server, repeated }
    }

    /// The address that it listens on.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.server.address()
    }

    /// The account's URL.
    #[must_use]
    pub fn endpoint(&self) -> String {
        format!("https://{}/acct", self.address())
    }

    /// The account's connection string, without a token.
    #[must_use]
    pub fn connection_string(&self, sent: Sent) -> String {
        let endpoint = self.endpoint();
        match sent {
            Sent::Key => format!("AccountName=acct;AccountKey={SECRET};BlobEndpoint={endpoint}"),
            Sent::Sas => format!("SharedAccessSignature={SAS};BlobEndpoint={endpoint}"),
            Sent::Token => format!("BlobEndpoint={endpoint}"),
        }
    }

    /// The certificate to trust, in PEM.
    #[must_use]
    pub fn certificate(&self) -> &str {
        self.server.certificate()
    }

    /// The part of `text` that contains a part of a secret that the server has repeated.
    #[must_use]
    pub fn printed(&self, text: &str) -> Option<String> {
        self.repeated().needles.found_in(text)
    }

    /// The case of each reply that repeated a secret.
    #[must_use]
    pub fn replies(&self) -> Vec<Case> {
        self.repeated().cases.clone()
    }

    fn repeated(&self) -> MutexGuard<'_, Repeated> {
        self.repeated.lock().expect("nothing panics with it")
    }
}
