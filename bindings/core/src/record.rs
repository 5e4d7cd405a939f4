//! Facts with names, in the order in which they are written.

use crate::name::Name;
use crate::value::Value;

/// What a call reports: facts, each with its name in both languages.
#[derive(Clone, Default)]
pub struct Record(Vec<(&'static Name, Value)>);

impl Record {
    pub(crate) fn new(rows: Vec<(&'static Name, Value)>) -> Self {
        Self(rows)
    }

    /// The same facts, with more behind them.
    pub(crate) fn with(mut self, more: Self) -> Self {
        self.0.extend(more.0);
        self
    }
}

impl IntoIterator for Record {
    type Item = (&'static Name, Value);
    type IntoIter = std::vec::IntoIter<Self::Item>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

/// A record of rows: `"name": value`, `"in_python" / "in_javascript": value`, or `_` where a language does not have it.
macro_rules! record {
    ($( $python:tt $( / $node:tt )? : $value:expr ),* $(,)?) => {
        $crate::record::Record::new(vec![
            $( (
                const { &$crate::name::Name {
                    python: $crate::record::row_name!($python),
                    node: $crate::record::row_name!($python $( $node )?),
                } },
                $crate::value::Value::from($value),
            ), )*
        ])
    };
}

macro_rules! row_name {
    (_) => {
        ""
    };
    ($name:literal) => {
        $name
    };
    ($python:tt $name:tt) => {
        $crate::record::row_name!($name)
    };
}

pub(crate) use {record, row_name};
