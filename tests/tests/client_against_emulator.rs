//! The client against our own emulator: every case of the list, and what no other emulator can show.

use std::sync::LazyLock;
use std::time::Duration;

use blobcopy_emulator::{Emulator, Pace};
use blobcopy_tests::cases::{ACCOUNTS, Site};

/// Copies take long enough to be seen pending, and no longer.
static EMULATOR: LazyLock<Emulator> = LazyLock::new(|| {
    let builder = Emulator::builder().pace(Pace::lasting(Duration::from_millis(20)));
    let with_accounts = ACCOUNTS
        .into_iter()
        .fold(builder, |builder, (name, key)| builder.account(name, key));
    with_accounts.start().expect("any port will do")
});

async fn site() -> Site {
    Site::open(|account| EMULATOR.endpoint(account)).await
}

blobcopy_tests::for_each_case!(site);
