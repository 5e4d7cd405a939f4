//! The environment of a document's examples: two accounts, a server outside Azure, and replaced tools.

use std::env;
use std::ffi::OsString;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use blobcopy::{BlobServiceClient, ClientConfig, Credential};
use blobcopy_emulator::{Emulator, Pace};
use blobcopy_proto::Endpoint;

use crate::documents::root;
use crate::identity::token_at;

/// The environment of one document, removed when it is dropped.
pub(super) struct Scene {
    azure: Emulator,
    outside: Emulator,
    folder: PathBuf,
}

impl Scene {
    /// Creates the environment. The blob `db.vhd` is in `live` of both accounts and outside Azure; `backups` and
    /// `archive` are empty.
    pub(super) fn set(name: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let azure = Emulator::builder()
            .https()
            .account(ACCOUNT, KEY)
            .account(OTHER, OTHER_KEY)
            .container("live")
            .container("backups")
            .container("archive")
            .pace(Pace::lasting(Duration::from_millis(300)))
            .start()?;
        let outside = Emulator::builder()
            .loose()
            .account("outside", KEY)
            .container("files")
            .start()?;
        let process = std::process::id();
        let folder = env::temp_dir().join(format!("blobcopy-examples-{process}-{name}"));
        let scene = Self {
            azure,
            outside,
            folder,
        };
        scene.furnish()?;
        scene.fill()?;
        Ok(scene)
    }

    /// The folder in which the examples run.
    pub(super) fn folder(&self) -> &Path {
        &self.folder
    }

    /// The code, with addresses on this machine instead of those in the documents.
    pub(super) fn at_home(&self, code: &str) -> String {
        let mut code = code.to_owned();
        for (there, here) in self.addresses() {
            code = code.replace(&there, &here);
        }
        code
    }

    /// The output, with the addresses in the documents.
    pub(super) fn as_written(&self, printed: &str) -> String {
        let mut printed = printed.to_owned();
        for (there, here) in self.addresses() {
            printed = printed.replace(&here, &there);
        }
        printed
    }

    fn addresses(&self) -> Vec<(String, String)> {
        let of_account = |account| {
            (
                format!("https://{account}.blob.core.windows.net"),
                self.endpoint(account),
            )
        };
        let files = format!("{}/files", self.outside.endpoint("outside"));
        let of_others = OUTSIDE.map(|there| (there.to_owned(), files.clone()));
        [ACCOUNT, OTHER]
            .map(of_account)
            .into_iter()
            .chain(of_others)
            .collect()
    }

    /// Sets the variables through which a program finds the accounts, the certificates to trust, and the tools.
    pub(super) fn tell(&self, command: &mut Command) {
        let program = env::current_exe().ok();
        let ours = program
            .as_deref()
            .and_then(Path::parent)
            .map(Path::to_owned);
        let others = env::var_os("PATH").unwrap_or_default();
        let ours = [self.folder.join(TOOLS)].into_iter().chain(ours);
        let path: Vec<PathBuf> = ours.chain(env::split_paths(&others)).collect();
        let authority = self.folder.join(AUTHORITY);
        let modules = self.folder.join("python");
        let told: [(&str, OsString); 9] = [
            ("PATH", env::join_paths(path).unwrap_or(others)),
            (
                "AZURE_STORAGE_CONNECTION_STRING",
                self.connection_string(ACCOUNT, KEY).into(),
            ),
            (
                "OTHER_CONNECTION_STRING",
                self.connection_string(OTHER, OTHER_KEY).into(),
            ),
            ("SSL_CERT_FILE", authority.clone().into()),
            ("NODE_EXTRA_CA_CERTS", authority.into()),
            ("PYTHONPATH", modules.into()),
            ("PYTHONDONTWRITEBYTECODE", "1".into()),
            (
                "ACCESS_TOKEN",
                token_at(std::time::SystemTime::now()).into(),
            ),
            ("NO_COLOR", "1".into()),
        ];
        command.current_dir(&self.folder).envs(told);
    }

    fn endpoint(&self, account: &str) -> String {
        let endpoint = self.azure.https_endpoint(account);
        endpoint.expect("https was asked for")
    }

    fn connection_string(&self, account: &str, key: &str) -> String {
        let endpoint = self.endpoint(account);
        format!("AccountName={account};AccountKey={key};BlobEndpoint={endpoint}")
    }

    /// Writes the replacements for the packages with credentials, the certificates to trust, and a file.
    fn furnish(&self) -> std::io::Result<()> {
        let stand_ins = root().join("tests/examples-of-documents");
        let azure = self.folder.join("python/azure");
        let scope = self.folder.join("node_modules/@azure/identity");
        fs::create_dir_all(&azure)?;
        fs::create_dir_all(&scope)?;
        fs::create_dir_all(self.folder.join(TOOLS))?;
        fs::copy(stand_ins.join("az"), self.folder.join(TOOLS).join("az"))?;
        fs::copy(stand_ins.join("identity.py"), azure.join("identity.py"))?;
        fs::copy(stand_ins.join("identity.cjs"), scope.join("index.cjs"))?;
        fs::write(scope.join("package.json"), r#"{"main": "index.cjs"}"#)?;
        link(
            &root().join("bindings/node"),
            &self.folder.join("node_modules/blobcopy"),
        )?;
        fs::copy(root().join("README.md"), self.folder.join("README.md"))?;
        let authority = self.azure.certificate_authority();
        fs::write(
            self.folder.join(AUTHORITY),
            authority.expect("https was asked for"),
        )
    }

    fn fill(&self) -> Result<(), Box<dyn std::error::Error>> {
        let mut config = ClientConfig::default();
        let authority = self.azure.certificate_authority();
        config.trust_pem(authority.expect("https was asked for").as_bytes())?;
        let mut places = vec![(self.outside.endpoint("outside"), "outside", KEY, "files")];
        places.push((self.endpoint(ACCOUNT), ACCOUNT, KEY, "live"));
        places.push((self.endpoint(OTHER), OTHER, OTHER_KEY, "live"));
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()?;
        for (endpoint, account, key, container) in places {
            let credential = Credential::shared_key(account, key)?;
            let endpoint = Endpoint::parse(&endpoint)?;
            let service = BlobServiceClient::with_config(endpoint, credential, config.clone())?;
            let blob = service.blob(container, "db.vhd")?;
            runtime.block_on(blob.upload(vec![7; LENGTH]))?;
        }
        Ok(())
    }
}

impl Drop for Scene {
    fn drop(&mut self) {
        // A folder that stays contains no secret.
        drop(fs::remove_dir_all(&self.folder));
    }
}

#[cfg(unix)]
fn link(package: &Path, at: &Path) -> std::io::Result<()> {
    std::os::unix::fs::symlink(package, at)
}

#[cfg(windows)]
fn link(package: &Path, at: &Path) -> std::io::Result<()> {
    std::os::windows::fs::symlink_dir(package, at)
}

const ACCOUNT: &str = "acct";
const OTHER: &str = "other";
const KEY: &str = "YWNjdA==";
const OTHER_KEY: &str = "b3RoZXI=";
/// The folder of programs that replace others.
const TOOLS: &str = "tools";
const AUTHORITY: &str = "authority.pem";

/// The size of every `db.vhd`, in bytes.
const LENGTH: usize = 1_000_000;

/// Addresses outside Azure that occur in documents.
const OUTSIDE: [&str; 2] = [
    "https://example.com",
    "https://bucket.s3.eu-central-1.amazonaws.com",
];
