//! A call under way: how Python waits for it, and how it is cancelled.

use std::future::{Future, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::Pin;
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll};
use std::time::{Duration, Instant};

use blobcopy::CopyOperation;
use blobcopy_bindings::Value;
use pyo3::exceptions::PyRuntimeError;
use pyo3::intern;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use tokio::runtime::Handle;

use crate::cancellation::{Cancellation, Signal};
use crate::completion_queue::{Completion, CompletionQueue, Outcome};
use crate::conversion::to_python;
use crate::failure::Failure;
use crate::runtime;

/// How often the main thread looks for signals of the system while it waits.
const GLANCE: Duration = Duration::from_millis(50);

/// What a call ends with.
pub(crate) type Ending = Result<Answer, Failure>;

/// What a call that succeeded gives.
pub(crate) enum Answer {
    /// What the service reported, or nothing.
    Value(Value),
    /// A copy that was started.
    Started(Box<dyn Started>),
}

/// A copy that was started, on its way to Python.
pub(crate) trait Started: Send {
    /// The object of Python.
    fn into_object(self: Box<Self>, py: Python<'_>) -> PyResult<Py<PyAny>>;

    /// The copy, which is aborted when nobody takes the object.
    fn into_operation(self: Box<Self>) -> Arc<CopyOperation>;
}

impl<T: Into<Value>> From<T> for Answer {
    fn from(value: T) -> Self {
        Self::Value(value.into())
    }
}

impl Answer {
    fn into_object(self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        match self {
            Self::Value(value) => to_python(py, value).map(Bound::unbind),
            Self::Started(copy) => copy.into_object(py),
        }
    }
}

/// A call under way.
#[pyclass(frozen, module = "blobcopy._blobcopy")]
pub(crate) struct Call {
    shared: Arc<Shared>,
    cancellation: Cancellation,
    runtime: Handle,
    process: u32,
    is_at_hand: bool,
}

struct Shared {
    state: Mutex<State>,
    ended: Condvar,
}

enum State {
    Running,
    /// An event loop waits for it.
    Awaited(Completion),
    Ended(Ending),
    Taken,
}

impl Call {
    /// A call that is simply dropped when it is cancelled.
    pub(crate) fn start(
        py: Python<'_>,
        doing: impl Future<Output = Ending> + Send + 'static,
    ) -> PyResult<Self> {
        let mut doing = Box::pin(doing);
        Self::start_careful(py, |mut signal| async move {
            tokio::select! {
                ending = &mut doing => ending,
                () = signal.given() => Err(Failure::Cancelled),
            }
        })
    }

    /// A call that hears of its cancellation, and ends when it has dealt with that.
    pub(crate) fn start_careful<F>(
        py: Python<'_>,
        doing: impl FnOnce(Signal) -> F,
    ) -> PyResult<Self>
    where
        F: Future<Output = Ending> + Send + 'static,
    {
        let (call, signal) = Self::new(py)?;
        call.run(Box::pin(doing(signal)));
        Ok(call)
    }

    /// A call that had its end before it was made.
    pub(crate) fn at_hand(py: Python<'_>, ending: Ending) -> PyResult<Self> {
        let (mut call, _) = Self::new(py)?;
        call.is_at_hand = true;
        call.shared.end(ending);
        Ok(call)
    }

    fn new(py: Python<'_>) -> PyResult<(Self, Signal)> {
        let (cancellation, signal) = Cancellation::new();
        let call = Self {
            shared: Arc::new(Shared {
                state: Mutex::new(State::Running),
                ended: Condvar::new(),
            }),
            cancellation,
            runtime: runtime::handle(py)?,
            process: std::process::id(),
            is_at_hand: false,
        };
        Ok((call, signal))
    }

    /// Does it in the runtime. When that ends, so does the interpreter, and nobody may be woken any more.
    fn run(&self, mut doing: Pin<Box<impl Future<Output = Ending> + Send + 'static>>) {
        let shared = Arc::clone(&self.shared);
        self.runtime.spawn(async move {
            shared.end(poll_fn(|context| poll_whole(doing.as_mut(), context)).await);
        });
    }

    /// Waits for the end, looking for signals if this is the main thread. `false` if it has not come by `until`.
    fn wait_until(&self, py: Python<'_>, until: Option<Instant>) -> PyResult<bool> {
        if self.shared.has_ended() {
            return Ok(true);
        }
        let glance = is_main_thread(py)?.then_some(GLANCE);
        loop {
            let left = until.map(|until| until.saturating_duration_since(Instant::now()));
            let turn = [left, glance].into_iter().flatten().min();
            if py.detach(|| self.shared.wait(turn)) {
                return Ok(true);
            }
            py.check_signals()?;
            if left.is_some_and(|left| left.is_zero()) {
                return Ok(false);
            }
        }
    }

