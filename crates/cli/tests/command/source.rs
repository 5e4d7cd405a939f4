//! A source outside Azure: http on loopback.

use std::io::{BufRead, BufReader, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};

/// Serves the same content to whoever asks, as long as the test runs. Returns the URL.
pub(crate) fn serving(content: Vec<u8>) -> String {
    start(content.len(), move |_| content.clone())
}

/// Gives something else whenever it is asked.
pub(crate) fn changing() -> String {
    start(1000, |asked| vec![asked; 1000])
}

/// Declares more than it sends, and hangs up.
pub(crate) fn breaking_off() -> String {
    start(1_000_000, |_| vec![7; 300_000])
}

fn start(declared: usize, content: impl Fn(u8) -> Vec<u8> + Send + 'static) -> String {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let url = format!("http://{}/big.iso", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for (asked, stream) in (0..=u8::MAX).cycle().zip(listener.incoming().flatten()) {
            // Whoever hangs up first has had enough.
            let _ = answer(stream, declared, &content(asked));
        }
    });
    url
}

fn answer(stream: TcpStream, declared: usize, content: &[u8]) -> std::io::Result<()> {
    let mut lines = BufReader::new(&stream).lines();
    while lines
        .next()
        .is_some_and(|line| line.is_ok_and(|line| !line.is_empty()))
    {}
    let mut stream = &stream;
    write!(
        stream,
        "HTTP/1.1 200 OK\r\nContent-Length: {declared}\r\nConnection: close\r\n\r\n"
    )?;
    stream.write_all(content)
}
