//! What can be set about a client.

use blobcopy::proto::ServiceVersion;
use blobcopy::{ClientConfig, ProxyChoice, ProxyUrl};

use crate::options::Options;
use crate::refusal::Refusal;
use crate::value::Value;

/// The configuration of a client. Certificates are read only for an endpoint of `https`.
///
/// # Errors
/// If an option is unknown or cannot be used.
pub fn client_config(mut options: Options, is_https: bool) -> Result<ClientConfig, Refusal> {
    let mut config = ClientConfig::default();
    if let Some(version) = options.text(("api_version", "service_version"))? {
        config.version = ServiceVersion::parse(&version)?;
    }
    let connect = options.span(("connection_timeout", "connect_timeout"))?;
    config.connect_timeout = connect.unwrap_or(config.connect_timeout);
    let reply = options.span(("read_timeout", "try_timeout"))?;
    config.reply_timeout = reply.unwrap_or(config.reply_timeout);
    if options.is_of_python() {
        // There it is the time for the head of a reply and for each part of its body alike.
        config.read_timeout = reply.unwrap_or(config.read_timeout);
    }
    config.connections = options
        .count("max_connections")?
        .unwrap_or(config.connections);
    let retry = &mut config.retry;
    retry.attempts = options.count("max_tries")?.unwrap_or(retry.attempts);
    retry.first_wait = options.span("retry_delay")?.unwrap_or(retry.first_wait);
    retry.longest_wait = options
        .span("max_retry_delay")?
        .unwrap_or(retry.longest_wait);
    if let Some(audience) = options.text("audience")? {
        config.token_scope = scope(&audience);
    }
    config.user_agent = options.text("user_agent")?;
    config.proxy = match options.text("proxy")?.as_deref() {
        None => ProxyChoice::FromEnvironment,
        Some("") => ProxyChoice::Direct,
        Some(url) => ProxyChoice::Through(ProxyUrl::parse(url)?),
    };
    if let Some(Value::List(certificates)) = options.take("trusted").filter(|_| is_https) {
        for pem in certificates {
            let trusted = match pem {
                Value::Text(pem) => config.trust_pem(pem.as_bytes()),
                Value::Bytes(pem) => config.trust_pem(&pem),
                _ => return Err(Refusal::Type("certificates must be PEM".to_owned())),
            };
            trusted?;
        }
    }
    options.done()?;
    Ok(config)
}

/// An audience is a scope without its last word.
fn scope(audience: &str) -> String {
    if audience.ends_with("/.default") {
        return audience.to_owned();
    }
    format!("{}/.default", audience.trim_end_matches('/'))
}
