//! What can be set about a client.

use blobcopy::proto::ServiceVersion;
use blobcopy::{ClientConfig, ProxyChoice, ProxyUrl};
use napi_derive::napi;

use crate::failure::Trouble;
use crate::time::duration;

/// What can be set about a client; what is left out is as the library has it.
#[napi(object, object_to_js = false)]
#[derive(Default)]
pub struct Settings {
    /// By which equal settings are known.
    pub name: String,
    /// Version of the protocol to speak.
    pub version: Option<String>,
    /// What is said of the caller.
    pub user_agent: Option<String>,
    /// What access tokens have to open.
    pub token_scope: Option<String>,
    /// Tries of one request in all.
    pub attempts: Option<u32>,
    /// Wait before the second try.
    pub first_wait_in_ms: Option<f64>,
    /// Longest wait between tries.
    pub longest_wait_in_ms: Option<f64>,
    /// Longest time from a request to the head of its reply.
    pub reply_timeout_in_ms: Option<f64>,
    /// Longest time to connect.
    pub connect_timeout_in_ms: Option<f64>,
    /// How many connections there may be.
    pub connections: Option<u32>,
    /// A proxy's URL, `none`, or what the environment says.
    pub proxy: Option<String>,
    /// Certificates to trust beside the system's, in PEM.
    pub trusted: Option<Vec<String>>,
}

impl Settings {
    /// The configuration for an endpoint; certificates are read for https alone.
    pub(crate) fn into_config(self, is_https: bool) -> Result<ClientConfig, Trouble> {
        let mut config = ClientConfig::default();
        if let Some(version) = &self.version {
            config.version = ServiceVersion::parse(version)?;
        }
        if let Some(scope) = self.token_scope {
            config.token_scope = scope;
        }
        config.user_agent = self.user_agent;
        if let Some(attempts) = self.attempts {
            config.retry.attempts = attempts;
        }
        if let Some(connections) = self.connections {
            config.connections = connections as usize;
        }
        for (name, given, setting) in [
            (
                "retryDelayInMs",
                self.first_wait_in_ms,
                &mut config.retry.first_wait,
            ),
            (
                "maxRetryDelayInMs",
                self.longest_wait_in_ms,
                &mut config.retry.longest_wait,
            ),
            (
                "tryTimeoutInMs",
                self.reply_timeout_in_ms,
                &mut config.reply_timeout,
            ),
            (
                "connectTimeoutInMs",
                self.connect_timeout_in_ms,
                &mut config.connect_timeout,
            ),
        ] {
            if let Some(milliseconds) = given {
                *setting = duration(name, milliseconds)?;
            }
        }
        config.proxy = match self.proxy.as_deref() {
            None => ProxyChoice::FromEnvironment,
            Some("none") => ProxyChoice::Direct,
            Some(url) => ProxyChoice::Through(ProxyUrl::parse(url)?),
        };
        for pem in self.trusted.filter(|_| is_https).into_iter().flatten() {
            config.trust_pem(pem.as_bytes())?;
        }
        Ok(config)
    }
}
