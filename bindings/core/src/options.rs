//! The options of a call, read and checked one by one.

use std::borrow::Cow;
use std::time::{Duration, SystemTime};

use blobcopy::RetryPolicy;
use blobcopy::proto::{HeaderText, HttpDate, Invalid, ServerTimeout};

use crate::name::{Host, Name, camel_case};
use crate::refusal::Refusal;
use crate::value::{Value, base64};

/// The options that a caller gave. Reading one takes it out; what is left at the end is refused.
pub struct Options {
    host: Host,
    call: String,
    /// The option that holds these options.
    within: Option<String>,
    entries: Vec<(String, Value)>,
    /// What was read, and whether it is a duration.
    known: Vec<(Name, bool)>,
    /// Whether `known` is filled although nothing was given.
    lists: bool,
    /// The retry policy of a copy that has no options for it.
    retry: RetryPolicy,
}

impl Options {
    /// Options of the call of that name, in the language's own spelling.
    pub fn new(host: Host, call: &str, entries: Vec<(String, Value)>) -> Self {
        Self {
            host,
            call: call.to_owned(),
            within: None,
            entries,
            known: Vec::new(),
            lists: false,
            retry: RetryPolicy::default(),
        }
    }

    /// The same options of a call that copies, by a client with this retry policy.
    #[must_use]
    pub fn with_retry(self, retry: &RetryPolicy) -> Self {
        Self {
            retry: retry.clone(),
            ..self
        }
    }

    /// The retry policy of the client.
    pub(crate) fn retry(&self) -> RetryPolicy {
        self.retry.clone()
    }

    /// The options that `read` knows in a language.
    pub(crate) fn names_of<T>(host: Host, read: impl FnOnce(&mut Self) -> T) -> Vec<Name> {
        let mut options = Self::new(host, "", Vec::new());
        options.lists = true;
        read(&mut options);
        options.known.into_iter().map(|(name, _)| name).collect()
    }

    /// Whether conditions are among the other options, as they are in Python.
    pub(crate) fn is_of_python(&self) -> bool {
        self.host == Host::Python
    }

    /// Refuses what nobody has read.
    ///
    /// # Errors
    /// If an option is left.
    pub fn done(self) -> Result<(), Refusal> {
        let Some((name, _)) = self.entries.iter().find(|(_, value)| !is_nothing(value)) else {
            return Ok(());
        };
        let owner = self.within.as_ref().unwrap_or(&self.call);
        let known = self
            .known
            .iter()
            .map(|(known, is_span)| self.spell(*known, *is_span));
        let known = known.collect::<Vec<_>>().join(", ");
        Err(Refusal::Type(format!(
            "{owner} has no option {name}; the options are {known}"
        )))
    }

    /// An option that can be read in any form.
    pub(crate) fn take(&mut self, name: impl Into<Name>) -> Option<Value> {
        self.take_as(name.into(), false)
    }

    fn take_as(&mut self, name: Name, is_span: bool) -> Option<Value> {
        if name.of(self.host).is_empty() || (self.entries.is_empty() && !self.lists) {
            return None;
        }
        self.known.push((name, is_span));
        let name = self.spell(name, is_span);
        let found = self.entries.iter().position(|(given, _)| *given == name);
        let (_, value) = self.entries.swap_remove(found?);
        Some(value).filter(|value| !is_nothing(value))
    }

