//! A bridge from the client's own traces to Python's `logging`.

use std::fmt::{self, Write};
use std::sync::mpsc::{Sender, channel};

use pyo3::exceptions::PyRuntimeError;
use pyo3::prelude::*;
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id};
use tracing::{Event, Level, Subscriber};
use tracing_subscriber::Layer;
use tracing_subscriber::filter::LevelFilter;
use tracing_subscriber::layer::{Context, SubscriberExt};
use tracing_subscriber::registry::LookupSpan;

/// One line for the log: its level in `logging`'s numbers, and what it says.
type Line = (u32, String);

/// Lets `log(level, text)` be called with every event at `level` or above it, from a thread of its own. Once in a
/// process; a second time is an error.
#[pyfunction]
pub(crate) fn log_to(level: u32, log: Py<PyAny>) -> PyResult<()> {
    let (lines, told) = channel::<Line>();
    let layer = Lines(lines).with_filter(filter(level));
    let subscriber = tracing_subscriber::registry().with(layer);
    tracing::subscriber::set_global_default(subscriber)
        .map_err(|_| PyRuntimeError::new_err("logging is bridged already"))?;
    let tell = move || {
        for (level, text) in told {
            let told = Python::try_attach(|py| {
                if let Err(error) = log.call1(py, (level, text)) {
                    error.write_unraisable(py, None);
                }
            });
            if told.is_none() {
                return;
            }
        }
    };
    std::thread::Builder::new()
        .name("blobcopy-logging".to_owned())
        .spawn(tell)?;
    Ok(())
}

/// Sends what happens as lines of text.
struct Lines(Sender<Line>);

impl<S: Subscriber + for<'a> LookupSpan<'a>> Layer<S> for Lines {
    fn on_new_span(&self, attributes: &Attributes<'_>, id: &Id, context: Context<'_, S>) {
        let mut text = Text(attributes.metadata().name().to_owned());
        attributes.record(&mut text);
        if let Some(span) = context.span(id) {
            span.extensions_mut().insert(text);
        }
    }

    fn on_event(&self, event: &Event<'_>, context: Context<'_, S>) {
        let mut line = Text(String::new());
        for span in context.event_scope(event).into_iter().flatten() {
            if let Some(text) = span.extensions().get::<Text>() {
                line.0.push_str(&text.0);
                line.0.push_str(": ");
            }
        }
        event.record(&mut line);
        // When nobody reads any more, the interpreter has ended.
        let _ = self.0.send((number(*event.metadata().level()), line.0));
    }
}

/// Fields, one behind the other.
struct Text(String);

impl Visit for Text {
    fn record_str(&mut self, field: &Field, value: &str) {
        self.record_debug(field, &format_args!("{value}"));
    }

    fn record_debug(&mut self, field: &Field, value: &dyn fmt::Debug) {
        // Writing to a string does not fail.
        let _ = match field.name() {
            "message" => write!(self.0, "{value:?}"),
            name => write!(self.0, " {name}={value:?}"),
        };
    }
}

fn number(level: Level) -> u32 {
    match level {
        Level::ERROR => 40,
        Level::WARN => 30,
        Level::INFO => 20,
        Level::DEBUG => 10,
        Level::TRACE => 5,
    }
}

fn filter(level: u32) -> LevelFilter {
    match level {
        41.. => LevelFilter::OFF,
        31..=40 => LevelFilter::ERROR,
        21..=30 => LevelFilter::WARN,
        11..=20 => LevelFilter::INFO,
        6..=10 => LevelFilter::DEBUG,
        0..=5 => LevelFilter::TRACE,
    }
}
