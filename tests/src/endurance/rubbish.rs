//! Invalid and incomplete requests.

use std::io::{Read, Write};
use std::net::Shutdown;

use super::client::Client;
use crate::simulation::chance::Chance;

/// Sends an invalid request to another account than the model's, on its own connection, which it closes in one of
/// several ways.
pub(super) fn send(client: &Client, chance: &mut Chance) {
    let long = "x".repeat(200_000);
    let texts = [
        "\r\n\r\n\r\n".to_owned(),
        "GET".to_owned(),
        "GET / HTTP/1.1\r\n".to_owned(),
        "BREW /other/box/blob-01 HTTP/1.1\r\nhost: h\r\n\r\n".to_owned(),
        "PUT /other/box/blob-01 HTTP/1.1\r\nhost: h\r\ncontent-length: 1000\r\n\r\nx".to_owned(),
        "PUT /other/box/blob-01 HTTP/1.1\r\nhost: h\r\ncontent-length: -1\r\n\r\n".to_owned(),
        "GET /%zz?comp=%ff HTTP/1.1\r\nhost: h\r\nauthorization: SharedKey a:b\r\n\r\n".to_owned(),
        format!("GET /other/box/{long} HTTP/1.1\r\nhost: h\r\n\r\n"),
        format!("GET /other/box/b HTTP/1.1\r\nhost: h\r\nx-ms-meta-a: {long}\r\n\r\n"),
        (0..300)
            .map(|_| char::from(chance.below(256) as u8))
            .collect(),
    ];
    let mut stream = client.connect();
    let text = chance.pick(&texts);
    // If the request is refused early, the connection may already be closed.
    let _ = stream.write_all(text.as_bytes());
    if chance.percent(50) {
        let _ = stream.shutdown(Shutdown::Write);
        let _ = stream.read_to_end(&mut Vec::new());
    }
}