    /// A name as the language writes it.
    fn spell(&self, name: Name, is_span: bool) -> Cow<'static, str> {
        match self.host {
            Host::Python => name.python.into(),
            Host::Node if is_span => (camel_case(name.node) + "InMs").into(),
            Host::Node => camel_case(name.node).into(),
        }
    }

    fn read<T>(
        &mut self,
        name: impl Into<Name>,
        wanted: &str,
        read: impl FnOnce(Value) -> Result<T, Value>,
    ) -> Result<Option<T>, Refusal> {
        let name = name.into();
        let Some(value) = self.take(name) else {
            return Ok(None);
        };
        read(value)
            .map(Some)
            .map_err(|value| self.mistyped(name, wanted, &value))
    }

    /// How a message names an option.
    pub(crate) fn spelled(&self, name: impl Into<Name>) -> String {
        let name = self.spell(name.into(), false);
        match &self.within {
            Some(object) => format!("{name} of {object}"),
            None => name.into_owned(),
        }
    }

    /// How a message names a duration.
    pub(crate) fn spelled_span(&self, name: impl Into<Name>) -> Cow<'static, str> {
        self.spell(name.into(), true)
    }

    pub(crate) fn mistyped(&self, name: impl Into<Name>, wanted: &str, value: &Value) -> Refusal {
        Refusal::Type(format!(
            "{} must be {wanted}, not {}",
            self.spelled(name),
            value.kind()
        ))
    }

    pub(crate) fn text(&mut self, name: impl Into<Name>) -> Result<Option<String>, Refusal> {
        self.read(name, "a string", |value| match value {
            Value::Text(text) => Ok(text.into_owned()),
            value => Err(value),
        })
    }

    /// A text that the service's rules for it accept.
    pub(crate) fn parsed<T>(
        &mut self,
        name: impl Into<Name>,
        parse: impl FnOnce(&str) -> Result<T, Invalid>,
    ) -> Result<Option<T>, Refusal> {
        Ok(self.text(name)?.as_deref().map(parse).transpose()?)
    }

    /// A text that becomes a value of the service's, be it known or not.
    pub(crate) fn word<T>(&mut self, name: impl Into<Name>) -> Result<Option<T>, Refusal>
    where
        T: for<'a> From<&'a str>,
    {
        Ok(self.text(name)?.as_deref().map(T::from))
    }

    pub(crate) fn header(&mut self, name: impl Into<Name>) -> Result<Option<HeaderText>, Refusal> {
        self.parsed(name, HeaderText::parse)
    }

    pub(crate) fn flag(&mut self, name: impl Into<Name>) -> Result<Option<bool>, Refusal> {
        self.read(name, "true or false", |value| match value {
            Value::Flag(flag) => Ok(flag),
            value => Err(value),
        })
    }

    /// A number that the service counts with.
    pub(crate) fn count<T>(&mut self, name: impl Into<Name>) -> Result<Option<T>, Refusal>
    where
        T: TryFrom<i128>,
    {
        let name = name.into();
        let whole = self.whole(name)?.map(T::try_from).transpose();
        whole.map_err(|_| Refusal::value(format!("{} is out of range", self.spelled(name))))
    }

    pub(crate) fn whole(&mut self, name: impl Into<Name>) -> Result<Option<i128>, Refusal> {
        self.read(name, "a whole number", |value| match value {
            Value::Whole(whole) => Ok(whole),
            value => Err(value),
        })
    }

    pub(crate) fn number(&mut self, name: impl Into<Name>) -> Result<Option<f64>, Refusal> {
        self.read(name, "a number", |value| match value {
            Value::Whole(whole) => Ok(whole as f64),
            Value::Number(number) => Ok(number),
            value => Err(value),
        })
    }

    /// A duration: seconds in Python, milliseconds in JavaScript.
    pub(crate) fn span(&mut self, name: impl Into<Name>) -> Result<Option<Duration>, Refusal> {
        let name = name.into();
        let Some(value) = self.take_as(name, true) else {
            return Ok(None);
        };
        let (unit, unit_name) = match self.host {
            Host::Python => (1.0, "a timedelta or a number of seconds"),
            Host::Node => (1000.0, "a number of milliseconds"),
        };
        let name = self.spell(name, true);
        let seconds = match value {
            Value::Seconds(seconds) => seconds,
            Value::Whole(whole) => whole as f64 / unit,
            Value::Number(number) => number / unit,
            value => {
                let kind = value.kind();
                let message = format!("{name} must be {unit_name}, not {kind}");
                return Err(Refusal::Type(message));
            }
        };
        let span = Duration::try_from_secs_f64(seconds).map(Some);
        span.map_err(|_| Refusal::value(format!("{name} must be {unit_name} that is not negative")))
    }

    pub(crate) fn time(&mut self, name: impl Into<Name>) -> Result<Option<SystemTime>, Refusal> {
        self.read(name, "a date", |value| match value {
            Value::Time(time) => Ok(time),
            value => Err(value),
        })
    }

    pub(crate) fn date(&mut self, name: impl Into<Name>) -> Result<Option<HttpDate>, Refusal> {
        Ok(self.time(name)?.map(HttpDate::new).transpose()?)
    }

    pub(crate) fn needed_date(&mut self, name: impl Into<Name>) -> Result<HttpDate, Refusal> {
        let name = name.into();
        let date = self.date(name)?;
        date.ok_or_else(|| Refusal::value(format!("{} must be given", self.spelled(name))))
    }

    /// Bytes as a header carries them; a text is taken to be base64 already.
    pub(crate) fn base64(&mut self, name: impl Into<Name>) -> Result<Option<String>, Refusal> {
        self.read(name, "bytes", |value| match value {
            Value::Bytes(bytes) => Ok(base64(&bytes)),
            Value::Text(text) => Ok(text.into_owned()),
            value => Err(value),
        })
    }

    /// Names and values, both texts.
    pub(crate) fn pairs(
        &mut self,
        name: impl Into<Name>,
    ) -> Result<Vec<(String, String)>, Refusal> {
        let pairs = self.read(name, "an object of strings", |value| {
            let Value::Object(entries) = value else {
                return Err(value);
            };
            entries
                .into_iter()
                .map(|(name, value)| match value {
                    Value::Text(text) => Ok((name, text.into_owned())),
                    value => Err(Value::Other(format!("one with {}", value.kind()).into())),
                })
                .collect()
        });
        Ok(pairs?.unwrap_or_default())
    }

    pub(crate) fn texts(&mut self, name: impl Into<Name>) -> Result<Vec<String>, Refusal> {
        let texts = self.read(name, "a list of strings", |value| {
            let Value::List(values) = value else {
                return Err(value);
            };
            values
                .into_iter()
                .map(|value| match value {
                    Value::Text(text) => Ok(text.into_owned()),
                    value => Err(Value::Other(format!("one with {}", value.kind()).into())),
                })
                .collect()
        });
        Ok(texts?.unwrap_or_default())
    }

    /// Options within an option. Whoever reads them ends with `done`.
    pub(crate) fn object(&mut self, name: impl Into<Name>) -> Result<Option<Self>, Refusal> {
        let name = name.into();
        let entries = self.read(name, "an object", |value| match value {
            Value::Object(entries) => Ok(entries),
            value => Err(value),
        })?;
        Ok(entries.map(|entries| Self {
            within: Some(self.spelled(name)),
            ..Self::new(self.host, &self.call, entries)
        }))
    }

    /// What one of the known words stands for. An option that is left out stands for what the first word does.
    pub(crate) fn one_of<T: Clone>(
        &mut self,
        name: impl Into<Name>,
        known: &[(&str, T)],
    ) -> Result<T, Refusal> {
        let name = name.into();
        let given = self.text(name)?;
        let given = given.as_deref().unwrap_or(known[0].0);
        if let Some((_, meant)) = known.iter().find(|(word, _)| *word == given) {
            return Ok(meant.clone());
        }
        let words: Vec<&str> = known.iter().map(|(word, _)| *word).collect();
        let (name, words) = (self.spelled(name), words.join(", "));
        Err(Refusal::value(format!(
            "{name} must be one of {words}, not {given:?}"
        )))
    }

    /// How long the service may take, in whole seconds; Python's calls have this option.
    pub(crate) fn timeout(&mut self) -> Result<Option<u32>, Refusal> {
        let Some(seconds) = self.number(("timeout", ""))? else {
            return Ok(None);
        };
        if !(seconds > 0.0 && seconds < 2_147_483_648.0) {
            return Err(Refusal::value("timeout must be more than 0, in seconds"));
        }
        Ok(Some(seconds.round_ties_even().max(1.0) as u32))
    }

    /// `timeout` as a request carries it.
    pub(crate) fn server_timeout(&mut self) -> Result<Option<ServerTimeout>, Refusal> {
        Ok(self.timeout()?.map(ServerTimeout::seconds).transpose()?)
    }

    /// Refuses an option of other calls that this one would not send.
    pub(crate) fn refuse(&mut self, name: impl Into<Name>) -> Result<(), Refusal> {
        let name = name.into();
        match self.take(name) {
            None | Some(Value::Flag(false)) => Ok(()),
            Some(Value::Object(entries)) if entries.is_empty() => Ok(()),
            Some(_) => {
                let (name, call) = (self.spelled(name), &self.call);
                Err(Refusal::value(format!(
                    "{name} is not supported by {call}; leave it out"
                )))
            }
        }
    }
}

fn is_nothing(value: &Value) -> bool {
    matches!(value, Value::Nothing)
}
