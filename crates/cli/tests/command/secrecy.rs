//! No secret is in any output, whatever goes wrong.

use proptest::prelude::*;

use crate::account::Account;
use crate::file;
use crate::process::run;

proptest! {
    // A case runs the command some hundred times.
    #![proptest_config(ProptestConfig { failure_persistence: None, max_shrink_iters: 0, ..ProptestConfig::with_cases(2) })]

    /// A key, signature or token as it would be typed: base64 of 24 bytes.
    #[test]
    fn no_secret_is_in_any_output(secret in "[A-Za-z0-9+/]{32}") {
        typed(&secret);
        set(&secret);
    }
}

fn typed(secret: &str) {
    let account = Account::with_quick_copies();
    let sas = format!("sv=2021-12-02&ss=b&srt=sco&sp=rw&se=2030-01-01T00%3A00%3A00Z&sig={secret}");
    let with_sas = format!("{}?{sas}", account.url("b"));
    let source = format!("http://127.0.0.1:1/b?{sas}");
    let broken = format!("AccountKey={secret};DefaultEndpointsProtocol={secret}");
    let pair = format!("acct:{secret}*");
    let url = account.url("b");
    let runs: &[&[&str]] = &[
        &["status", &with_sas],
        &["status", &with_sas, &with_sas],
        &["wait", &with_sas],
        &["wait", &with_sas, "--ticket", "t"],
        &["wait", "--ticket", &with_sas],
        &["pending", &with_sas],
        &["pending", &with_sas[7..]],
        &["pending", &url, "--sas-token", &sas],
        &["copy", &source, &url, "--ticket", &with_sas],
        &["copy", &source, &url, "--on-pending", "wait"],
        &["copy", &source, &with_sas],
        &["copy", &source, &url],
        &["copy", &with_sas[7..], &url],
        &["copy", "https://example.org/b", &with_sas[7..]],
        &["copy", "--embedded", &source],
        &["copy", &source],
        &["status", &url, "--sas-token", &sas],
        &["status", &url, "--sas-token", secret],
        &["status", &url, "--account-key", secret],
        &["status", &url, "--acount-key", secret],
        &["status", &url, &format!("--acount-key={secret}")],
        &["status", "cont/b", "--connection-string", &broken],
        &["status", "cont/b", &broken],
        &["explain", &with_sas],
        &["explain", &with_sas, "--destination", &url],
        &["explain", &source, "--source-key", &pair],
        &["explain", &with_sas[7..]],
        &["explain", &url, "--account-key", secret],
        &["sas", &with_sas, "--permissions", "r"],
        &["sas", &with_sas[7..], "--permissions", "r"],
        &["sas", &with_sas],
        &["sas", &url, "--permissions", "r", "--sas-token", &sas],
        &["sas", &url, "--permissions", "rr", "--account-key", secret],
        &["sas", &url, "--permissions", "r", "--account-key", &pair],
        &[
            "sas",
            &url,
            "--permissions",
            "r",
            "--expires",
            "1970-01-02",
            "--account-key",
            secret,
        ],
        &["emulator", "--port", "0", "--account", &pair],
        &["emulator", "--port", "0", "--account", secret],
    ];
    for words in runs {
        hides(secret, words, &[]);
    }
}

/// Secrets in variables and in files.
fn set(secret: &str) {
    let account = Account::with_quick_copies();
    let url = account.url("b");
    let sas = format!("sv=2021-12-02&ss=b&srt=sco&sp=rw&se=2030-01-01&sig={secret}");
    let connection = format!("AccountName=acct;AccountKey={secret};BlobEndpoint={secret}");
    let broken = format!("{secret}*");
    let file = file::holding("secrecy-ticket", secret.as_bytes());
    let file = file.to_str().unwrap();
    let words: &[&[&str]] = &[
        &["status", &url],
        &["copy", "https://example.org/b", &url, "--timeout", "1s"],
        &["sas", &url, "--permissions", "rr"],
        &["wait", "--ticket", file],
        &["explain", "cont/b"],
    ];
    let variables: &[&[(&str, &str)]] = &[
        &[
            ("AZURE_STORAGE_ACCOUNT", "acct"),
            ("AZURE_STORAGE_KEY", secret),
        ],
        &[
            ("AZURE_STORAGE_ACCOUNT", "devstoreaccount1"),
            ("AZURE_STORAGE_KEY", secret),
        ],
        &[
            ("AZURE_STORAGE_ACCOUNT", secret),
            ("AZURE_STORAGE_KEY", &broken),
        ],
        &[("AZURE_STORAGE_SAS_TOKEN", &sas)],
        &[("AZURE_STORAGE_CONNECTION_STRING", &connection)],
        &[
            ("BLOBCOPY_SOURCE_ACCOUNT", "acct"),
            ("BLOBCOPY_SOURCE_KEY", &broken),
        ],
    ];
    for variables in variables {
        for words in words {
            hides(secret, words, variables);
        }
    }
    secret_of_client(secret);
}

/// A client's secret, which is shown to no authority over http.
fn secret_of_client(secret: &str) {
    let of_azure = "https://acct.blob.core.windows.net/cont/b";
    let client = [
        ("AZURE_CLIENT_SECRET", secret),
        ("AZURE_CLIENT_ID", "client"),
        ("AZURE_TENANT_ID", "tenant"),
        ("AZURE_AUTHORITY_HOST", "http://127.0.0.1:1"),
    ];
    for login in ["--login", "--login=secret"] {
        hides(secret, &["status", of_azure, login], &client);
        hides(
            secret,
            &[
                "sas",
                of_azure,
                "--permissions=r",
                "--user-delegation",
                login,
            ],
            &client,
        );
    }
}

/// Runs the command, which fails, and looks for the secret in all that it prints.
fn hides(secret: &str, words: &[&str], variables: &[(&str, &str)]) {
    for format in ["text", "json"] {
        let ended = run(&[words, &["--output", format]].concat(), variables);
        assert_ne!(ended.code, 0, "{words:?} {variables:?}");
        let all = format!("{}{}", ended.stdout, ended.stderr);
        assert!(
            !all.contains(&secret[..12]),
            "{words:?} {variables:?}: {all}"
        );
    }
}
