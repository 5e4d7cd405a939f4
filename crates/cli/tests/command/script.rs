//! A service that answers by a script, for what no honest service does at will.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener};

/// Answers one request after the other, each on a connection of its own. Returns the URL of the account.
pub(crate) fn playing<const N: usize>(replies: [String; N]) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/acct", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (reply, stream) in replies.into_iter().zip(listener.incoming()) {
            let mut reader = BufReader::new(stream.unwrap());
            let mut line = String::new();
            while reader.read_line(&mut line).unwrap() > 2 {
                line.clear();
            }
            reader.get_mut().write_all(reply.as_bytes()).unwrap();
        }
    });
    url
}

pub(crate) fn reply(status: &str, headers: &[(&str, &str)], body: &str) -> String {
    let headers: String = headers
        .iter()
        .map(|(name, value)| format!("{name}: {value}\r\n"))
        .collect();
    let length = body.len();
    format!(
        "HTTP/1.1 {status}\r\nx-ms-request-id: r\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n{body}"
    )
}

pub(crate) fn refusal(status: &str, code: &str) -> String {
    reply(status, &[("x-ms-error-code", code)], "")
}
