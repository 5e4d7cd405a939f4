//! The spellings of a secret.

/// The ways in which a server can spell a secret.
pub const SPELLINGS: [fn(&str) -> String; 15] = [
    str::to_owned,
    encoded,
    |secret| in_lower_case(&encoded(secret)),
    |secret| encoded(secret).replace('%', "%25"),
    |secret| secret.replace('+', " "),
    |secret| format!("sig={secret}&se=2026-01-02"),
    |secret| format!("sig: {secret}"),
    |secret| secret.replace('+', "\\u002b").replace('=', "\\u003d"),
    |secret| secret.replace('/', "\\/"),
    |secret| secret.replace('+', "&#43;").replace('=', "&#x3D;"),
    |secret| secret.replace('+', "-").replace('/', "_").replace('=', ""),
    |secret| format!("{}\t{}", &secret[..20], &secret[20..]),
    |secret| format!("{}...", &secret[..24]),
    |secret| secret.bytes().map(|byte| format!("%{byte:02X}")).collect(),
    |secret| format!("{{\"sig\":\"{secret}\"}}"),
];

fn encoded(secret: &str) -> String {
    let encoded = secret.replace('+', "%2B").replace('/', "%2F");
    encoded.replace('=', "%3D")
}

fn in_lower_case(encoded: &str) -> String {
    let encoded = encoded.replace("%2B", "%2b").replace("%2F", "%2f");
    encoded.replace("%3D", "%3d")
}
