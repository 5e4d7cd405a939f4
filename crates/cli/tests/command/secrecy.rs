//! No secret is in any output, whatever goes wrong.

use crate::account::Account;
use crate::process::run;

/// A key or signature, base64, as it would be typed.
const SECRET: &str = "c2VjcmV0LXNlY3JldC1zZWNyZXQ=";

// Long: it is a list of commands.
#[test]
fn no_secret_is_in_any_output() {
    let account = Account::with_quick_copies();
    let sas = format!("sv=2021-12-02&ss=b&srt=sco&sp=rw&se=2030-01-01T00%3A00%3A00Z&sig={SECRET}");
    let with_sas = format!("{}?{sas}", account.url("b"));
    let source = format!("http://127.0.0.1:1/b?{sas}");
    let broken = format!("AccountKey={SECRET};DefaultEndpointsProtocol={SECRET}");
    let pair = format!("acct:{SECRET}*");
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
        &["status", &url, "--sas-token", SECRET],
        &["status", &url, "--account-key", SECRET],
        &["status", &url, "--acount-key", SECRET],
        &["status", &url, &format!("--acount-key={SECRET}")],
        &["status", "cont/b", "--connection-string", &broken],
        &["status", "cont/b", &broken],
        &["explain", &with_sas],
        &["explain", &with_sas, "--destination", &url],
        &["explain", &source, "--source-key", &pair],
        &["explain", &with_sas[7..]],
        &["explain", &url, "--account-key", SECRET],
        &["sas", &with_sas, "--permissions", "r"],
        &["sas", &with_sas[7..], "--permissions", "r"],
        &["sas", &with_sas],
        &["sas", &url, "--permissions", "r", "--sas-token", &sas],
        &["sas", &url, "--permissions", "rr", "--account-key", SECRET],
        &["sas", &url, "--permissions", "r", "--account-key", &pair],
        &[
            "sas",
            &url,
            "--permissions",
            "r",
            "--expires",
            "1970-01-02",
            "--account-key",
            SECRET,
        ],
        &["emulator", "--port", "0", "--account", &pair],
        &["emulator", "--port", "0", "--account", SECRET],
    ];
    for words in runs {
        for format in ["text", "json"] {
            let ended = run(&[*words, &["--output", format]].concat(), &[]);
            assert_ne!(ended.code, 0, "{words:?}");
            let all = format!("{}{}", ended.stdout, ended.stderr);
            assert!(!all.contains(&SECRET[..12]), "{words:?}: {all}");
        }
    }
}
