//! A list that is usually short, and is then kept on the stack.

/// Number of entries on the stack: more than any operation's own headers, so that only a request with much metadata
/// allocates.
const INLINE: usize = 24;

/// Up to [`INLINE`] entries on the stack, more on the heap.
pub(super) struct ShortList<T> {
    inline: [T; INLINE],
    length: usize,
    spilled: Vec<T>,
}

impl<T: Copy + Default> ShortList<T> {
    pub(super) fn new() -> Self {
        Self {
            inline: [T::default(); INLINE],
            length: 0,
            spilled: Vec::new(),
        }
    }

    /// The entries as a slice, to be sorted in place.
    pub(super) fn as_mut_slice(&mut self) -> &mut [T] {
        if self.spilled.is_empty() {
            &mut self.inline[..self.length]
        } else {
            &mut self.spilled
        }
    }

    pub(super) fn push(&mut self, entry: T) {
        if self.length < INLINE {
            self.inline[self.length] = entry;
        } else {
            if self.length == INLINE {
                self.spilled.extend_from_slice(&self.inline);
            }
            self.spilled.push(entry);
        }
        self.length += 1;
    }
}

impl<T: Copy + Default> FromIterator<T> for ShortList<T> {
    fn from_iter<I: IntoIterator<Item = T>>(entries: I) -> Self {
        let mut list = Self::new();
        for entry in entries {
            list.push(entry);
        }
        list
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_is_kept_in_order_on_either_side_of_the_inline_limit() {
        for length in [0, 1, INLINE - 1, INLINE, INLINE + 1, 3 * INLINE] {
            let expected: Vec<usize> = (0..length).collect();
            let mut list: ShortList<usize> = expected.iter().copied().collect();
            assert_eq!(list.as_mut_slice(), expected);
        }
    }
}
