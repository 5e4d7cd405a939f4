//! Logins: a token from wherever it can come from opens the account, is asked for once, and is never shown.

use std::net::{Ipv4Addr, TcpListener};

use blobcopy_auth::DEVELOPMENT_ACCOUNT;
use blobcopy_emulator::{Emulator, Pace};

use crate::account::Account;
use crate::file;
use crate::process::{Ended, run};
use crate::sas::{get, url_alone};
use crate::script::reply;
use crate::token_endpoint::{TokenEndpoint, now, token};

/// An account that is reached over https, and the file with all that must be trusted for it.
struct World {
    account: Account,
    trusted: String,
}

impl World {
    fn new(name: &str, others: &[&str]) -> Self {
        let emulator = Emulator::builder().https().container("cont");
        let emulator = emulator.pace(Pace::at_once()).start().unwrap();
        let mut trusted = emulator.certificate_authority().unwrap().to_owned();
        for other in others {
            trusted.push_str(other);
        }
        let trusted = file::holding(&format!("{name}.pem"), trusted.as_bytes());
        let account = Account::of(emulator, None);
        account.write("b", b"content");
        Self {
            account,
            trusted: trusted.to_str().unwrap().to_owned(),
        }
    }

    fn url(&self, name: &str) -> String {
        let url = self.account.url(name);
        assert!(url.contains(DEVELOPMENT_ACCOUNT));
        url.replacen("http:", "https:", 1)
    }

    fn endpoint(&self) -> String {
        let url = self.url("");
        let root = url.strip_suffix("/cont/").expect("a URL in the container");
        root.to_owned()
    }

    /// Copies a blob with nothing but a login.
    fn copy(&self, login: &str, variables: &[(&str, &str)]) -> Ended {
        let (from, to) = (self.url("b"), self.url("copy"));
        self.run(&["copy", &from, &to, login], variables)
    }

    fn run(&self, words: &[&str], variables: &[(&str, &str)]) -> Ended {
        let endpoint = format!("BlobEndpoint={}", self.endpoint());
        let own = [
            ("SSL_CERT_FILE", &*self.trusted),
            ("AZURE_STORAGE_CONNECTION_STRING", &endpoint),
        ];
        run(words, &[&own[..], variables].concat())
    }

    fn is_copied(&self, ended: &Ended, token: &str) {
        assert_eq!(ended.code, 0, "{ended:?}");
        assert_eq!(self.account.properties("copy").content_length, Some(7));
        hides(ended, token);
    }
}

fn hides(ended: &Ended, token: &str) {
    let all = format!("{}{}", ended.stdout, ended.stderr);
    for part in token.split('.') {
        assert!(!all.contains(part), "{ended:?}");
    }
}

fn json(status: &str, body: &str) -> String {
    reply(status, &[("content-type", "application/json")], body)
}

/// As the metadata services of virtual machines and apps give it: times as texts.
fn as_managed(token: &str) -> String {
    let end = now() + 3600;
    json(
        "200 OK",
        &format!(
            r#"{{"access_token":"{token}","expires_on":"{end}","resource":"https://storage.azure.com","token_type":"Bearer"}}"#
        ),
    )
}

fn as_authority(token: &str) -> String {
    json(
        "200 OK",
        &format!(
            r#"{{"token_type":"Bearer","expires_in":3599,"ext_expires_in":3599,"access_token":"{token}"}}"#
        ),
    )
}

#[test]
fn an_apps_managed_identity_is_asked_again_after_a_failure_and_not_through_a_proxy() {
    let world = World::new("managed", &[]);
    let token = token();
    let failure = json("500 Internal Server Error", "{}");
    let endpoint = TokenEndpoint::start(vec![failure, as_managed(&token)]);
    let proxy = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    proxy.set_nonblocking(true).unwrap();
    let proxy_url = format!("http://{}", proxy.local_addr().unwrap());
    let identity = format!("{}/msi/token", endpoint.url);
    let variables = [
        ("IDENTITY_ENDPOINT", &*identity),
        ("IDENTITY_HEADER", "secret-header"),
        ("AZURE_CLIENT_ID", "client"),
        ("HTTP_PROXY", &proxy_url),
        ("HTTPS_PROXY", &proxy_url),
        ("http_proxy", &proxy_url),
    ];
    let ended = world.copy("--login", &variables);
    world.is_copied(&ended, &token);
    assert!(proxy.accept().is_err(), "the proxy was asked");
    let requests = endpoint.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    let request = requests[1].to_ascii_lowercase();
    for part in [
        "get /msi/token?api-version=2019-08-01&",
        "resource=https%3a%2f%2fstorage.azure.com",
        "client_id=client",
        "x-identity-header: secret-header",
        "user-agent: blobcopy/",
    ] {
        assert!(request.contains(part), "{part}: {request}");
    }
}

