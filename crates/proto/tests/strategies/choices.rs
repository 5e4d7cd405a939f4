//! Bytes as a row of choices: where they end, the plainest choice is taken.

/// A row of choices yet to be made.
pub(crate) struct Choices<'a>(&'a [u8]);

/// A value that choices make.
pub(crate) trait Choose: Sized {
    /// The value that the next choices make.
    fn choose(choices: &mut Choices<'_>) -> Self;
}

impl<'a> Choices<'a> {
    /// The choices that these bytes stand for.
    pub(crate) fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// One of 256.
    pub(crate) fn byte(&mut self) -> u8 {
        match self.0.split_first() {
            Some((first, rest)) => {
                self.0 = rest;
                *first
            }
            None => 0,
        }
    }

    /// Whatever is wanted.
    pub(crate) fn value<T: Choose>(&mut self) -> T {
        T::choose(self)
    }

    /// A number below `end`, by no means evenly.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let bytes = std::array::from_fn(|_| self.byte());
        let width = self.byte() % 8 * 8;
        (u64::from_le_bytes(bytes) >> width) % end
    }

    /// One of these.
    pub(crate) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::from(self.byte()) % all.len()].clone()
    }

    /// A few of these letters, at least `least` and at most `most`.
    pub(crate) fn text(&mut self, letters: &str, least: usize, most: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        let length = least + usize::from(self.byte()) % (most - least + 1);
        (0..length).map(|_| self.one_of(&letters)).collect()
    }

    /// A few values.
    pub(crate) fn several<T: Choose>(&mut self, most: u8) -> Vec<T> {
        let length = self.byte() % (most + 1);
        (0..length).map(|_| self.value()).collect()
    }

    /// Base64 of `length` bytes.
    pub(crate) fn base64(&mut self, length: usize) -> String {
        const DIGITS: &str = "AZaz09+/Qx";
        let digits = (length * 8).div_ceil(6);
        let mut text = self.text(DIGITS, digits, digits);
        while !text.len().is_multiple_of(4) {
            text.push('=');
        }
        text
    }
}

impl<T: Choose> Choose for Option<T> {
    fn choose(choices: &mut Choices<'_>) -> Self {
        (choices.byte() % 2 == 1).then(|| choices.value())
    }
}

impl Choose for () {
    fn choose(_: &mut Choices<'_>) -> Self {}
}

impl Choose for bool {
    fn choose(choices: &mut Choices<'_>) -> Self {
        choices.byte() % 2 == 1
    }
}

impl Choose for u64 {
    fn choose(choices: &mut Choices<'_>) -> Self {
        choices.below(Self::MAX)
    }
}

/// Makes a record by choosing field after field.
macro_rules! choose_fields {
    ($( $record:ident { $( $field:ident ),* $(,)? } )+) => {
        $(
            impl Choose for $record {
                fn choose(choices: &mut Choices<'_>) -> Self {
                    let mut record = Self::default();
                    $( record.$field = choices.value(); )*
                    record
                }
            }
        )+
    };
}

/// Makes one of a few known values, or one that nobody knows.
macro_rules! choose_words {
    ($( $name:ident { $( $variant:ident ),* } )+) => {
        $(
            impl Choose for $name {
                fn choose(choices: &mut Choices<'_>) -> Self {
                    choices.one_of(&[$( Self::$variant, )* Self::Other("tomorrow".into())])
                }
            }
        )+
    };
}

pub(crate) use {choose_fields, choose_words};
