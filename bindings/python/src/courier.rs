//! Brings the ends of calls to an event loop of asyncio, many at a time.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use pyo3::prelude::*;
use tokio::runtime::Handle;

use crate::call::Shared;

/// Brings the ends of calls to one event loop. However many calls end before the loop comes to look, it is woken once.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Courier {
    /// The loop's `call_soon_threadsafe`.
    wake: Py<PyAny>,
    bag: Mutex<Bag>,
}

#[derive(Default)]
struct Bag {
    news: Vec<News>,
    /// Whether the loop has been woken and has not come yet.
    is_called: bool,
    wakings: u64,
    delivered: u64,
}

/// The news that a call has ended, addressed.
pub(crate) struct Letter {
    courier: Py<Courier>,
    runtime: Handle,
    news: News,
}

/// A future, and the call that it waits for.
struct News {
    future: Py<PyAny>,
    call: Arc<Shared>,
}

impl Letter {
    pub(crate) fn new(
        courier: Py<Courier>,
        runtime: Handle,
        future: Py<PyAny>,
        call: Arc<Shared>,
    ) -> Self {
        Self {
            courier,
            runtime,
            news: News { future, call },
        }
    }

    /// Sends it, from any thread, without waiting for the interpreter: a thread that drives sockets must not.
    pub(crate) fn post(self) {
        let Self {
            courier,
            runtime,
            news,
        } = self;
        if courier.get().put(news) {
            // The interpreter may be ending, and then nobody waits for letters.
            runtime.spawn_blocking(move || Python::try_attach(|py| Courier::wake(&courier, py)));
        }
    }
}

impl News {
    /// Tells the future. One that was cancelled meanwhile leaves the call's end where it is.
    fn tell(self, py: Python<'_>) -> PyResult<()> {
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
impl Courier {
    /// A courier to the event loop that has this `call_soon_threadsafe`.
    #[new]
    fn new(wake: Py<PyAny>) -> Self {
        Self {
            wake,
            bag: Mutex::default(),
        }
    }

    /// Opens all letters that have come; called by the loop.
    fn open(&self, py: Python<'_>) {
        let news = {
            let mut bag = self.bag();
            bag.is_called = false;
            bag.delivered += bag.news.len() as u64;
            std::mem::take(&mut bag.news)
        };
        for news in news {
            if let Err(error) = news.tell(py) {
                error.write_unraisable(py, None);
            }
        }
    }

    /// How often the loop was woken, how many ends were brought, and how many are waiting to be.
    #[getter]
    fn counts(&self) -> (u64, u64, usize) {
        let bag = self.bag();
        (bag.wakings, bag.delivered, bag.news.len())
    }
}

impl Courier {
    fn bag(&self) -> MutexGuard<'_, Bag> {
        self.bag.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Puts news into the bag; `true` if the loop has to be woken for it.
    fn put(&self, news: News) -> bool {
        let mut bag = self.bag();
        bag.news.push(news);
        !std::mem::replace(&mut bag.is_called, true)
    }

    fn wake(courier: &Py<Self>, py: Python<'_>) {
        courier.get().bag().wakings += 1;
        let open = courier.getattr(py, "open");
        let woken = open.and_then(|open| courier.get().wake.call1(py, (open,)));
        if woken.is_err() {
            // The loop is closed, so that nobody waits any more.
            let unread = std::mem::take(&mut courier.get().bag().news);
            drop(unread);
        }
    }
}
