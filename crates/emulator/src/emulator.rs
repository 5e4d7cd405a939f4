//! The handle: what is served, and for how long.

mod faults_and_log;
mod security;

use std::collections::BTreeMap;
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::thread::JoinHandle;
use std::time::Duration;
use std::{fmt, io, mem};

use blobcopy_auth::{DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY};
use blobcopy_proto::{ContainerUrl, Endpoint, Invalid, Metadata};
use socket2::{Domain, Socket, Type};
use tokio::net::TcpListener;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;
use zeroize::Zeroizing;

use crate::account::account_keys::AccountKeys;
use crate::account::account_rules::Rules;
use crate::account::container::AccountContext;
use crate::account::store::{Account, Store};
use crate::authorize::Guard;
use crate::clock::Clock;
use crate::copy::copy_speed::Pace;
use crate::copy::foreign_source::Fetcher;
use crate::fault::{Fault, Faults};
use crate::server::client_timeouts::ClientTimeouts;
use crate::server::known_hosts::KnownHosts;
use crate::server::listener;
use crate::server::log::Log;
use crate::server::tls::Certificate;
use crate::service::Service;
use crate::start_error::StartError;

/// A running Blob service on 127.0.0.1. It ends, and forgets everything, when the handle is dropped.
///
/// It runs on a thread of its own, so it does not matter whether its owner is asynchronous.
pub struct Emulator {
    port: u16,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// What an emulator will serve.
///
/// Without an account it serves the public development account, which `UseDevelopmentStorage=true` stands for.
#[derive(Default)]
#[must_use = "nothing is served before `start`"]
pub struct Builder {
    port: u16,
    /// Names and keys, the latter in base64.
    accounts: BTreeMap<String, [Option<Zeroizing<String>>; 2]>,
    listen: Option<IpAddr>,
    hosts: Vec<String>,
    containers: Vec<String>,
    pace: Pace,
    timeouts: ClientTimeouts,
    clock: Clock,
    rules: Rules,
    guard: Guard,
    certificate: Certificate,
    /// Certificates of others, in PEM.
    trusted: Vec<u8>,
    faults: Vec<Fault>,
}

impl Emulator {
    /// An emulator to be set up: any free port, real time, copies of two seconds.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The port that it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The root of an account, path style: `http://127.0.0.1:PORT/ACCOUNT`.
    pub fn endpoint(&self, account: &str) -> String {
        path_style(self.port, account)
    }

    /// What other tools need to use an account: its name, key and endpoint. It holds the key, so it is a secret.
    ///
    /// `None` if there is no such account.
    pub fn connection_string(&self, account: &str) -> Option<String> {
        let key = self.service.store.account(account)?.keys.first();
        let endpoint = self.endpoint(account);
        Some(format!(
            "DefaultEndpointsProtocol=http;AccountName={account};AccountKey={};BlobEndpoint={endpoint};",
            *key
        ))
    }

    /// Lets the pending copy into a blob fail, with a description such as `500 InternalServerError "Copy failed."`.
    ///
    /// `false` if no copy into that blob is pending.
    ///
    /// # Errors
    /// If the description cannot stand in a header.
    pub fn fail_copy(
        &self,
        account: &str,
        container: &str,
        blob: &str,
        description: &str,
    ) -> Result<bool, Invalid> {
        self.service
            .fail_copy(account, container, blob, description)
    }
}

impl Builder {
    /// Serves an account with a key in base64. Given again, the account gets the new key.
    pub fn account(mut self, name: &str, base64_key: &str) -> Self {
        let keys = self.accounts.entry(name.to_owned()).or_default();
        keys[0] = Some(Zeroizing::new(base64_key.to_owned()));
        self
    }

    /// Gives an account a second key, in base64. Each of the two authorizes requests.
    pub fn second_key(mut self, name: &str, base64_key: &str) -> Self {
        let keys = self.accounts.entry(name.to_owned()).or_default();
        keys[1] = Some(Zeroizing::new(base64_key.to_owned()));
        self
    }

    /// Answers requests to this host, and to `ACCOUNT.HOST`, too. Without it, only `localhost`, names below it and IP
    /// addresses are answered, so that web pages cannot reach the emulator by a name of their own.
    pub fn host(mut self, name: &str) -> Self {
        self.hosts.push(name.to_owned());
        self
    }