#[test]
fn a_pods_workload_identity_shows_its_file_to_the_authority() {
    let token = token();
    let authority = TokenEndpoint::start_secure(vec![as_authority(&token)]);
    let world = World::new("workload", &[authority.certificate.as_deref().unwrap()]);
    let assertion = file::holding("assertion", b"federated");
    let variables = [
        ("AZURE_FEDERATED_TOKEN_FILE", assertion.to_str().unwrap()),
        ("AZURE_AUTHORITY_HOST", &authority.url),
        ("AZURE_CLIENT_ID", "client"),
        ("AZURE_TENANT_ID", "tenant"),
    ];
    for login in ["--login", "--login=workload"] {
        world.is_copied(&world.copy(login, &variables), &token);
    }
    let requests = authority.requests();
    assert_eq!(requests.len(), 2, "{requests:?}");
    let request = &requests[0];
    for part in [
        "POST /tenant/oauth2/v2.0/token",
        "client_assertion=federated",
        "client_id=client",
        "scope=https%3A%2F%2Fstorage.azure.com%2F.default",
    ] {
        assert!(request.contains(part), "{part}: {request}");
    }
}

#[test]
fn a_clients_secret_is_shown_to_the_authority_alone() {
    let token = token();
    let refusal = r#"{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret.\r\nTrace ID: 1","error_codes":[7000215]}"#;
    let authority = TokenEndpoint::start_secure(vec![
        as_authority(&token),
        json("401 Unauthorized", refusal),
    ]);
    let world = World::new("secret", &[authority.certificate.as_deref().unwrap()]);
    let secret = "c2VjcmV0LXNlY3JldA";
    let variables = [
        ("AZURE_CLIENT_SECRET", secret),
        ("AZURE_AUTHORITY_HOST", &authority.url),
        ("AZURE_CLIENT_ID", "client"),
        ("AZURE_TENANT_ID", "tenant"),
    ];
    world.is_copied(&world.copy("--login", &variables), &token);
    assert!(authority.requests()[0].contains(&format!("client_secret={secret}")));
    let refused = world.copy("--login=secret", &variables);
    refused.is_refused(3, &["AZURE_CLIENT_SECRET: AADSTS7000215", "az login"]);
    hides(&refused, secret);
    let missing = world.copy("--login=secret", &variables[..2]);
    missing.is_refused(3, &["AZURE_TENANT_ID is not set"]);
    hides(&missing, secret);
}

#[test]
fn a_source_of_another_account_is_opened_by_a_login() {
    let world = World::new("source", &[]);
    let token = token();
    let endpoint = TokenEndpoint::start(vec![as_managed(&token)]);
    let trusted = std::fs::read(&world.trusted).unwrap();
    let emulator = Emulator::builder().trust(&trusted).container("cont");
    let emulator = emulator.pace(Pace::at_once()).start().unwrap();
    let into = Account::of(emulator, None);
    let variables = [
        ("IDENTITY_ENDPOINT", &*endpoint.url),
        ("IDENTITY_HEADER", "secret-header"),
        ("AZURE_STORAGE_CONNECTION_STRING", into.connection_string()),
    ];
    let from = world.url("b");
    let alone = world.run(&["copy", &from, "cont/copy"], &variables);
    alone.is_refused(4, &["CannotVerifyCopySource"]);
    let words = ["copy", &from, "cont/copy", "--source-login=managed"];
    let stray = world.run(&words, &variables);
    stray.is_refused(2, &["BlobEndpoint", "BLOBCOPY_SOURCE_CONNECTION_STRING"]);
    let named = format!("BlobEndpoint={}", world.endpoint());
    let named = [("BLOBCOPY_SOURCE_CONNECTION_STRING", &*named)];
    let copied = world.run(&words, &[&variables[..], &named].concat());
    assert_eq!(copied.code, 0, "{copied:?}");
    assert_eq!(into.properties("copy").content_length, Some(7));
    hides(&copied, &token);
    let over_http = [
        "copy",
        &from.replacen("https:", "http:", 1),
        "cont/copy",
        "--source-login=az",
    ];
    world
        .run(&over_http, &variables)
        .is_refused(2, &["sent only to endpoints of Azure"]);
}

