//! The account that every storage emulator knows.

/// The emulator's account. Source: *Use the Azurite emulator*, Azure Storage documentation.
pub const DEVELOPMENT_ACCOUNT: &str = "devstoreaccount1";

/// The emulator account's key. It is published, the same everywhere, and protects nothing.
pub const DEVELOPMENT_KEY: &str =
    "Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1OUzFT50uSRZ6IFsuFq2UVErCz4I6tq/K1SZFPTOtr/KBHBeksoGMGw==";

/// Where the emulator listens, unless a proxy stands before it.
pub(super) const DEVELOPMENT_HOST: &str = "http://127.0.0.1";

/// The Blob service's port there.
pub(super) const DEVELOPMENT_PORT: u16 = 10000;