    /// Listens on this address instead of 127.0.0.1. In a container that is 0.0.0.0.
    pub fn listen(mut self, address: IpAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// Has a container in every account from the start.
    pub fn container(mut self, name: &str) -> Self {
        self.containers.push(name.to_owned());
        self
    }

    /// Lets every copy go this fast.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Keeps the old state of a blob as a version when it is written or deleted.
    pub fn versioning(mut self, is_on: bool) -> Self {
        self.rules.keeps_versions = is_on;
        self
    }

    /// Lets the copies of an account wait for one another, as the service may.
    ///
    /// A copy is given its place when it starts: that one before it is aborted does not move it up.
    pub fn copies_in_turn(mut self, is_on: bool) -> Self {
        self.rules.copies_in_turn = is_on;
        self
    }

    /// How long a blob takes to come out of the archive with standard priority; with high priority it is a fifteenth.
    /// 15 hours, if not said.
    pub fn rehydration(mut self, duration: Duration) -> Self {
        self.rules.rehydration = duration;
        self
    }

    /// How long the name of a deleted container stays taken: 30 seconds, if not said.
    pub fn container_deletion(mut self, duration: Duration) -> Self {
        self.rules.container_deletion = duration;
        self
    }

    /// How long a client may pause within a request, in real time, and a connection stay idle, before it is given up.
    /// If not said, a minute for a head and half a minute within a body.
    pub fn client_timeout(mut self, duration: Duration) -> Self {
        self.timeouts = ClientTimeouts {
            head: duration,
            body: duration,
        };
        self
    }

    /// Reads the time from this clock.
    ///
    /// With one that is moved by hand, the dates of signed requests are not held against it.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// Listens on this port of 127.0.0.1; 0 takes any that is free. Tools that know the development account look for
    /// it on 10000.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts to serve. When this returns, requests are answered.
    ///
    /// # Errors
    /// If the port is taken, the system refuses, or a name or key is none.
    pub fn start(mut self) -> Result<Emulator, StartError> {
        if self.accounts.is_empty() {
            self = self.account(DEVELOPMENT_ACCOUNT, DEVELOPMENT_KEY);
        }
        let failed = |error| StartError::system(self.port, error);
        let trusted = self
            .trusted()
            .map_err(|source| StartError::Certificate { source })?;
        let tls = mem::take(&mut self.certificate).into_tls(self.accounts.keys(), &self.hosts)?;
        let address = self.listen.unwrap_or(IpAddr::V4(Ipv4Addr::LOCALHOST));
        let listener = listen(SocketAddr::new(address, self.port)).map_err(failed)?;
        let port = listener.local_addr().map_err(failed)?.port();
        let service = Arc::new(Service {
            store: self.store(port)?,
            clock: self.clock,
            pace: self.pace,
            timeouts: self.timeouts,
            port,
            hosts: KnownHosts::new(&self.hosts),
            fetcher: Fetcher::new(trusted),
            guard: self.guard,
            tls,
            faults: Faults::default(),
            log: Log::default(),
        });
        for fault in self.faults {
            service.faults.add(fault);
        }
        let serving = Arc::clone(&service);
        // Last of all, since a runtime must not be dropped where one is running, which is where a failure would do it.
        let runtime = runtime().map_err(failed)?;
        let (stop, stopped) = oneshot::channel();
        let thread = std::thread::Builder::new()
            .name("blobcopy-emulator".to_owned())
            .spawn(move || run(runtime, listener, serving, stopped))
            .map_err(|error| StartError::system(port, error))?;
        Ok(Emulator {
            port,
            service,
            stop: Some(stop),
            thread: Some(thread),
        })
    }

    fn store(&self, port: u16) -> Result<Store, StartError> {
        let ticker = Arc::default();
        let mut accounts = BTreeMap::new();
        for (name, keys) in &self.accounts {
            let context = AccountContext {
                ticker: Arc::clone(&ticker),
                rules: self.rules.clone(),
            };
            let account = account(name, keys, port, context)?;
            for container in &self.containers {
                make_container(&account, container, &self.clock)?;
            }
            accounts.insert(account.name().to_owned(), account);
        }
        Ok(Store::new(accounts))
    }
}

fn account(
    name: &str,
    keys: &[Option<Zeroizing<String>>; 2],
    port: u16,
    context: AccountContext,
) -> Result<Account, StartError> {
    let invalid = |source| StartError::Account {
        name: name.to_owned(),
        source,
    };
    let [first, second] = keys
        .each_ref()
        .map(|key| key.as_ref().map(|key| key.as_str()));
    let keys = AccountKeys::new(name, first.unwrap_or_default(), second).map_err(invalid)?;
    let endpoint =
        |text: String| Endpoint::parse(&text).map_err(|source| StartError::Endpoint { source });
    let path_style = endpoint(path_style(port, name))?;
    let host_style = endpoint(format!("http://{name}.blob.localhost:{port}"))?;
    Ok(Account::new(
        keys,
        path_style,
        host_style,
        Arc::new(context),
    ))
}

fn make_container(account: &Account, name: &str, clock: &Clock) -> Result<(), StartError> {
    let url = ContainerUrl::new(account.path_style.clone(), name)
        .map_err(|source| StartError::Container { source })?;
    // Named twice, it is there all the same.
    let _ = account.create_container(url.name(), Metadata::new(), None, clock.now());
    Ok(())
}

fn path_style(port: u16, account: &str) -> String {
    format!("http://{}:{port}/{account}", Ipv4Addr::LOCALHOST)
}

/// How many connections may wait to be taken. The standard library lets 128, and who comes later tries again only after
/// a second.
const MOST_WAITING: i32 = 4096;

/// Bound without waiting, since whoever starts us may be on a runtime of its own, which must not be blocked.
fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // As the standard library does it: elsewhere the flag would let others take the port too.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(MOST_WAITING)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// One thread is enough: a request costs some microseconds, and what takes longer is done elsewhere.
fn runtime() -> io::Result<Runtime> {
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
}

fn run(
    runtime: Runtime,
    listener: std::net::TcpListener,
    service: Arc<Service>,
    stopped: oneshot::Receiver<()>,
) {
    runtime.spawn(async move {
        let listener = TcpListener::from_std(listener).expect("it was made not to block");
        listener::serve(listener, service).await;
    });
    // The sender never sends: that the handle drops it is the message.
    let _ = runtime.block_on(stopped);
    // A source that does not answer must not hold up the end.
    runtime.shutdown_background();
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic in there has been printed already, and a second one here would end the process.
            let _ = thread.join();
        }
    }
}

impl fmt::Debug for Emulator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Emulator")
            .field("port", &self.port)
            .field("accounts", &self.service.store.names())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for Builder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Builder")
            .field("port", &self.port)
            .field("accounts", &self.accounts.keys())
            .field("containers", &self.containers)
            .field("pace", &self.pace)
            .finish_non_exhaustive()
    }
}
