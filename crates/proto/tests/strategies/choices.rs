//! Bytes as a sequence of choices. At the end of the bytes, the simplest choice is taken.

/// The remaining choices.
pub(crate) struct Choices<'a>(&'a [u8]);

/// A value that can be made from choices.
pub(crate) trait Choose: Sized {
    /// Makes the value from the next choices.
    fn choose(choices: &mut Choices<'_>) -> Self;
}

impl<'a> Choices<'a> {
    /// The choices that these bytes encode.
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

    /// A value of the inferred type.
    pub(crate) fn value<T: Choose>(&mut self) -> T {
        T::choose(self)
    }

    /// A number below `end`. Small numbers are more likely.
    pub(crate) fn below(&mut self, end: u64) -> u64 {
        let bytes = std::array::from_fn(|_| self.byte());
        let width = self.byte() % 8 * 8;
        (u64::from_le_bytes(bytes) >> width) % end
    }

    /// One of these values.
    pub(crate) fn one_of<T: Clone>(&mut self, all: &[T]) -> T {
        all[usize::from(self.byte()) % all.len()].clone()
    }

    /// A text of these letters, with a length from `least` to `most`.
    pub(crate) fn text(&mut self, letters: &str, least: usize, most: usize) -> String {
        let letters: Vec<char> = letters.chars().collect();
        let length = least + usize::from(self.byte()) % (most - least + 1);
        (0..length).map(|_| self.one_of(&letters)).collect()
    }

    /// Up to `most` values.
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

/// Implements `Choose` for records, field by field.
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

/// Implements `Choose` for open enumerations: one of a few known values, or an unknown one.
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
