//! The client against Azurite, Microsoft's emulator: every case of the list.

use std::sync::LazyLock;

use blobcopy_tests::azurite::Azurite;
use blobcopy_tests::cases::{ACCOUNTS, Site};

static AZURITE: LazyLock<Azurite> = LazyLock::new(|| Azurite::start(&ACCOUNTS));

async fn site() -> Site {
    Site::open(|account| AZURITE.endpoint(account)).await
}

blobcopy_tests::for_each_case!(site);
