//! Random numbers from a seed: the same seed gives the same run on every machine.

use std::time::Duration;

/// A small generator (SplitMix64).
#[derive(Clone, Debug)]
pub(crate) struct Chance(u64);

impl Chance {
    /// The generator of one seed. Neighbouring seeds are unrelated.
    pub(crate) fn new(seed: u64) -> Self {
        let mut chance = Self(seed ^ 0xb10b_c0b7);
        chance.0 = chance.draw();
        chance
    }

    /// Any number.
    pub(crate) fn draw(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    /// A number below `limit`.
    pub(crate) fn below(&mut self, limit: u64) -> u64 {
        self.draw() % limit
    }

    /// Whether an event with this probability in percent occurs.
    pub(crate) fn percent(&mut self, share: u64) -> bool {
        self.below(100) < share
    }

    /// One of these values.
    pub(crate) fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        let index = self.below(choices.len() as u64) as usize;
        choices[index].clone()
    }

    /// A duration up to `longest`, uniformly distributed.
    pub(crate) fn up_to(&mut self, longest: Duration) -> Duration {
        Duration::from_micros(self.below(longest.as_micros() as u64 + 1))
    }

    /// A duration between two, with a uniformly distributed order of magnitude.
    pub(crate) fn magnitude(&mut self, shortest: Duration, longest: Duration) -> Duration {
        let (low, high) = (shortest.as_secs_f64().ln(), longest.as_secs_f64().ln());
        let unit = (self.draw() >> 11) as f64 / (1_u64 << 53) as f64;
        Duration::from_micros((1e6 * (low + (high - low) * unit).exp()) as u64)
    }
}
