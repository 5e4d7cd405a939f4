//! Random GUIDs, used as ids of requests, copies, leases and SAS.

/// A version 4 GUID in lower case, from 128 random bits.
///
/// Every request needs one, so it is built without the formatting machinery.
pub fn guid(random: u128) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    let mut bytes = random.to_be_bytes();
    bytes[6] = bytes[6] & 0x0f | 0x40;
    bytes[8] = bytes[8] & 0x3f | 0x80;
    let mut guid = String::with_capacity(36);
    for (place, byte) in bytes.into_iter().enumerate() {
        if matches!(place, 4 | 6 | 8 | 10) {
            guid.push('-');
        }
        for digit in [byte >> 4, byte & 15] {
            guid.push(char::from(DIGITS[usize::from(digit)]));
        }
    }
    guid
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guid_has_the_form_of_one_and_all_other_bits_are_random() {
        assert_eq!(guid(0), "00000000-0000-4000-8000-000000000000");
        assert_eq!(guid(u128::MAX), "ffffffff-ffff-4fff-bfff-ffffffffffff");
        let bits = 0x0123_4567_89ab_cdef_0123_4567_89ab_cdef;
        assert_eq!(guid(bits), "01234567-89ab-4def-8123-456789abcdef");
        assert!(crate::LeaseId::parse(&guid(bits)).is_ok());
    }
}
