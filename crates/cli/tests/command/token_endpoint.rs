//! Where access tokens come from: endpoints on loopback that give them out, over http and https.

use std::io::{BufRead, BufReader, ErrorKind, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::time::{SystemTime, UNIX_EPOCH};

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use rustls::crypto::ring;
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// A token that the emulator takes for an hour.
pub(crate) fn token() -> String {
    let now = now();
    let claims = format!(
        r#"{{"aud":"https://storage.azure.com/","iss":"https://sts.windows.net/tenant/","iat":{now},"nbf":{now},"exp":{},"oid":"user","tid":"tenant"}}"#,
        now + 3600
    );
    let encoded = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!("{}.{}.c2ln", encoded(r#"{"alg":"none"}"#), encoded(&claims))
}

/// Seconds since 1970.
pub(crate) fn now() -> u64 {
    SystemTime::now()
        .duration_since(UNIX_EPOCH)
        .unwrap()
        .as_secs()
}

/// An endpoint that gives one reply to each request, in turn, and the last again and again.
pub(crate) struct TokenEndpoint {
    /// Without a slash at the end.
    pub(crate) url: String,
    /// What it must be trusted by, if it speaks https.
    pub(crate) certificate: Option<String>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl TokenEndpoint {
    /// Speaks http.
    pub(crate) fn start(replies: Vec<String>) -> Self {
        Self::serve("http", None, replies, |stream| Box::new(stream))
    }

    /// Speaks https.
    pub(crate) fn start_secure(replies: Vec<String>) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let parameters = rcgen::CertificateParams::new(vec!["localhost".to_owned()]).unwrap();
        let certificate = parameters.self_signed(&key).unwrap();
        let chain = vec![certificate.der().clone()];
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, key);
        let config = Arc::new(config.unwrap());
        Self::serve("https", Some(certificate.pem()), replies, move |stream| {
            let tls = ServerConnection::new(Arc::clone(&config)).unwrap();
            Box::new(StreamOwned::new(tls, stream))
        })
    }

    /// The requests so far, head and body.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    fn serve(
        scheme: &str,
        certificate: Option<String>,
        replies: Vec<String>,
        opened: impl Fn(TcpStream) -> Box<dyn Duplex> + Send + 'static,
    ) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let url = format!(
            "{scheme}://localhost:{}",
            listener.local_addr().unwrap().port()
        );
        let requests = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&requests);
        std::thread::spawn(move || {
            for (place, stream) in listener.incoming().flatten().enumerate() {
                let mut stream = BufReader::new(opened(stream));
                // Whoever hangs up before the end of a request did not ask.
                let Ok(request) = read(&mut stream) else {
                    continue;
                };
                heard.lock().unwrap().push(request);
                let reply = &replies[place.min(replies.len() - 1)];
                stream.get_mut().write_all(reply.as_bytes()).unwrap();
                stream.get_mut().flush().unwrap();
            }
        });
        Self {
            url,
            certificate,
            requests,
        }
    }
}

trait Duplex: Read + Write {}

impl<T: Read + Write> Duplex for T {}

/// A request, head and body.
fn read(stream: &mut impl BufRead) -> std::io::Result<String> {
    let mut request = String::new();
    let mut length = 0;
    while !request.ends_with("\r\n\r\n") {
        let start = request.len();
        if stream.read_line(&mut request)? == 0 {
            return Err(ErrorKind::UnexpectedEof.into());
        }
        let line = request[start..].to_ascii_lowercase();
        if let Some(value) = line.strip_prefix("content-length:") {
            length = value.trim().parse().unwrap();
        }
    }
    let mut body = vec![0; length];
    stream.read_exact(&mut body)?;
    Ok(request + &String::from_utf8(body).unwrap())
}
