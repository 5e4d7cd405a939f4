//! Random numbers from a seed, and random mutations of bytes.

/// A sequence of random numbers, the same for the same seed.
pub(crate) struct Dice(u64);

/// Maximum length of an input, in bytes.
const LONGEST: usize = 16 * 1024;

/// Pieces that are often difficult for parsers of URLs, headers and XML.
const PIECES: [&[u8]; 40] = [
    b"%",
    b"%2",
    b"%00",
    b"%ff",
    b"%2e%2e",
    b"/../",
    b"//",
    b"?",
    b"#",
    b"&",
    b"=",
    b"@",
    b":",
    b"[",
    b"]",
    b"\n",
    b"\r\n",
    b"\0",
    b"\xff",
    b"\xef\xbb\xbf",
    b"\xe2\x80\xa6",
    b"-1",
    b"18446744073709551616",
    b"+0",
    b"*",
    b"\"",
    b"<",
    b"</",
    b"/>",
    b"<a>",
    b"<![CDATA[",
    b"]]>",
    b"<!--",
    b"<!DOCTYPE a [<!ENTITY b \"c\">]>",
    b"&#x0;",
    b"&#1114112;",
    b"&lt;",
    b"&b;",
    b" Encoded=\"true\"",
    b"\xed\xa0\x80",
];

impl Dice {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// A number below `end`.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("a usize fits");
        usize::try_from(self.next() % end).expect("below a usize")
    }

    /// Changes bytes in one to eight places. Some pieces come from `other`.
    pub(crate) fn mutate(&mut self, input: &mut Vec<u8>, other: &[u8]) {
        for _ in 0..=self.below(8) {
            let at = self.below(input.len() + 1);
            match self.below(8) {
                0 if at < input.len() => input[at] ^= 1 << self.below(8),
                1 if at < input.len() => input[at] = self.next().to_le_bytes()[0],
                2 => input.truncate(at),
                3 => drop(input.drain(self.span(at, input.len()))),
                4 => {
                    let copied = input[self.span(at, input.len())].to_vec();
                    self.insert(input, &copied);
                }
                5 => {
                    let from = self.below(other.len() + 1);
                    let lent = self.span(from, other.len());
                    self.insert(input, &other[lent]);
                }
                _ => {
                    let piece = PIECES[self.below(PIECES.len())];
                    self.insert(input, piece);
                }
            }
        }
        input.truncate(LONGEST);
    }

    fn insert(&mut self, input: &mut Vec<u8>, piece: &[u8]) {
        let at = self.below(input.len() + 1);
        input.splice(at..at, piece.iter().copied());
    }

    /// A range from `at`, usually a short one.
    fn span(&mut self, at: usize, length: usize) -> std::ops::Range<usize> {
        let most = if self.below(8) == 0 { length - at } else { 16 };
        at..(at + self.below(most + 1)).min(length)
    }

    /// The next number. Source: Sebastiano Vigna, *SplitMix64*, public domain.
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }
}
