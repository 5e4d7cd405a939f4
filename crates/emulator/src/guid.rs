//! Names that no other has.

use std::fmt;

/// A random GUID, as the service names copies and requests.
#[derive(Clone, Copy)]
pub(crate) struct Guid(u128);

impl Guid {
    pub(crate) fn new() -> Self {
        const VERSION: u128 = 0xf << 76;
        const VARIANT: u128 = 0x3 << 62;
        Self(fastrand::u128(..) & !VERSION & !VARIANT | 0x4 << 76 | 0x2 << 62)
    }
}

impl fmt::Display for Guid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self(bits) = self;
        write!(
            f,
            "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
            bits >> 96,
            bits >> 80 & 0xffff,
            bits >> 64 & 0xffff,
            bits >> 48 & 0xffff,
            bits & 0xffff_ffff_ffff
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_its_form_and_is_random() {
        let text = Guid::new().to_string();
        let lengths: Vec<usize> = text.split('-').map(str::len).collect();
        assert_eq!(lengths, [8, 4, 4, 4, 12]);
        assert_eq!(&text[14..15], "4");
        assert!("89ab".contains(&text[19..20]));
        assert_ne!(text, Guid::new().to_string());
    }
}