    fn same_process(&self) -> PyResult<()> {
        if self.process == std::process::id() {
            return Ok(());
        }
        Err(PyRuntimeError::new_err(
            "this call was begun before the process forked, and goes on in the parent alone; make it again",
        ))
    }
}

#[pymethods]
impl Call {
    /// Waits for the end of the call, and returns what it gives or raises why it failed. When a signal's handler raises
    /// meanwhile, the call is cancelled, and awaited for `grace` seconds at most.
    fn wait(&self, py: Python<'_>, grace: f64) -> PyResult<Py<PyAny>> {
        self.same_process()?;
        if let Err(interrupted) = self.wait_until(py, None) {
            self.cancel();
            let grace = Duration::try_from_secs_f64(grace).unwrap_or_default();
            self.wait_until(py, Instant::now().checked_add(grace))?;
            return Err(interrupted);
        }
        self.take(py)
    }

    /// Waits for the end of the call for so many seconds at most, and says whether it has come.
    fn wait_within(&self, py: Python<'_>, seconds: f64) -> PyResult<bool> {
        self.same_process()?;
        let limit = Duration::try_from_secs_f64(seconds).unwrap_or_default();
        self.wait_until(py, Instant::now().checked_add(limit))
    }

    /// Cancels the call. What it has started is aborted before it ends.
    fn cancel(&self) {
        self.cancellation.send();
        if let Some(operation) = self.shared.take_started() {
            self.run(Box::pin(async move {
                // Nobody waits for the result of the abort.
                let _ = operation.abort().await;
                Err(Failure::Cancelled)
            }));
        }
    }

    /// Whether the call had nothing to wait for, and `take` gives at once what it ended with.
    #[getter]
    fn is_at_hand(&self) -> bool {
        self.is_at_hand
    }

    /// Lets an event loop's `future` be done when the call has ended.
    fn deliver(&self, queue: Py<CompletionQueue>, future: Py<PyAny>) -> PyResult<()> {
        self.same_process()?;
        let runtime = self.runtime.clone();
        let call = Arc::clone(&self.shared);
        self.shared
            .await_with(Completion::new(queue, runtime, future, call));
        Ok(())
    }

    /// What the ended call gives, or why it failed. Once only.
    fn take(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        self.shared.take(py)
    }
}

impl Shared {
    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn end(self: &Arc<Self>, ending: Ending) {
        let before = std::mem::replace(&mut *self.state(), State::Ended(ending));
        self.ended.notify_all();
        if let State::Awaited(completion) = before {
            completion.report();
        }
    }

    fn has_ended(&self) -> bool {
        matches!(*self.state(), State::Ended(_) | State::Taken)
    }

    /// Whether the call has ended, within `turn` if one is given.
    fn wait(&self, turn: Option<Duration>) -> bool {
        let is_running = |state: &mut State| matches!(state, State::Running | State::Awaited(_));
        let state = self.state();
        let state = match turn {
            Some(turn) => {
                let waited = self.ended.wait_timeout_while(state, turn, is_running);
                waited.unwrap_or_else(PoisonError::into_inner).0
            }
            None => {
                let waited = self.ended.wait_while(state, is_running);
                waited.unwrap_or_else(PoisonError::into_inner)
            }
        };
        matches!(*state, State::Ended(_) | State::Taken)
    }

    fn await_with(&self, completion: Completion) {
        let mut state = self.state();
        match *state {
            State::Running | State::Awaited(_) => *state = State::Awaited(completion),
            State::Ended(_) | State::Taken => {
                drop(state);
                completion.report();
            }
        }
    }

    /// The copy that the ended call has started and nobody has taken; the call runs again then.
    fn take_started(&self) -> Option<Arc<CopyOperation>> {
        let mut state = self.state();
        match std::mem::replace(&mut *state, State::Running) {
            State::Ended(Ok(Answer::Started(copy))) => Some(copy.into_operation()),
            before => {
                *state = before;
                None
            }
        }
    }
}

impl Outcome for Shared {
    fn take(&self, py: Python<'_>) -> PyResult<Py<PyAny>> {
        let mut state = self.state();
        if !matches!(*state, State::Ended(_)) {
            return Err(PyRuntimeError::new_err("the call has no answer to give"));
        }
        let State::Ended(ending) = std::mem::replace(&mut *state, State::Taken) else {
            return Err(PyRuntimeError::new_err("the call has no answer to give"));
        };
        drop(state);
        match ending {
            Ok(answer) => answer.into_object(py),
            Err(failure) => Err(failure.into_exception(py)),
        }
    }
}

/// Polls it; a panic in it is an end too, since nobody else would tell of one.
fn poll_whole(
    doing: Pin<&mut impl Future<Output = Ending>>,
    context: &mut Context<'_>,
) -> Poll<Ending> {
    catch_unwind(AssertUnwindSafe(|| doing.poll(context))).unwrap_or_else(|_| {
        let broken = "this is a mistake in blobcopy, please report it";
        Poll::Ready(Err(Failure::Broken(broken.to_owned())))
    })
}

/// Handlers of signals run in the main thread alone.
fn is_main_thread(py: Python<'_>) -> PyResult<bool> {
    static MAIN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static OWN: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let main = MAIN.import(py, "threading", "main_thread")?.call0()?;
    let own = OWN.import(py, "threading", "get_ident")?.call0()?;
    own.eq(main.getattr(intern!(py, "ident"))?)
}
