//! Where calls run.

use napi::bindgen_prelude::create_custom_tokio_runtime;
use napi_derive::module_init;
use tokio::runtime::Builder;

/// One thread, because JavaScript has but one to start calls, and takes longer over each: more of them would wake each
/// other and wait.
#[module_init]
fn init() {
    let runtime = Builder::new_multi_thread()
        .worker_threads(1)
        .thread_name("blobcopy")
        .enable_all()
        .build();
    create_custom_tokio_runtime(runtime.expect("a process can have one more thread"));
}
