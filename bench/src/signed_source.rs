//! What a copy costs from an https URL with a SAS, its source looked at first and compared with it at the end.

use std::sync::Arc;
use std::time::Duration;

use blobcopy::proto::Endpoint;
use blobcopy::{BlobServiceClient, ClientConfig, CopyOptions, Credential, ProxyChoice};
use blobcopy_emulator::{Emulator, Pace};

use crate::clients::{ACCOUNT, KEY};
use crate::measure;

/// Makes `copies` copies one after the other, and says in one line what each cost this thread. The service has threads of
/// its own.
pub(crate) async fn copies(copies: usize) -> String {
    let builder = Emulator::builder()
        .https()
        .container("box")
        .pace(Pace::at_once());
    let emulator = builder
        .account(ACCOUNT, KEY)
        .account("other", KEY)
        .start()
        .expect("any port will do");
    let source = service(&emulator, "other").blob("box", "source");
    let source = source.expect("a name");
    source.upload("content").await.expect("an upload");
    let signed = source.signed_source(Duration::from_secs(3600)).await;
    let signed = Arc::new(signed.expect("a key"));
    let into = service(&emulator, ACCOUNT);
    let copy = move |number: usize| {
        let (signed, target) = (Arc::clone(&signed), into.blob("box", &number.to_string()));
        async move {
            let mut options = CopyOptions::default();
            options.care.check_source = true;
            options.care.verify = true;
            let target = target.expect("a name");
            let copied = target.copy_with((*signed).clone(), options).await;
            copied.expect("a copy");
        }
    };
    measure::copies_of_thread(copy, copies).await
}

fn service(emulator: &Emulator, account: &str) -> BlobServiceClient {
    let credential = Credential::shared_key(account, KEY).expect("a key");
    let endpoint = emulator.https_endpoint(account).expect("https is spoken");
    let mut config = ClientConfig::default();
    config.proxy = ProxyChoice::Direct;
    let authority = emulator.certificate_authority().expect("https is spoken");
    config
        .trust_pem(authority.as_bytes())
        .expect("a certificate");
    let endpoint = Endpoint::parse(&endpoint).expect("an endpoint");
    BlobServiceClient::with_config(endpoint, credential, config).expect("a client")
}
