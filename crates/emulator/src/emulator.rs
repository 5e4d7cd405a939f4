//! The handle to an emulator, and its settings.

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

/// A running Blob service, by default on 127.0.0.1. Dropping the handle stops it and deletes all data.
///
/// It runs on its own thread, so it can be used from both synchronous and asynchronous code.
///
/// ```
/// use blobcopy_emulator::Emulator;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::builder().container("backups").start()?;
/// let account = emulator.connection_string("devstoreaccount1");
/// assert!(account.is_some_and(|account| account.contains(&emulator.endpoint("devstoreaccount1"))));
/// # Ok(())
/// # }
/// ```
pub struct Emulator {
    port: u16,
    service: Arc<Service>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

/// The settings of an emulator.
///
/// Without an account it serves the public development account, which `UseDevelopmentStorage=true` names.
///
/// ```
/// use std::time::Duration;
///
/// use blobcopy_emulator::{Emulator, Pace};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let emulator = Emulator::builder()
///     .account("acct", "c2VjcmV0")
///     .container("live")
///     .pace(Pace::lasting(Duration::from_secs(10)))
///     .start()?;
/// assert!(emulator.endpoint("acct").ends_with("/acct"));
/// # Ok(())
/// # }
/// ```
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
    /// Certificates of other authorities, in PEM.
    trusted: Vec<u8>,
    faults: Vec<Fault>,
}

impl Emulator {
    /// The default settings: any free port, real time, copies of two seconds.
    pub fn builder() -> Builder {
        Builder::default()
    }

    /// The port that the emulator listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The endpoint of an account, path style: `http://127.0.0.1:PORT/ACCOUNT`.
    pub fn endpoint(&self, account: &str) -> String {
        path_style(self.port, account)
    }

    /// The connection string of an account: its name, key and endpoint. It contains the key, so it is a secret.
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

    /// Makes the pending copy into a blob fail, with a description such as `500 InternalServerError "Copy failed."`.
    ///
    /// Returns `false` if no copy into that blob is pending.
    ///
    /// # Errors
    /// If the description cannot be a header value.
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
    /// Adds an account with a key in base64. If the account was added before, its key is replaced.
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

    /// Also answers requests to this host, and to `ACCOUNT.HOST`. By default only `localhost`, names below it and IP
    /// addresses are answered, so that web pages cannot reach the emulator by a name of their own.
    pub fn host(mut self, name: &str) -> Self {
        self.hosts.push(name.to_owned());
        self
    }

    /// Sets the address to listen on. Default: 127.0.0.1. In a container, use 0.0.0.0.
    pub fn listen(mut self, address: IpAddr) -> Self {
        self.listen = Some(address);
        self
    }

    /// Creates a container in every account at the start.
    pub fn container(mut self, name: &str) -> Self {
        self.containers.push(name.to_owned());
        self
    }

    /// Sets the speed of all copies.
    pub fn pace(mut self, pace: Pace) -> Self {
        self.pace = pace;
        self
    }

    /// Keeps the old state of a blob as a version when it is written or deleted.
    pub fn versioning(mut self, is_on: bool) -> Self {
        self.rules.keeps_versions = is_on;
        self
    }

    /// Runs the copies of an account one after the other, as the service may do.
    ///
    /// The time of a copy is determined at its start, and does not change if an earlier copy is aborted.
    pub fn copies_in_turn(mut self, is_on: bool) -> Self {
        self.rules.copies_in_turn = is_on;
        self
    }

    /// Sets how long rehydration from the archive takes with standard priority. High priority takes a fifteenth of it.
    /// Default: 15 h.
    pub fn rehydration(mut self, duration: Duration) -> Self {
        self.rules.rehydration = duration;
        self
    }

    /// Sets how long the name of a deleted container cannot be used. Default: 30 s.
    pub fn container_deletion(mut self, duration: Duration) -> Self {
        self.rules.container_deletion = duration;
        self
    }

    /// Sets how long a client may pause within a request, in real time, and how long a connection may be idle, before
    /// the connection is closed. Default: 60 s for a head and 30 s within a body.
    pub fn client_timeout(mut self, duration: Duration) -> Self {
        self.timeouts = ClientTimeouts {
            head: duration,
            body: duration,
        };
        self
    }

    /// Sets the source of time.
    ///
    /// With a manual clock, the dates of signed requests are not checked.
    pub fn clock(mut self, clock: impl Into<Clock>) -> Self {
        self.clock = clock.into();
        self
    }

    /// Sets the port to listen on. 0 chooses a free one. Tools that know the development account expect
    /// 10000.
    pub fn port(mut self, port: u16) -> Self {
        self.port = port;
        self
    }

    /// Starts the emulator. When this method returns, it accepts requests.
    ///
    /// # Errors
    /// If the port is in use, the system reports an error, or a name or key is invalid.
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
        // Created last, because a failure after it would drop a runtime within another one, which is not allowed.
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
    // A container that is named twice already exists.
    let _ = account.create_container(url.name(), Metadata::new(), None, clock.now());
    Ok(())
}

fn path_style(port: u16, account: &str) -> String {
    format!("http://{}:{port}/{account}", Ipv4Addr::LOCALHOST)
}

/// Maximum number of connections that wait to be accepted. The standard library allows 128, and a client beyond that
/// retries only after a second.
const MOST_WAITING: i32 = 4096;

/// Binds without waiting, because the caller may be on a runtime, which must not be blocked.
fn listen(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let socket = Socket::new(Domain::for_address(address), Type::STREAM, None)?;
    // As in the standard library: on other systems the flag would allow others to use the port too.
    #[cfg(unix)]
    socket.set_reuse_address(true)?;
    socket.bind(&address.into())?;
    socket.listen(MOST_WAITING)?;
    socket.set_nonblocking(true)?;
    Ok(socket.into())
}

/// One thread is sufficient: a request takes some microseconds, and longer work is done on other threads.
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
    // The sender never sends: dropping the handle is the signal.
    let _ = runtime.block_on(stopped);
    // A source that does not respond must not delay the shutdown.
    runtime.shutdown_background();
}

impl Drop for Emulator {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // A panic of the thread was already printed, and a second panic here would abort the process.
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
