//! Sets that a SAS represents as letters: permissions, services, resource types.

use crate::Error;

/// Defines a set whose members are letters, written in the order of their definition.
macro_rules! letter_set {
    (
        $(#[$documentation:meta])*
        $name:ident($field:literal) {
            $($(#[$member_documentation:meta])* $member:ident = $letter:literal,)+
        }
    ) => {
        $(#[$documentation])*
        #[derive(Clone, Copy, Default, PartialEq, Eq)]
        pub struct $name(u32);

        impl $name {
            /// The letters, in the order in which they are written.
            const ORDER: &'static [u8] = &[$($letter),+];

            $(
                $(#[$member_documentation])*
                pub const $member: Self = Self($crate::sas::letters::bit(Self::ORDER, $letter));
            )+

            /// Parses letters in any order.
            ///
            /// # Errors
            ///
            #[doc = concat!(
                "[`UnknownLetter`](crate::Error::UnknownLetter) or ",
                "[`RepeatedLetter`](crate::Error::RepeatedLetter) for `", $field, "`."
            )]
            pub fn parse(text: &str) -> Result<Self, $crate::Error> {
                $crate::sas::letters::parse(Self::ORDER, $field, text).map(Self)
            }

            /// Whether this set contains all of `other`.
            pub const fn contains(self, other: Self) -> bool {
                self.0 & other.0 == other.0
            }
        }

        impl std::ops::BitOr for $name {
            type Output = Self;

            fn bitor(self, other: Self) -> Self {
                Self(self.0 | other.0)
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&$crate::sas::letters::write(Self::ORDER, self.0))
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!(stringify!($name), "({})"), self)
            }
        }
    };
}
pub(super) use letter_set;

/// The bit of a letter, which `order` must contain.
pub(super) const fn bit(order: &[u8], letter: u8) -> u32 {
    let mut index = 0;
    while order[index] != letter {
        index += 1;
    }
    1 << index
}

pub(super) fn parse(order: &[u8], field: &'static str, text: &str) -> Result<u32, Error> {
    let mut bits = 0;
    for letter in text.chars() {
        let known = order
            .iter()
            .find(|candidate| char::from(**candidate) == letter);
        let bit = bit(order, *known.ok_or(Error::UnknownLetter { field, letter })?);
        if bits & bit != 0 {
            return Err(Error::RepeatedLetter { field, letter });
        }
        bits |= bit;
    }
    Ok(bits)
}

pub(super) fn write(order: &[u8], bits: u32) -> String {
    order
        .iter()
        .filter(|letter| bits & bit(order, **letter) != 0)
        .map(|letter| char::from(*letter))
        .collect()
}
