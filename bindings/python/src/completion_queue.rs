//! Reports the results of calls to an event loop of asyncio, many at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use tokio::runtime::Handle;

/// The completed calls of one event loop. However many calls complete before the loop reads the queue, it is woken once.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct CompletionQueue {
    /// The loop's `call_soon_threadsafe`.
    wake: Py<PyAny>,
    waiting: Mutex<Waiting>,
}

/// The completed calls that the loop has not read yet.
#[derive(Default)]
struct Waiting {
    completed: Vec<Completed>,
    /// Whether the loop has been woken and has not read the queue yet.
    is_woken: bool,
    wakings: u64,
    delivered: u64,
}

/// The completion of one call: the future that waits for it, and the queue that reports it.
pub(crate) struct Completion {
    queue: Py<CompletionQueue>,
    runtime: Handle,
    completed: Completed,
}

/// A call that can complete.
pub(crate) trait Outcome: Send + Sync {
    /// The result, or why the call failed. Once only.
    fn take(&self, py: Python<'_>) -> PyResult<Py<PyAny>>;
}

/// A completed call, and the future that waits for it.
struct Completed {
    future: Py<PyAny>,
    call: Arc<dyn Outcome>,
}

impl Completion {
    pub(crate) fn new(
        queue: Py<CompletionQueue>,
        runtime: Handle,
        future: Py<PyAny>,
        call: Arc<dyn Outcome>,
    ) -> Self {
        Self {
            queue,
            runtime,
            completed: Completed { future, call },
        }
    }

    /// Puts the completed call into the queue, from any thread. It does not wait for the interpreter, because a thread that
    /// drives sockets must not.
    pub(crate) fn report(self) {
        let Self {
            queue,
            runtime,
            completed,
        } = self;
        if queue.get().put(completed) {
            // The interpreter may be ending, and then nobody waits for results.
            runtime
                .spawn_blocking(move || Python::try_attach(|py| CompletionQueue::wake(&queue, py)));
        }
    }
}

impl Completed {
    /// Settles the future. One that was cancelled meanwhile leaves the result in the call.
    fn settle(self, py: Python<'_>) -> PyResult<()> {
        let future = self.future.bind(py);
        if future.call_method0("done")?.is_truthy()? {
            return Ok(());
        }
        match self.call.take(py) {
            Ok(answer) => future.call_method1("set_result", (answer,))?,
            Err(error) => future.call_method1("set_exception", (error,))?,
        };
        Ok(())
    }
}

#[pymethods]
impl CompletionQueue {
    /// A queue for the event loop that has this `call_soon_threadsafe`.
    #[new]
    fn new(wake: Py<PyAny>) -> Self {
        Self {
            wake,
            waiting: Mutex::default(),
        }
    }

    /// Settles the futures of all completed calls; called by the loop.
    fn drain(&self, py: Python<'_>) {
        let completed = {
            // Reset under the lock under which the calls are taken, so that a call that is put later wakes the loop
            // again.
            let mut waiting = self.waiting();
            waiting.is_woken = false;
            waiting.delivered += waiting.completed.len() as u64;
            std::mem::take(&mut waiting.completed)
        };
        for call in completed {
            // An error concerns one future, and must not keep the others from being settled.
            if let Err(error) = call.settle(py) {
                error.write_unraisable(py, None);
            }
        }
    }

    /// How often the loop was woken, how many calls were reported, and how many are waiting to be.
    #[getter]
    fn counts(&self) -> (u64, u64, usize) {
        let waiting = self.waiting();
        (waiting.wakings, waiting.delivered, waiting.completed.len())
    }
}

impl CompletionQueue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a completed call; `true` if the loop has to be woken for it.
    fn put(&self, completed: Completed) -> bool {
        let mut waiting = self.waiting();
        waiting.completed.push(completed);
        !std::mem::replace(&mut waiting.is_woken, true)
    }

    fn wake(queue: &Py<Self>, py: Python<'_>) {
        queue.get().waiting().wakings += 1;
        let drain = queue.getattr(py, "drain");
        let woken = drain.and_then(|drain| queue.get().wake.call1(py, (drain,)));
        if woken.is_err() {
            // The loop is closed, so that nobody waits any more.
            let unread = std::mem::take(&mut queue.get().waiting().completed);
            drop(unread);
        }
    }
}
