//! Where calls run: one runtime a process, made when it is first needed.

use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tokio::runtime::{Builder, Handle, Runtime};

/// A runtime and the process that its threads are in. Never dropped, since dropping one in a forked child would wait
/// for threads that are not there.
struct Entry {
    process: u32,
    handle: Handle,
    runtime: Mutex<Option<Runtime>>,
}

/// Locked only while the interpreter is held, as `os.fork` holds it too: so a child never finds it locked.
static CURRENT: Mutex<Option<&'static Entry>> = Mutex::new(None);

/// Threads that drive sockets. One, because Python takes longer over a call than it does, and more of them would wake
/// each other and wait.
const THREADS: usize = 1;

/// How long calls that are under way may take to notice the end of the interpreter.
const LAST_MOMENT: Duration = Duration::from_secs(2);

/// The runtime of this process. A forked child gets one of its own.
pub(crate) fn handle(_held: Python<'_>) -> PyResult<Handle> {
    let mut current = lock(&CURRENT);
    let process = std::process::id();
    if let Some(entry) = current.filter(|entry| entry.process == process) {
        if lock(&entry.runtime).is_none() {
            return Err(PyRuntimeError::new_err(
                "the interpreter is ending: no more calls can be made",
            ));
        }
        return Ok(entry.handle.clone());
    }
    let runtime = Builder::new_multi_thread()
        .worker_threads(THREADS)
        .thread_name("blobcopy")
        .enable_all()
        .build()?;
    let entry = Entry {
        process,
        handle: runtime.handle().clone(),
        runtime: Mutex::new(Some(runtime)),
    };
    let handle = entry.handle.clone();
    *current = Some(Box::leak(Box::new(entry)));
    Ok(handle)
}

/// Ends the runtime of this process; what is under way is dropped where it waits.
#[pyfunction]
pub(crate) fn shut_down(py: Python<'_>) {
    let process = std::process::id();
    let entry = lock(&CURRENT).filter(|entry| entry.process == process);
    let runtime = entry.and_then(|entry| lock(&entry.runtime).take());
    if let Some(runtime) = runtime {
        py.detach(|| runtime.shutdown_timeout(LAST_MOMENT));
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
