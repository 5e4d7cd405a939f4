//! Why an emulator could not start.

use std::{fmt, io};

use blobcopy_auth::Error as AuthError;
use blobcopy_proto::Invalid;

/// Why an emulator could not start.
#[derive(Debug)]
#[non_exhaustive]
pub enum StartError {
    /// The port is in use.
    PortInUse {
        /// The port.
        port: u16,
    },
    /// The system does not allow listening, or the thread could not be started.
    System {
        /// The port.
        port: u16,
        /// The system's error.
        source: io::Error,
    },
    /// An account's name or key is invalid.
    Account {
        /// The name as it was given.
        name: String,
        /// What is wrong with it.
        source: AuthError,
    },
    /// An account's name cannot be part of a URL.
    Endpoint {
        /// What is wrong with the URL. Contains the name.
        source: Invalid,
    },
    /// A certificate or its key is invalid, or they do not belong together.
    Certificate {
        /// What is wrong with it.
        source: BadCertificate,
    },
    /// A container's name is invalid.
    Container {
        /// What is wrong with it. Contains the name.
        source: Invalid,
    },
}

/// Why a certificate or its private key is invalid.
#[derive(Debug)]
pub struct BadCertificate(Option<Box<dyn std::error::Error + Send + Sync>>);

impl BadCertificate {
    pub(crate) fn new(source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> Self {
        Self(Some(source.into()))
    }

    /// A certificate is missing.
    pub(crate) fn none() -> Self {
        Self(None)
    }
}

impl fmt::Display for BadCertificate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(_) => f.write_str("a certificate or its private key cannot be used"),
            None => {
                f.write_str("the trusted certificates contain no certificate; provide them in PEM")
            }
        }
    }
}

impl std::error::Error for BadCertificate {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.as_deref().map(|source| source as _)
    }
}

impl StartError {
    pub(crate) fn system(port: u16, source: io::Error) -> Self {
        if source.kind() == io::ErrorKind::AddrInUse {
            Self::PortInUse { port }
        } else {
            Self::System { port, source }
        }
    }
}

impl fmt::Display for StartError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::PortInUse { port } => write!(
                f,
                "port {port} of 127.0.0.1 is in use; stop what listens there or choose another port (0 takes any free one)"
            ),
            Self::System { port, .. } => {
                write!(f, "the emulator cannot listen on port {port} of 127.0.0.1")
            }
            Self::Account { name, .. } => {
                write!(f, "the emulator cannot serve the account `{name}`")
            }
            Self::Endpoint { .. } => f.write_str("the emulator cannot serve the account"),
            Self::Certificate { .. } => f.write_str("the emulator cannot use a certificate"),
            Self::Container { .. } => f.write_str("the emulator cannot make the container"),
        }
    }
}

impl std::error::Error for StartError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::PortInUse { .. } => None,
            Self::System { source, .. } => Some(source),
            Self::Account { source, .. } => Some(source),
            Self::Certificate { source } => Some(source),
            Self::Endpoint { source } | Self::Container { source } => Some(source),
        }
    }
}
