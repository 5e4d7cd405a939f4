//! Pseudo-random jitter from a given seed.

use std::time::Duration;

/// A small generator (SplitMix64), good enough to keep many clients from sending requests in step.
#[derive(Clone, Debug)]
pub(crate) struct Jitter(u64);

impl Jitter {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// Shortens a wait by a random part of up to `share` of it. It never lengthens a wait, so that upper bounds hold.
    pub(crate) fn shorten(&mut self, wait: Duration, share: f64) -> Duration {
        wait.mul_f64(1.0 - share * self.unit())
    }

    /// A number from 0 up to 1.
    fn unit(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        // The upper 53 bits, which are all that a double holds exactly.
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn jitter_only_shortens_and_within_its_share() {
        let mut jitter = Jitter::new(7);
        let waits: Vec<_> = (0..1000)
            .map(|_| jitter.shorten(Duration::from_secs(10), 0.2))
            .collect();
        assert!(
            waits
                .iter()
                .all(|wait| (8.0..=10.0).contains(&wait.as_secs_f64()))
        );
        assert!(waits.iter().max() > waits.iter().min());
    }
}