/// A folder in which there is an `az` that does this.
#[cfg(unix)]
fn az(name: &str, script: &str) -> String {
    use std::os::unix::fs::PermissionsExt;
    let folder = std::path::PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::create_dir_all(&folder).unwrap();
    let path = folder.join("az");
    std::fs::write(&path, format!("#!/bin/sh\n{script}\n")).unwrap();
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o755)).unwrap();
    format!("{}:/usr/bin:/bin", folder.display())
}

#[cfg(unix)]
#[test]
fn who_is_logged_in_by_az_is_let_in_and_signs_urls() {
    let world = World::new("az", &[]);
    let token = token();
    let answer = format!(
        r#"{{"accessToken":"{token}","expiresOn":"2000-01-01 00:00:00.000000","expires_on":{},"tokenType":"Bearer"}}"#,
        now() + 3600
    );
    let asked = file::absent("az-asked");
    let script = format!("echo \"$@\" >> '{}'\necho '{answer}'", asked.display());
    let path = az("az-logged-in", &script);
    let variables = [("PATH", &*path)];
    world.is_copied(&world.copy("--login", &variables), &token);
    let asked = std::fs::read_to_string(asked).unwrap();
    assert_eq!(
        asked,
        "account get-access-token -o json --scope https://storage.azure.com/.default\n"
    );

    let url = world.url("b");
    for words in [
        &["--user-delegation"][..],
        &[
            "--user-delegation",
            "--login=az",
            "--expires",
            "7d",
            "--https-only",
        ],
    ] {
        let words = [&["sas", &url, "--permissions", "r"], words].concat();
        let signed = world.run(&words, &variables);
        hides(&signed, &token);
        let signed = url_alone(&signed);
        assert!(signed.contains("&skoid=user&sktid=tenant&"), "{signed}");
        // Over http, which the second does not allow.
        let expected = match words.contains(&"--https-only") {
            true => 403,
            false => 200,
        };
        assert_eq!(get(&signed).0, expected, "{signed}");
    }
    let words = ["sas", &url, "--permissions", "r"];
    let eight_days = [&words[..], &["--user-delegation", "--expires", "8d"]].concat();
    let refused = world.run(&eight_days, &variables);
    refused.is_refused(2, &["seven days", "--expires"]);
    let keyless = [&words[..], &["--login=az"]].concat();
    world
        .run(&keyless, &variables)
        .is_refused(2, &["--user-delegation"]);
    let plain = world.account.url("b");
    let over_http = ["sas", &plain, "--permissions", "r", "--user-delegation"];
    world
        .run(&over_http, &variables)
        .is_refused(2, &["sent only to endpoints of Azure"]);
}

#[cfg(unix)]
#[test]
fn who_is_not_logged_in_is_told_in_the_words_of_az() {
    let world = World::new("az-out", &[]);
    let path = az(
        "az-logged-out",
        "echo \"ERROR: Please run 'az login' to setup account.\" >&2\nexit 1",
    );
    let url = world.url("b");
    for words in [
        &["status", &url, "--login=az"][..],
        &[
            "sas",
            &url,
            "--permissions",
            "r",
            "--user-delegation",
            "--login=az",
        ],
    ] {
        let ended = world.run(words, &[("PATH", &path)]);
        ended.is_refused(3, &["az: ERROR: Please run 'az login'", "--login=none"]);
        let ended = world.run(&[words, &["--output", "json"]].concat(), &[("PATH", &path)]);
        assert_eq!(ended.json()["error"]["kind"], "unauthorized");
    }
    let ended = world.run(&["status", &url, "--login=azd"], &[("PATH", &path)]);
    ended.is_refused(3, &["azd: azd not found on PATH"]);
}

#[test]
fn a_token_that_the_service_refuses_is_not_shown() {
    let world = World::new("refused", &[]);
    let token = token().replace("c2ln", "c2lnbmF0dXJl");
    // Not for storage: the emulator wants another audience.
    let foreign = token.replacen('.', ".e30", 1);
    let endpoint = TokenEndpoint::start(vec![as_managed(&foreign)]);
    let variables = [
        ("IDENTITY_ENDPOINT", &*endpoint.url),
        ("IDENTITY_HEADER", "secret-header"),
    ];
    let ended = world.copy("--login=managed", &variables);
    ended.is_refused(3, &["InvalidAuthenticationInfo", "the token was rejected"]);
    hides(&ended, &foreign);
    assert!(!ended.stderr.contains("secret-header"), "{ended:?}");
}
