//! The well-known account of storage emulators.

/// The emulator's account. Source: *Use the Azurite emulator*, Azure Storage documentation.
pub const DEVELOPMENT_ACCOUNT: &str = "devstoreaccount1";

/// The emulator account's key. It is published, the same everywhere, and protects nothing.
pub const DEVELOPMENT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// The host of the emulator, unless a proxy is configured.
pub(super) const DEVELOPMENT_HOST: &str = "http://127.0.0.1";

/// The port of the emulator's Blob service.
pub(super) const DEVELOPMENT_PORT: u16 = 10000;
